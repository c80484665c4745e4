import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Queue } from '#contract/queue.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

import { openStore } from '../store/open.ts'
import type { Judgements } from '../store/queues.ts'
import type { Store } from '../store/store.ts'
import { buildPerson, buildReviewing, putQueue } from '../store/suite/reviewing.ts'
import { exportOf } from './queue-export.ts'

const AT_ONCE = 4
const THREADS = Array.from({ length: 30 }, (_, at) => `thread_${at}`)

let store: Store
let queue: Queue
/** The sizes of the pages that were read. */
let pages: number[]
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  pages = []
  for (const id of ['person_a', 'person_b']) await store.insertPerson(buildPerson(id))
  for (const id of THREADS)
    await store.insertThread(buildThread({ id }), [
      buildMessage({ id: `msg_${id}`, thread_id: id }),
    ])
  await putQueue(store, 'queue_a', THREADS, { twice: THREADS.length })
  for (const thread_id of THREADS)
    for (const person_id of ['person_a', 'person_b']) await say({ person_id, thread_id })
  queue = (await store.getQueue('queue_a'))!
})
afterEach(() => store.close())

const say = (more: Parameters<typeof buildReviewing>[0]) =>
  store.putReview(buildReviewing({ queue_id: 'queue_a', said: { verdict: 'pass' }, ...more }))

const counted = {
  judgements: async (...asked: Parameters<Store['judgements']>): Promise<Judgements> => {
    const page = await store.judgements(...asked)
    pages.push(page.data.length)
    return page
  },
}
const exported = () =>
  exportOf(counted, queue, { format: 'ndjson', origin: 'http://localhost', atOnce: AT_ONCE })
const rowsOf = async (response: Response) =>
  (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; position: number; reading: number })

test('every judgement leaves once, in order, and a few at a time are in memory', async () => {
  const rows = await rowsOf(exported())
  expect(rows.map(({ position, reading }) => [position, reading])).toEqual(
    THREADS.flatMap((_, at) => [
      [at + 1, 1],
      [at + 1, 2],
    ]),
  )
  expect(Math.max(...pages)).toBe(AT_ONCE)
  expect(pages.reduce((sum, size) => sum + size, 0)).toBe(2 * THREADS.length)
})

test('of one thread any number of passages leave, a few at a time', async () => {
  const passage = { quote: 'a', prefix: '', suffix: '', start: 0, end: 1 }
  const about = { thread_id: 'thread_1', message_id: 'msg_thread_1', passage, said: { note: 'n' } }
  for (let made = 0; made < 4 * AT_ONCE; made++) await say(about)
  const rows = await rowsOf(exported())
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2 * THREADS.length + 4 * AT_ONCE)
  expect(rows).toHaveLength(2 * THREADS.length + 4 * AT_ONCE)
  expect(rows.filter(({ position, reading }) => position === 2 && reading === 1)).toHaveLength(
    1 + 4 * AT_ONCE,
  )
  expect(Math.max(...pages)).toBe(AT_ONCE)
})

test('who reads slowly holds up the reading, and who leaves ends it', async () => {
  const reader = exported().body!.getReader()
  for (let read = 0; read < 2 * AT_ONCE; read++) await reader.read()
  expect(pages.length).toBeLessThanOrEqual(3)
  await reader.cancel()
  const before = pages.length
  await new Promise(setImmediate)
  expect(pages).toHaveLength(before)
})

test('a review that is withdrawn between two pages makes no other come twice', async () => {
  const reader = exported().body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const take = async () => {
    const { value, done } = await reader.read()
    text += decoder.decode(value)
    return !done
  }
  while (text.split('\n').length <= AT_ONCE) await take()
  const page = { limit: 1, order: 'asc' as const, thread_id: 'thread_1', person_id: 'person_b' }
  const [last] = (await store.listReviews(page)).data
  await store.deleteReview(last!.id, { person_id: 'person_b', act_id: 'act_x', at: 9 })
  while (await take()) continue
  const ids = text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id)
  expect(new Set(ids).size).toBe(ids.length)
})
