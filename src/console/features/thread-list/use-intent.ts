import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'

import { messagesQuery } from '#console/api/messages.ts'
import { runsQuery } from '#console/api/runs.ts'
import { threadQuery } from '#console/api/threads.ts'

/** How long a pointer or the focus rests on a row before it counts as meant. */
const RESTS_MS = 90

/** Told which thread may be opened next, and that it may not after all. */
export interface Intent {
  on: (threadId: string) => void
  off: () => void
}

/** Fetches a thread when its row is about to be chosen, so that it opens at once. */
export const useIntent = (): Intent => {
  const client = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const off = useCallback(() => clearTimeout(timer.current), [])
  useEffect(() => off, [off])
  const on = useCallback(
    (threadId: string) => {
      off()
      timer.current = setTimeout(() => {
        void client.prefetchInfiniteQuery(messagesQuery(threadId))
        void client.prefetchInfiniteQuery(runsQuery(threadId))
        void client.prefetchQuery(threadQuery(threadId))
      }, RESTS_MS)
    },
    [client, off],
  )
  return useMemo(() => ({ on, off }), [on, off])
}
