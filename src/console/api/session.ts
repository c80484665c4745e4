import { QueryClientContext, queryOptions } from '@tanstack/react-query'
import { useContext } from 'react'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

export const sessionQuery = queryOptions({
  queryKey: queryKey('getSession', {}),
  queryFn: ({ signal }) => request('getSession', { signal }),
})

/** What is known of it when the component is drawn: for what is there many times and drawn again when it is used. */
export const useSessionNow = () =>
  useContext(QueryClientContext)?.getQueryData(sessionQuery.queryKey)
