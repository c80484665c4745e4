import type { Thread } from '#contract/thread.ts'

/** What the server is known to have of a thread, and every title it may have by this page since. */
interface Own {
  thread: Thread
  titles: readonly string[]
}

/**
 * Titles that this page gave, by their thread, for as long as one of them was shown and not stored: found
 * at the server, they are nobody else's.
 */
const owns = new Map<string, Own>()

export const ownTitles = {
  of: (thread: Thread): Own =>
    owns.get(thread.id) ?? { thread, titles: [thread.metadata['title'] ?? ''] },
  /** `title` is given over what is shown. What is known from before holds where it led to that. */
  give: (shown: Thread, title: string, isRenaming: boolean): void => {
    const before = shown.metadata['title'] ?? ''
    const own = owns.get(shown.id)
    const { thread, titles } =
      own && (isRenaming || own.titles.includes(before)) ? own : { thread: shown, titles: [] }
    owns.set(shown.id, { thread, titles: [...titles, before, title] })
  },
  /** The thread as it was read, or answered with a title that is stored: older ones are past. */
  learn: (now: Thread, stored?: string): void => {
    const own = owns.get(now.id)
    if (!own) return
    const at = stored === undefined ? 0 : Math.max(0, own.titles.lastIndexOf(stored))
    owns.set(now.id, { thread: now, titles: own.titles.slice(at) })
  },
  /** The title that was asked for last. */
  last: (thread: Thread): string => owns.get(thread.id)?.titles.at(-1) ?? '',
  forget: (threadId: string): void => void owns.delete(threadId),
}
