import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'
import { sequentialIds } from '#testing/ids.ts'
import { unindexedStore } from '#testing/unindexed-store.ts'

import { Database } from '../store/engines/sqlite/database.ts'
import { newIndexer } from '../store/engines/sqlite/search-index.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { buildPerson, buildQueue, buildReviewing, putQueue } from '../store/suite/reviewing.ts'
import { QueueFilling } from './queue-filling.ts'

let directory: string
let store: Store
let foreignHand: Database
let filling: QueueFilling | undefined
/** What the filling waits for, in the order in which it began to. */
let waiting: (() => void)[]
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'clew-queues-'))
  const path = join(directory, 'clew.db')
  store = await openStore({ path })
  foreignHand = new Database(path)
  waiting = []
  await store.insertPerson(buildPerson('person_a'))
})
afterEach(async () => {
  await filling?.stop()
  filling = undefined
  foreignHand.close()
  await store.close()
  rmSync(directory, { recursive: true })
})

const begin = (of: Store) => {
  const after = (_: number, callback: () => void) => {
    waiting.push(callback)
    return () => undefined
  }
  const log = pino({ level: 'silent' })
  filling = new QueueFilling({ store: of, timers: { after }, newId: sequentialIds(), log })
  filling.start()
}
const goOn = () => {
  for (const callback of waiting.splice(0)) callback()
}
const stateIs = (id: string, state: string, of = store) =>
  expect
    .poll(async () => (await of.getQueue(id))?.state, { timeout: 30_000, interval: 10 })
    .toBe(state)

/** A thread for each queue, and two queues of which each has its own. */
const makeTwo = async () => {
  for (const kind of ['a', 'b']) {
    const thread = buildThread({ id: `thread_${kind}`, metadata: { kind } })
    const run = buildRun({ id: `run_${kind}`, thread_id: thread.id, status: 'completed' })
    await store.importThreads([
      { hash: kind, thread, messages: [], runs: [{ run, steps: [], events: [] }] },
    ])
    await store.insertQueue(buildQueue({ id: `queue_${kind}`, metadata: { kind } }))
  }
}

test.each([
  ["thread 'thread_a'", "UPDATE threads SET summary = '{' WHERE id = 'thread_a'"],
  ["run 'run_a'", "UPDATE runs SET body = '{' WHERE id = 'run_a'"],
])('%s that cannot be read fails the queue that asks for it, and no other', async (what, sql) => {
  await makeTwo()
  foreignHand.exec(sql)
  begin(store)
  await stateIs('queue_b', 'open')
  await stateIs('queue_a', 'failed')
  expect(await store.getQueue('queue_a')).toMatchObject({
    problem: expect.stringContaining(what),
    counts: { items: 0 },
  })
})

test('a failure that passes is tried again, and holds up no other queue', async () => {
  await makeTwo()
  let isFailing = true
  begin({
    ...store,
    candidates: (page, signal) =>
      isFailing && page.facets?.some(({ value }) => value === 'a')
        ? Promise.reject(new Error('no thread to read in'))
        : store.candidates(page, signal),
  })
  await stateIs('queue_b', 'open')
  expect(waiting).toHaveLength(1)
  await store.insertQueue(buildQueue({ id: 'queue_c' }))
  await stateIs('queue_c', 'open')
  await stateIs('queue_a', 'filling')
  expect(waiting).toHaveLength(1)
  isFailing = false
  goOn()
  await stateIs('queue_a', 'open')
})

test('a queue that cannot be read holds up no other', async () => {
  await makeTwo()
  foreignHand.run("UPDATE queues SET body = '{' WHERE id = 'queue_a'")
  begin(store)
  await stateIs('queue_b', 'open')
})

test('a thread that cannot be read keeps nothing sealed in other queues that are closed', async () => {
  for (const id of ['a', 'b']) {
    await store.insertThread(buildThread({ id: `thread_${id}` }), [])
    await putQueue(store, `queue_${id}`, [`thread_${id}`], { twice: 1 })
    const said = { verdict: 'fail' as const }
    await store.putReview(
      buildReviewing({ thread_id: `thread_${id}`, queue_id: `queue_${id}`, said }),
    )
    await store.updateQueue(`queue_${id}`, { state: 'closed' })
  }
  foreignHand.run("UPDATE threads SET summary = '{' WHERE id = 'thread_a'")
  begin(store)
  for (const id of ['queue_a', 'queue_b'])
    await expect
      .poll(async () => (await store.getQueue(id))?.counts, { timeout: 30_000 })
      .toMatchObject({ judged: 1, sealed: 0, fail: 1 })
})

const unindexed = unindexedStore()
test('a queue of a word has what was written before it, found as yet or not', async () => {
  const { store: own, db } = unindexed
  const write = (id: string) =>
    own.insertThread(buildThread({ id }), [buildMessage({ thread_id: id, text: 'A zebra' })])
  const index = () => {
    const { step } = newIndexer(db)
    for (let isMore = true; isMore;) {
      db.exec('BEGIN')
      isMore = step()
      db.exec('COMMIT')
    }
  }
  await own.insertPerson(buildPerson('person_a'))
  await write('thread_a')
  index()
  await write('thread_b')
  await own.insertQueue(buildQueue({ query: 'zebra' }))
  begin(own)
  await expect.poll(() => waiting.length, { timeout: 30_000 }).toBe(1)
  expect(await own.getQueue('queue_a')).toMatchObject({ state: 'filling', of: 0 })
  // Others, and those that look for no words, need not wait.
  await own.insertQueue(buildQueue({ id: 'queue_b', query: 'verdict:fail' }))
  await stateIs('queue_b', 'open', own)
  index()
  // What comes later is not waited for.
  await write('thread_c')
  goOn()
  await stateIs('queue_a', 'open', own)
  expect(await own.getQueue('queue_a')).toMatchObject({ of: 2, counts: { items: 2 } })
})
