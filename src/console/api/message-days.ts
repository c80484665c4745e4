import { queryOptions } from '@tanstack/react-query'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

/** Which of the days that begin at `starts` have messages; the last time only ends the day before it. */
export const messageDaysQuery = (thread_id: string, starts: number[]) => {
  const address = { params: { thread_id }, query: { starts } }
  return queryOptions({
    queryKey: queryKey('getMessageDays', address),
    queryFn: ({ signal }) => request('getMessageDays', { ...address, signal }),
    // Messages come and go, and nobody is told of it by day.
    staleTime: 0,
    gcTime: 0,
  })
}
