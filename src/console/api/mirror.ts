import { queryOptions, useQuery } from '@tanstack/react-query'

import type { AddMirroredThreadsRequest, Mirror } from '#contract/mirror.ts'

import { ask, request } from './client.ts'
import { queryKey } from './query-key.ts'
import { heardMirror, isRepeatSafe } from './repeats.ts'
import { askSession, sessionQuery } from './session.ts'

/** What is kept here of the server behind this one. @throws {ApiFailure} also where there is none */
export const askMirror = async (signal?: AbortSignal): Promise<Mirror> => {
  const mirror = await request('getMirror', signal ? { signal } : {})
  heardMirror(mirror)
  return mirror
}

/** The server behind, where a repeat is not safe there; as it is known, or asked for. @throws {ApiFailure} */
export const unsafeBehind = async (signal?: AbortSignal): Promise<Mirror | undefined> => {
  if (isRepeatSafe() || !(await askSession(signal)).upstream) return undefined
  const mirror = await askMirror(signal)
  return isRepeatSafe() ? undefined : mirror
}

/** It is asked again by whoever shows what moves. */
export const mirrorQuery = queryOptions({
  queryKey: queryKey('getMirror', {}),
  queryFn: ({ signal }) => askMirror(signal),
})

/** How old the copy of a thread is. */
export const mirroredThreadQuery = (thread_id: string) =>
  queryOptions({
    queryKey: queryKey('getMirroredThread', { params: { thread_id } }),
    queryFn: ({ signal }) => request('getMirroredThread', { params: { thread_id }, signal }),
  })

/** Whether there is another server behind this one; only then it is asked for what is kept of it. */
export const useIsMirror = (): boolean => useQuery(sessionQuery).data?.upstream === true

/** What the other server is called: by its host alone, without the path. */
export const hostOf = ({ upstream }: Pick<Mirror, 'upstream'>): string =>
  upstream.split('/')[0] ?? upstream

/** The name of the other server; in words as long as it is not known. */
export const useUpstreamHost = (): string => {
  const { data } = useQuery({ ...mirrorQuery, enabled: useIsMirror() })
  return data ? hostOf(data) : 'the other server'
}

/** Whether threads that were added are still to be brought. */
export const isAdding = ({ adding: { of, done, failed } }: Mirror): boolean => done + failed < of

/** What is read is fetched again by itself: so few threads may wait at any time. */
const FEW = 10

/** Whether threads are being copied that nobody reads just now. */
export const isFetchingMore = ({ waiting, reachable }: Mirror): boolean =>
  waiting > FEW && reachable !== false

/** How old the copy of an open thread is; of own threads nothing is asked. */
export const useMirroredThread = (threadId: string) =>
  useQuery({ ...mirroredThreadQuery(threadId), enabled: useIsMirror() }).data

/** Threads that are here already are brought again: asking twice does no harm. */
export const addMirroredThreads = (body: AddMirroredThreadsRequest) =>
  ask('addMirroredThreads', { body })

export const refreshMirroredThread = (thread_id: string) =>
  ask('refreshMirroredThread', { params: { thread_id } })
