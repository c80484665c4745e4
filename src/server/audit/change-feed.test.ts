import { getEventListeners } from 'node:events'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { type Change, ChangeEvent } from '#contract/change.ts'
import { createEventDecoder } from '#contract/sse.ts'
import { EPOCH } from '#testing/clock.ts'

import type { Recorded } from '../store/changes.ts'
import type { StoreChange } from '../store/store.ts'
import { followChanges } from './change-feed.ts'

/** A record in which the test writes. The number of its newest change is 10 at first; older ones are forgotten. */
const newFeed = () => {
  const listeners = new Set<(change: StoreChange) => void>()
  const record: Recorded[] = []
  const latest = () => record.at(-1)?.number ?? 10
  return {
    listeners,
    reads: 0,
    write(...changes: Change[]) {
      for (const change of changes) {
        record.push({ number: latest() + 1, at_ms: EPOCH, actor: 'key', ...change })
      }
      this.hint({ type: 'other_process' })
    },
    hint(change: StoreChange) {
      for (const listener of listeners) listener(change)
    },
    onChange: (listener: (change: StoreChange) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    latestChange: async () => latest(),
    async changesAfter(after: number, limit: number) {
      this.reads += 1
      if (after < 10 || after > latest()) return undefined
      const data = record.filter(({ number }) => number > after)
      return { data: data.slice(0, limit), has_more: data.length > limit }
    },
  }
}

let feed: ReturnType<typeof newFeed>
let closing: AbortController
beforeEach(() => {
  feed = newFeed()
  closing = new AbortController()
})
afterEach(() => {
  vi.useRealTimers()
})

const readAll = async (stream: ReadableStream<Uint8Array>) => {
  const decoder = createEventDecoder()
  const frames = []
  for await (const chunk of stream) frames.push(...decoder.decode(chunk))
  return frames
}
const settle = () => new Promise(setImmediate)
const created = (at: number): Change => ({ type: 'thread.created', thread_id: `thread_${at}` })

test('each change becomes one frame that names what changed, its number the frame’s id', async () => {
  const frames = readAll(await followChanges(feed, undefined, closing.signal))
  await settle()
  feed.write(created(1), { type: 'message.created', thread_id: 'thread_1', message_id: 'msg_a' })
  await settle()
  feed.write({ type: 'run.modified', thread_id: 'thread_1', run_id: 'run_a' })
  await settle()
  closing.abort()
  const at = EPOCH / 1000
  expect((await frames).map(({ id, event, data }) => [id, event, JSON.parse(data)])).toEqual([
    ['10', 'started', {}],
    ['11', 'change', { type: 'thread.created', thread_id: 'thread_1', at }],
    ['12', 'change', { type: 'message.created', thread_id: 'thread_1', message_id: 'msg_a', at }],
    ['13', 'change', { type: 'run.modified', thread_id: 'thread_1', run_id: 'run_a', at }],
  ])
  for (const { data } of (await frames).slice(1)) ChangeEvent.parse(JSON.parse(data))
  expect(feed.listeners.size).toBe(0)
})

test('a reader that comes back gets what it missed', async () => {
  feed.write(created(1), created(2), created(3))
  const frames = readAll(await followChanges(feed, 11, closing.signal))
  await settle()
  closing.abort()
  expect((await frames).map(({ id }) => id)).toEqual(['11', '12', '13'])
})

test.each([3, 99, -1])(
  'a reader whose number %d is not on record is told to read afresh, and follows on',
  async (after) => {
    feed.write(created(1))
    const frames = readAll(await followChanges(feed, after, closing.signal))
    await settle()
    feed.write(created(2))
    await settle()
    closing.abort()
    expect((await frames).slice(1).map(({ id, data }) => [id, JSON.parse(data).type])).toEqual([
      ['11', 'reset'],
      ['12', 'thread.created'],
    ])
  },
)

test('a reader that does not read costs nothing, and then gets everything in order', async () => {
  const stream = await followChanges(feed, undefined, closing.signal)
  for (let at = 0; at < 2000; at += 1) feed.write(created(at))
  await settle()
  expect(feed.reads).toBeLessThan(3)
  const frames = readAll(stream)
  await expect.poll(() => feed.reads).toBeGreaterThan(4)
  await settle()
  closing.abort()
  const told = (await frames).filter(({ event }) => event === 'change')
  expect(told.map(({ data }) => JSON.parse(data).thread_id)).toEqual(
    Array.from({ length: 2000 }, (_, at) => `thread_${at}`),
  )
})

test('what does not go on record wakes nobody', async () => {
  const frames = readAll(await followChanges(feed, undefined, closing.signal))
  await settle()
  const { reads } = feed
  feed.hint({ type: 'run.events', thread_id: 'thread_1', run_id: 'run_a', events: [] })
  await settle()
  feed.hint({ type: 'vector_stores.work' })
  await settle()
  expect(feed.reads).toBe(reads)
  feed.hint({ type: 'thread.created', thread_id: 'thread_1' })
  await settle()
  expect(feed.reads).toBe(reads + 1)
  closing.abort()
  await frames
})

test('a reader that goes is forgotten', async () => {
  const stream = await followChanges(feed, undefined, closing.signal)
  await stream.cancel()
  expect(feed.listeners.size).toBe(0)
  expect(getEventListeners(closing.signal, 'abort')).toEqual([])
  feed.write(created(1))
})

test('a silent feed shows that it lives', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const stream = await followChanges(feed, undefined, closing.signal)
  const reader = stream.getReader()
  await reader.read()
  await settle()
  vi.advanceTimersByTime(15_000)
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('event: ping\ndata: {}\n\n')
  closing.abort()
})

test('a reader that does not read is sent no signs of life without end', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const stream = await followChanges(feed, undefined, closing.signal)
  for (let beats = 0; beats < 100; beats += 1) {
    vi.advanceTimersByTime(15_000)
    await settle()
  }
  closing.abort()
  expect((await readAll(stream)).length).toBeLessThan(5)
})
