import { queryOptions } from '@tanstack/react-query'

import { Session } from '#contract/session.ts'

import { requestOwn } from './client.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => requestOwn('/api/session', Session, { signal }),
})
