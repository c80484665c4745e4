import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'

import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'

import { NOTHING_READ, readWhole } from './read-whole.ts'
import type { WholeEntry } from './whole-entries.ts'

/** Reads all of a thread once; `entries` are there when all are. */
export function useWhole(threadId: string, onFailed: () => void) {
  const client = useQueryClient()
  const [reading, setReading] = useState(NOTHING_READ)
  const [entries, setEntries] = useState<readonly WholeEntry[]>()
  const failed = useEffectEvent((error: unknown) => {
    showToast({
      tone: 'error',
      text: 'The thread could not be read to its end.',
      detail: describeFailure(error).message,
    })
    onFailed()
  })
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    readWhole(client, threadId, signal, setReading).then(
      (all) => signal.aborted || setEntries(all),
      (error: unknown) => signal.aborted || failed(error),
    )
    return () => stop.abort()
  }, [client, threadId])
  return { reading, entries }
}
