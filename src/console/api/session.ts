import { queryOptions } from '@tanstack/react-query'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

export const sessionQuery = queryOptions({
  queryKey: queryKey('getSession', {}),
  queryFn: ({ signal }) => request('getSession', { signal }),
})
