/** What is told of a thread: a message or a run that changed, or a message that is gone; of everything where it names none. */
export type ThreadNews =
  | { thread_id: string; message_id: string; isGone?: boolean }
  | { thread_id: string; run_id: string }
  | undefined

const listeners = new Set<(news: ThreadNews) => void>()

/**
 * Calls back for what changes, for whoever has read more of a thread than is cached. Answers how to stop.
 */
export const onThreadNews = (listener: (news: ThreadNews) => void): (() => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const tellThreadNews = (news: ThreadNews): void => {
  for (const listener of listeners) listener(news)
}
