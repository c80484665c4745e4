import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { buildThread } from '#testing/builders.ts'
import { sequentialIds } from '#testing/ids.ts'

import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { buildQueue } from '../store/suite/reviewing.ts'
import { systemTimers } from '../timers.ts'
import { QueueFilling } from './queue-filling.ts'

const SCRIPT = fileURLToPath(new URL('../../testing/store-process.ts', import.meta.url))

let directory: string
let path: string
let store: Store
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'clew-queues-'))
  path = join(directory, 'clew.db')
  store = await openStore({ path })
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true })
})

const people = async (...ids: string[]) => {
  for (const id of ids)
    await store.insertPerson({ id, object: 'person', name: id, initials: 'P', created_at: 1 })
}
const bring = async (into: Store, ids: readonly string[]) => {
  const threads = ids.map((id) => ({
    thread: buildThread({ id }),
    messages: [],
    runs: [],
    hash: id,
  }))
  for (let at = 0; at < threads.length; at += 500)
    await into.importThreads(threads.slice(at, at + 500))
}
const filling = (of: Store) =>
  new QueueFilling({
    store: of,
    timers: systemTimers,
    newId: sequentialIds(),
    log: pino({ level: 'silent' }),
  })
const isFilled = (of: Store) =>
  expect
    .poll(async () => (await of.getQueue('queue_a'))?.state, { timeout: 30_000 })
    .not.toBe('filling')
const threadsIn = async (of: Store) => {
  const page = { limit: 1000, order: 'asc' as const }
  const { data } = await of.listQueueItems('queue_a', page, { at: 1 })
  return data.map(({ thread_id, reading }) => `${thread_id} ${reading}`)
}
const ids = (count: number) => Array.from({ length: count }, (_, at) => `thread_${at}`)

test('a filling that was broken off begins anew, and comes to the same', async () => {
  await people('person_a')
  await bring(store, ids(40))
  await store.insertQueue(
    buildQueue({ sample: { size: 10, seed: '7', by: null }, second_reading: 0.5 }),
  )
  // What an earlier one left.
  await store.fillQueue('queue_a', [
    { ids: ['item_x'], thread_id: 'thread_0', position: 3, assistant: null, model: null },
  ])
  await store.close()
  store = await openStore({ path })
  const one = filling(store)
  one.start()
  await isFilled(store)
  await one.stop()
  expect(await store.getQueue('queue_a')).toMatchObject({
    state: 'open',
    of: 40,
    counts: { items: 10, readings: 15 },
  })
  const other = await openStore({ path: ':memory:' })
  await other.insertPerson({
    id: 'person_a',
    object: 'person',
    name: 'a',
    initials: 'P',
    created_at: 1,
  })
  await bring(other, ids(40).toReversed())
  await other.insertQueue(
    buildQueue({ sample: { size: 10, seed: '7', by: null }, second_reading: 0.5 }),
  )
  const two = filling(other)
  two.start()
  await isFilled(other)
  await two.stop()
  expect(await threadsIn(other)).toEqual(await threadsIn(store))
  await other.close()
})

test('a queue may be deleted while it is filled', async () => {
  await people('person_a')
  await bring(store, ids(1200))
  await store.insertQueue(buildQueue())
  const one = filling(store)
  one.start()
  await store.deleteQueue('queue_a')
  await expect.poll(() => store.settleQueues(500), { timeout: 30_000 }).toBe(false)
  await one.stop()
  expect(await store.getQueue('queue_a')).toBeUndefined()
  expect((await store.listQueues({ limit: 10, order: 'asc' })).data).toEqual([])
})

test('two processes never give out the same item', async () => {
  await people('person_a', 'person_b')
  await bring(store, ids(60))
  await store.insertQueue(buildQueue())
  const one = filling(store)
  one.start()
  await isFilled(store)
  await one.stop()
  const read = async (person: string) => {
    const child = spawn(process.execPath, [SCRIPT, path, person, 'claim', 'queue_a'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [out] = await Promise.all([text(child.stdout), once(child, 'close')])
    return out.split('\n').filter(Boolean)
  }
  const all = (await Promise.all([read('person_a'), read('person_b')])).flat()
  expect(all).toHaveLength(60)
  expect(new Set(all).size).toBe(60)
})

test('thousands are added up and paged', async () => {
  await people('person_a', 'person_b')
  await bring(store, ids(2000))
  await store.insertQueue(buildQueue())
  const one = filling(store)
  one.start()
  await isFilled(store)
  await one.stop()
  const verdicts = ['pass', 'needs_work', 'fail'] as const
  await Promise.all(
    ids(2000).map((thread_id, at) =>
      store.putReview({
        id: `review_${at}`,
        act_id: `act_${at}`,
        person_id: at % 3 ? 'person_a' : 'person_b',
        at: 1,
        thread_id,
        message_id: null,
        passage: null,
        queue_id: 'queue_a',
        said: { verdict: verdicts[at % verdicts.length] ?? 'pass', seconds: at % 50 },
      }),
    ),
  )
  expect((await store.queueTotals('queue_a'))?.counts).toMatchObject({ judged: 2000, pass: 667 })
  const page = (after?: string) =>
    store.listQueueItems('queue_a', { limit: 20, order: 'asc', ...(after && { after }) }, { at: 1 })
  const { data } = await store.listQueueItems('queue_a', { limit: 2, order: 'desc' }, { at: 1 })
  const last = data.at(-1)?.id
  expect((await page(last)).data).toHaveLength(1)
  expect((await page()).data).toHaveLength(20)
})
