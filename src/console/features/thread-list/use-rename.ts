import { useQueryClient } from '@tanstack/react-query'

import { isUnanswered } from '#console/api/failure.ts'
import { withMetadata, writeThread, modifyThread } from '#console/api/thread-writes.ts'
import { readThread } from '#console/api/threads.ts'
import { notDone } from '#console/ui/deed.ts'
import { doubtInToast } from '#console/ui/doubt-toast.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

/** Metadata with this title, or without one. */
export const withTitle = (metadata: Metadata, title: string): Metadata => {
  const { title: _, ...rest } = metadata
  return title ? { ...rest, title } : rest
}

/** The title that others gave meanwhile; undefined where there is nothing to ask. */
export const renamedMeanwhile = (
  now: Metadata,
  before: Metadata,
  title: string,
): { title: string } | undefined => {
  const theirs = now['title'] ?? ''
  return theirs === (before['title'] ?? '') || theirs === title ? undefined : { title: theirs }
}

const askAboutRename = (theirs: string, title: string, onSelect: () => void): number =>
  showToast({
    // It stays until it is closed.
    tone: 'error',
    text: theirs
      ? `Somebody else renamed the thread to “${shownName(theirs)}” meanwhile. That title was kept.`
      : 'Somebody else removed the title of the thread meanwhile. It was kept so.',
    action: { label: title ? `Rename to “${title}”` : 'Remove the title', onSelect },
  })

/**
 * Renames a thread at once on screen; puts the old title back and tells why when it is refused. Where
 * others renamed it meanwhile, theirs is kept and the reader is asked.
 */
export const useRename = () => {
  const client = useQueryClient()
  const rename = (thread: Thread, title: string): void => {
    writeThread(client, withMetadata(thread, withTitle(thread.metadata, title)))
    const deed = title ? `the thread was renamed to “${title}”` : 'the title was removed'
    const save = async () => {
      try {
        // An update replaces all metadata, so it starts from what is there now.
        const now = await readThread(thread.id)
        const theirs = renamedMeanwhile(now.metadata, thread.metadata, title)
        if (theirs) {
          writeThread(client, now)
          askAboutRename(theirs.title, title, () => rename(now, title))
          return
        }
        const metadata = withTitle(now.metadata, title)
        const patience = doubtInToast(deed, thread.id)
        writeThread(client, await modifyThread(thread.id, metadata, patience))
      } catch (error) {
        writeThread(client, thread)
        const { message, requestId } = describeFailure(error)
        // It stays until it is closed, and the server may be back before that.
        const why = isUnanswered(error) ? 'The server gave no answer.' : message
        showToast({
          tone: 'error',
          text: `${notDone(deed)} ${why}`,
          about: thread.id,
          ...(requestId && { detail: `Request ${requestId}` }),
          action: { label: 'Try again', onSelect: () => void save() },
        })
      }
    }
    void save()
  }
  return rename
}
