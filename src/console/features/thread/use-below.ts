import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { request } from '#console/api/client.ts'
import { ofThread } from '#console/api/query-key.ts'
import { onThreadNews } from '#console/api/thread-news.ts'

/** A burst of messages is counted once. */
const GATHER_MS = 150

/** As many messages are counted; of more it is told that they are more. */
const MOST = 100

/** What is below a stretch of a thread that is loaded and does not reach its end. */
export interface Below {
  /** How many messages came since its end was last seen, or it was opened. */
  unseen: number
  /** More came than are counted. */
  isMore: boolean
  /** Its end is read, up to this message. */
  onEndSeen: (messageId: string) => void
}

const NONE = { count: 0, isMore: false }

const belowKey = (threadId: string) => [...ofThread(threadId), 'below']

/**
 * How many messages came since the end of a thread was last seen, or the thread was opened, while what is
 * loaded of it does not reach its end.
 */
export function useBelow(threadId: string, hasNewer: boolean): Below {
  const client = useQueryClient()
  const [seen, setSeen] = useState<string>()
  const { data = NONE } = useQuery({
    queryKey: [...belowKey(threadId), seen],
    enabled: hasNewer,
    retry: false,
    queryFn: async ({ signal }) => {
      const params = { thread_id: threadId }
      if (seen === undefined) {
        const newest = { order: 'desc', limit: 1 } as const
        const [last] = (await request('listMessages', { params, query: newest, signal })).data
        // The end may have been read meanwhile.
        setSeen((known) => known ?? last?.id)
        return NONE
      }
      const since = { order: 'asc', after: seen, limit: MOST } as const
      const found = await request('listMessages', { params, query: since, signal })
      return { count: found.data.length, isMore: found.has_more }
    },
  })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const count = () => {
      timer = undefined
      void client.invalidateQueries({ queryKey: belowKey(threadId) })
    }
    const unhear = onThreadNews((news) => {
      if (news && (news.thread_id !== threadId || !('message_id' in news))) return
      timer ??= setTimeout(count, GATHER_MS)
    })
    return () => {
      clearTimeout(timer)
      unhear()
    }
  }, [client, threadId])
  const { count, isMore } = hasNewer ? data : NONE
  return { unseen: count, isMore, onEndSeen: setSeen }
}
