const NAME = 'clew.cancel-send'

/** Rendered to text there are no other tabs. */
const channel =
  typeof window === 'undefined' || typeof BroadcastChannel === 'undefined'
    ? undefined
    : new BroadcastChannel(NAME)

/** Asks the tab that sends a message of the thread to wait for it no longer. */
export const cancelElsewhere = (threadId: string): void => channel?.postMessage(threadId)

/** Told of each thread whose message another tab wants cancelled. */
export const onCancelled = (cancel: (threadId: string) => void): void =>
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') cancel(data)
  })
