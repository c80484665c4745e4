import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'

import type { List } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import { buildRun } from '#testing/builders.ts'

import { ChangeApplier } from './apply-changes.ts'
import { refreshRun, writeRun } from './run-pages.ts'
import { stopRun } from './run-writes.ts'
import { runQuery, runsQuery } from './runs.ts'

const queued = buildRun({ status: 'queued' })
const completed: Run = { ...queued, status: 'completed' }
const { thread_id } = queued

const pageOf = (...data: Run[]): List<Run> => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: false,
})
const clientWith = (...runs: Run[]) => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  client.setQueryData(runsQuery(thread_id).queryKey, {
    pages: [pageOf(...runs)],
    pageParams: [undefined],
  })
  return client
}
const statuses = (client: QueryClient) => ({
  list: client
    .getQueryData(runsQuery(thread_id).queryKey)
    ?.pages.flatMap(({ data }) => data.map(({ status }) => status)),
  own: client.getQueryData(runQuery(thread_id, queued.id).queryKey)?.status,
})
/** A server that answers the same whatever it is asked. */
const answering = (answer: object) =>
  vi.stubGlobal('fetch', async () => Response.json(answer, { headers: { 'x-clew-contract': '1' } }))
afterEach(() => vi.unstubAllGlobals())

test('a run that is over stays so, whatever a late answer tells', () => {
  const client = clientWith(completed)
  writeRun(client, queued)
  expect(statuses(client)).toEqual({ list: ['completed'], own: 'completed' })
})

test('a list that was read before the end does not undo it', async () => {
  const client = clientWith(queued)
  writeRun(client, completed)
  answering(pageOf(queued))
  await client.refetchQueries({ queryKey: runsQuery(thread_id).queryKey })
  await new InfiniteQueryObserver(client, runsQuery(thread_id)).refetch()
  expect(statuses(client).list).toEqual(['completed'])
})

test('a run is read anew where somebody knows better than the caches', async () => {
  const client = clientWith(queued)
  answering(completed)
  await refreshRun(client, queued)
  expect(statuses(client)).toEqual({ list: ['completed'], own: 'completed' })
})

test('the runs of an open thread are read anew where changes were not told', async () => {
  const client = clientWith(queued)
  answering(pageOf(completed))
  const stop = new InfiniteQueryObserver(client, runsQuery(thread_id)).subscribe(() => {})
  new ChangeApplier(client).missed()
  await vi.waitFor(() => expect(statuses(client).list).toEqual(['completed']))
  stop()
})

test('a run that cannot be stopped is asked after: it may be over', async () => {
  const client = clientWith(queued)
  vi.stubGlobal('fetch', async (_: string, { method }: RequestInit) =>
    method === 'POST'
      ? Response.json({ error: { message: 'Cannot cancel run.' } }, { status: 400 })
      : Response.json(completed, { headers: { 'x-clew-contract': '1' } }),
  )
  await expect(stopRun(client, queued)).rejects.toThrow('Cannot cancel run.')
  expect(statuses(client)).toEqual({ list: ['completed'], own: 'completed' })
})
