import { useEffect, useState } from 'react'

import { contact } from '#console/api/connection.ts'

import { selectedThreads } from './selected-threads.ts'

/** How a look ended. */
interface Ended {
  /** Whether all are still in the list. */
  areAllThere: boolean
  error?: unknown
}

const settle = async (signal: AbortSignal): Promise<Ended> => {
  try {
    return { areAllThere: (await selectedThreads.settle(signal)).length === 0 }
  } catch (error) {
    return { areAllThere: false, error }
  }
}

/**
 * Looks, as the dialog opens and whenever the server was away, which of the threads that are selected are still
 * in the list.
 */
export const useSettling = () => {
  const { state: line } = contact.use()
  const [times, setTimes] = useState(0)
  const look = `${times} ${line}`
  const [last, setLast] = useState<{ look: string; ended: Ended }>()
  useEffect(() => {
    const own = new AbortController()
    void settle(own.signal).then((ended) => {
      if (!own.signal.aborted) setLast({ look, ended })
    })
    return () => own.abort()
  }, [look])
  const ended =
    last?.look === look
      ? last.ended
      : selectedThreads.mayStray()
        ? undefined
        : { areAllThere: true }
  const state = !ended ? 'looking' : 'error' in ended ? 'failed' : 'settled'
  return {
    state,
    error: ended?.error,
    again: () => setTimes((before) => before + 1),
    /** Looks once more. @returns whether all are still in the list */
    settle: async (signal: AbortSignal): Promise<boolean> => {
      setLast(undefined)
      const now = await settle(signal)
      if (!signal.aborted) setLast({ look, ended: now })
      return now.areAllThere
    },
  } as const
}
