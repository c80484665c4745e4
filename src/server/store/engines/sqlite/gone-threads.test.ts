import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { metadataFacets } from '#server/store/facets.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'

let directory: string
let path: string
let store: Store
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-store-'))
  path = join(directory, 'clew.db')
  store = await openStore({ path })
})
afterEach(async () => {
  await store.close()
  await rm(directory, { recursive: true })
})

const page = { limit: 100, order: 'asc' } as const
const [first, large, last] = ['a', 'b', 'c'].map((kind) => buildThread({ metadata: { kind } }))
if (!first || !large || !last) throw new Error('three threads')
const of = { thread_id: large.id }
const messages = Array.from({ length: 1200 }, () => buildMessage(of))
const done = buildRun({ ...of, status: 'completed' })

/** Threads of which the one in the middle is too large to be deleted in one write. */
const fill = async () => {
  await store.insertThread(first, [])
  await store.insertThread(large, messages)
  await store.insertThread(last, [])
  const events = Array.from({ length: 1200 }, () => ({
    event: 'thread.run.completed' as const,
    data: done,
  }))
  await store.insertRun(done, [], events)
}
const count = (table: string) => {
  const db = new DatabaseSync(path)
  const rows = db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows']
  db.close()
  return Number(rows)
}

test('a large thread is gone for whoever asks, before its rows are', async () => {
  await fill()
  expect(await store.deleteThread(large.id)).toBe(true)
  expect(count('messages')).toBeGreaterThan(1000)
  for (const order_by of ['created_at', 'last_active_at'] as const) {
    for (const order of ['asc', 'desc'] as const) {
      const { data } = await store.listThreads({ ...page, order, order_by, summary: true })
      expect(data.map(({ id }) => id).toSorted()).toEqual([first.id, last.id].toSorted())
    }
  }
  const found = await store.listThreads({
    ...page,
    order_by: 'created_at',
    facets: metadataFacets({ kind: 'b' }),
    summary: true,
  })
  expect(found.data).toEqual([])
  expect(await store.getThread(large.id)).toBeUndefined()
  expect(await store.getMessage(large.id, messages[1199]?.id ?? '')).toBeUndefined()
  expect(await store.getRun(large.id, done.id)).toBeUndefined()
  expect(await store.deleteThread(large.id)).toBe(false)
})

test('its rows go some at a time, after a restart too, and nothing of it is left', async () => {
  await fill()
  await store.deleteThread(large.id)
  expect(await store.purgeThreads()).toBe(true)
  const left = count('messages')
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(messages.length)
  await store.close()
  store = await openStore({ path })
  let writes = 1
  while (await store.purgeThreads()) writes += 1
  expect(writes).toBe(15)
  expect(['threads', 'messages', 'runs', 'run_events'].map(count)).toEqual([2, 0, 0, 0])
  expect(await store.purgeThreads()).toBe(false)
})

test('an active run goes at once, the rows of its log some at a time', async () => {
  await store.insertThread(large, [])
  const active = buildRun({ ...of, status: 'in_progress' })
  const told = { event: 'thread.run.in_progress' as const, data: active }
  await store.insertRun(
    active,
    [],
    Array.from({ length: 1200 }, () => told),
  )
  await store.deleteThread(large.id)
  expect(await store.listActiveRuns()).toEqual([])
  expect(await store.getRun(large.id, active.id)).toBeUndefined()
  expect((await store.listRunEvents(active.id, 0, 10)).data).toEqual([])
  expect(count('run_events')).toBe(1050)
  while (await store.purgeThreads()) continue
  expect(['threads', 'runs', 'run_events'].map(count)).toEqual([0, 0, 0])
})

test('the many steps of a run go some at a time', async () => {
  const steps = Array.from({ length: 1200 }, () => buildRunStep({ ...of, run_id: done.id }))
  await store.importThreads([
    { hash: 'h', thread: large, messages: [], runs: [{ run: done, steps }] },
  ])
  await store.deleteThread(large.id)
  expect(count('run_steps')).toBe(1050)
  while (await store.purgeThreads()) continue
  expect(['threads', 'runs', 'run_steps'].map(count)).toEqual([0, 0, 0])
})

test('a thread that is imported again right after is whole', async () => {
  await fill()
  await store.deleteThread(large.id)
  const again = { hash: 'h', thread: large, messages, runs: [{ run: done, steps: [] }] }
  expect(await store.importThreads([again])).toEqual(['imported'])
  expect(count('messages')).toBe(messages.length)
})
