import { QueryClientContext, queryOptions } from '@tanstack/react-query'
import { useContext } from 'react'

import type { Session } from '#contract/session.ts'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'
import { heardSession } from './repeats.ts'

export const askSession = async (signal?: AbortSignal): Promise<Session> => {
  const session = await request('getSession', signal ? { signal } : {})
  heardSession(session)
  return session
}

export const sessionQuery = queryOptions({
  queryKey: queryKey('getSession', {}),
  queryFn: ({ signal }) => askSession(signal),
})

/** What is known of it when the component is drawn: for what is there many times and drawn again when it is used. */
export const useSessionNow = () =>
  useContext(QueryClientContext)?.getQueryData(sessionQuery.queryKey)
