import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { PERSON_HEADER, type Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { Queue, QueueClaim, QueueItem, QueueTotals } from '#contract/queue.ts'
import type { Review } from '#contract/review.ts'
import { buildThread } from '#testing/builders.ts'
import { KillableServer } from '#testing/killable-server.ts'

import { openStore } from '../store/open.ts'

const PATIENCE = 60_000
const THREADS = 4000
/** After how many judgements it is killed. */
const ROUNDS = [1, 20, 50]

let server: KillableServer
/** Where it listens since it was started last. */
let url: string
beforeEach(() => {
  server = new KillableServer()
})
afterEach(() => server.remove())

const start = async () => {
  url = (await server.start()).baseURL.replace(/\/v1$/, '')
}
/** @throws what `fetch` throws where the server is killed meanwhile */
const ask = async <T>(
  method: string,
  path: string,
  { body, headers = {} }: { body?: object; headers?: Record<string, string> } = {},
): Promise<T> => {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: { authorization: 'Bearer any', 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  // The cast: the test knows what it asks for.
  return JSON.parse(text) as T
}
const as = ({ id }: Person) => ({ [PERSON_HEADER]: id })
const bring = async (count: number) => {
  const store = await openStore({ path: join(server.dir, 'clew.db'), threads: false })
  for (let at = 0; at < count; at += 500) {
    const some = Array.from({ length: Math.min(500, count - at) }, (_, index) => {
      const id = `thread_${at + index}`
      return {
        hash: id,
        thread: buildThread({ id, created_at: 1 + index }),
        messages: [],
        runs: [],
      }
    })
    await store.importThreads(some)
  }
  await store.close()
}
/** As a server that is killed left it. */
const stateOf = (id: string): string => {
  const db = new DatabaseSync(join(server.dir, 'clew.db'))
  try {
    return String(db.prepare('SELECT state FROM queues WHERE id = ?').get(id)?.['state'])
  } finally {
    db.close()
  }
}
const newPerson = (name: string) => ask<Person>('POST', '/people', { body: { name } })
const queueAt = (id: string) => ask<Queue>('GET', `/queues/${id}`)
const filled = async (id: string): Promise<Queue> => {
  await expect
    .poll(async () => (await queueAt(id)).state, { timeout: PATIENCE })
    .not.toBe('filling')
  return queueAt(id)
}
const itemsOf = async (id: string): Promise<QueueItem[]> => {
  const items: QueueItem[] = []
  for (let isMore = true; isMore;) {
    const last = items.at(-1)
    const page = await ask<List<QueueItem>>(
      'GET',
      `/queues/${id}/items?limit=100${last ? `&after=${last.id}` : ''}`,
    )
    items.push(...page.data)
    isMore = page.has_more
  }
  return items
}

test(
  'kill -9 while a queue is filled: it is there, is filled on, and comes to the same as one that was not',
  async () => {
    await bring(THREADS)
    await start()
    const headers = as(await newPerson('Ann'))
    const sample = { size: 3000, seed: '7', by: 'month' }
    const body = { name: 'A', sample, second_reading: 0.5 }
    const make = () => ask<Queue>('POST', '/queues', { body, headers })
    const whole = await filled((await make()).id)
    expect(whole).toMatchObject({ of: THREADS, counts: { items: 3000, readings: 4500 } })
    const expected = (await itemsOf(whole.id)).map(
      ({ thread_id, position, reading, readings }) => ({ thread_id, position, reading, readings }),
    )
    const moments: ((queue: Queue) => boolean)[] = [
      () => true,
      ({ state, of }) => state !== 'filling' || of > 0,
      ({ state, counts }) => state !== 'filling' || counts.items > 0,
      ({ state, counts }) => state !== 'filling' || counts.items > 1500,
    ]
    const states: string[] = []
    for (const isTime of moments) {
      const { id } = await make()
      for (let queue = await queueAt(id); !isTime(queue);) queue = await queueAt(id)
      await server.kill()
      states.push(stateOf(id))
      await start()
      expect(await filled(id)).toMatchObject({ state: 'open', of: THREADS, counts: whole.counts })
      expect(
        (await itemsOf(id)).map(({ thread_id, position, reading, readings }) => ({
          thread_id,
          position,
          reading,
          readings,
        })),
      ).toEqual(expected)
    }
    expect(states).toContain('filling')
  },
  5 * PATIENCE,
)

test(
  'kill -9 while judgements are written: each that was acknowledged is there, counted once, and reading goes on',
  async () => {
    await bring(60)
    await start()
    const people = await Promise.all(['Ann', 'Bob', 'Cid'].map(newPerson))
    const [ann] = people
    const body = { name: 'A', second_reading: 1 }
    const { id } = await ask<Queue>('POST', '/queues', { body, headers: as(ann!) })
    expect(await filled(id)).toMatchObject({ counts: { items: 60, readings: 120 } })
    const acknowledged = new Map<string, { review: Review; key: string; request: object }>()
    /** Until nothing is left, or the server is gone. */
    const read = async (person: Person, isOver: () => boolean) => {
      for (let at = acknowledged.size; !isOver(); at++) {
        const asked = { headers: as(person), body: {} }
        const { item } = await ask<QueueClaim>('POST', `/queues/${id}/claim`, asked)
        if (!item) return
        const verdict = ['pass', 'needs_work', 'fail'][at % 3]
        const request = { thread_id: item.thread_id, queue_id: id, verdict, note: `n${at}` }
        const key = `${person.id} ${item.id}`
        const headers = { ...as(person), 'Idempotency-Key': key }
        const review = await ask<Review>('POST', '/reviews', { body: request, headers })
        acknowledged.set(item.id, { review, key, request })
      }
    }
    for (const until of ROUNDS) {
      let isKilled = false
      const reading = people.map((person) =>
        read(person, () => isKilled).catch((error: unknown) => {
          if (!isKilled) throw error
        }),
      )
      await expect
        .poll(() => acknowledged.size, { timeout: PATIENCE, interval: 1 })
        .toBeGreaterThanOrEqual(until)
      isKilled = true
      await server.kill()
      await Promise.all(reading)
      await start()
      const items = new Map((await itemsOf(id)).map((item) => [item.id, item]))
      for (const [itemId, { review, key, request }] of acknowledged) {
        const person = review.person
        expect(items.get(itemId)).toMatchObject({ status: 'judged', person_id: person.id })
        const headers = { [PERSON_HEADER]: person.id, 'Idempotency-Key': key }
        // The same again is answered with the same, and makes nothing.
        const again = await ask<Review>('POST', '/reviews', { body: request, headers })
        expect(again).toMatchObject({ id: review.id, verdict: review.verdict, note: review.note })
      }
      const { counts } = await queueAt(id)
      const judged = [...items.values()].filter(({ status }) => status === 'judged')
      expect(counts.judged).toBe(judged.length)
      // Of what nobody was told of, each had one under way.
      expect(judged.length - acknowledged.size).toBeLessThanOrEqual(ROUNDS.length * people.length)
    }
    // To the end: what is held by nobody who asks is theirs.
    await Promise.all(people.map((person) => read(person, () => false)))
    await Promise.all(people.map((person) => read(person, () => false)))
    const totals = await ask<QueueTotals>('GET', `/queues/${id}/totals`)
    expect(totals.counts).toMatchObject({ judged: 120, sealed: 0 })
    const items = await itemsOf(id)
    for (const [at, first] of items.entries()) {
      const second = items[at + 1]
      if (second?.position === first.position) expect(second.person_id).not.toBe(first.person_id)
    }
    expect(new Set(items.map(({ review_id }) => review_id)).size).toBe(120)
  },
  5 * PATIENCE,
)
