import { useEffect, useEffectEvent } from 'react'

import { onThreadNews } from '#console/api/thread-news.ts'

/** How long changes are gathered: a burst is read once, and what the pane reads itself is there by then. */
const GATHER_MS = 500
/** More messages than that are read with all others, in pages. */
const MOST_MESSAGES = 20

export interface NewsHandlers {
  /** Messages are there that were not, or say something else. */
  onMessages: (ids: readonly string[]) => void
  onGone: (messageId: string) => void
  onRuns: (ids: readonly string[]) => void
  /** Anything may have changed. */
  onAnything: () => void
}

/** Tells what changes in a thread after it was read. */
export function useThreadNews(threadId: string, handlers: NewsHandlers): void {
  const handle = useEffectEvent(<Name extends keyof NewsHandlers>(name: Name) => handlers[name])
  useEffect(() => {
    const messages = new Set<string>()
    const runs = new Set<string>()
    let isAnything = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      timer = undefined
      if (isAnything || messages.size > MOST_MESSAGES) handle('onAnything')()
      else if (messages.size > 0) handle('onMessages')([...messages])
      if (runs.size > 0) handle('onRuns')([...runs])
      isAnything = false
      messages.clear()
      runs.clear()
    }
    const stop = onThreadNews((news) => {
      if (news === undefined) isAnything = true
      else if (news.thread_id !== threadId) return
      else if ('run_id' in news) runs.add(news.run_id)
      else if (news.isGone !== true) messages.add(news.message_id)
      else {
        messages.delete(news.message_id)
        return handle('onGone')(news.message_id)
      }
      timer ??= setTimeout(tell, GATHER_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [threadId])
}
