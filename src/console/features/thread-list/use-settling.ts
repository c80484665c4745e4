import { useEffect, useState } from 'react'

import { selectedThreads } from './selected-threads.ts'

/** Looks, as the dialog opens, which of the threads that are selected are still in the list. */
export const useSettling = () => {
  const [times, setTimes] = useState(0)
  const [ended, setEnded] = useState<{ error?: unknown } | undefined>(() =>
    selectedThreads.mayStray() ? undefined : {},
  )
  useEffect(() => {
    if (!selectedThreads.mayStray()) return undefined
    const own = new AbortController()
    const end = (to: { error?: unknown }) => {
      if (!own.signal.aborted) setEnded(to)
    }
    selectedThreads.settle(own.signal).then(
      () => end({}),
      (error: unknown) => end({ error }),
    )
    return () => own.abort()
  }, [times])
  const again = () => {
    setEnded(undefined)
    setTimes((before) => before + 1)
  }
  const state = !ended ? 'looking' : 'error' in ended ? 'failed' : 'settled'
  return { state, error: ended?.error, again } as const
}
