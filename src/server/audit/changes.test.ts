import { getEventListeners } from 'node:events'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { ChangeEvent } from '#contract/event.ts'
import { createEventDecoder } from '#contract/sse.ts'
import { fixedClock } from '#testing/clock.ts'

import type { StoreChange } from '../store/store.ts'
import { followChanges } from './changes.ts'

/** A store that tells of what the test says. */
const newFeed = () => {
  const listeners = new Set<(change: StoreChange) => void>()
  return {
    listeners,
    tell: (change: StoreChange) => {
      for (const listener of listeners) listener(change)
    },
    onChange: (listener: (change: StoreChange) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

let feed: ReturnType<typeof newFeed>
let closing: AbortController
const clock = fixedClock()
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

test('each change becomes one frame that names what changed', async () => {
  const stream = followChanges(feed, clock, closing.signal)
  const frames = readAll(stream)
  feed.tell({ type: 'thread.created', thread_id: 'thread_a' })
  feed.tell({ type: 'message.created', thread_id: 'thread_a', message_id: 'msg_a' })
  feed.tell({ type: 'run.updated', thread_id: 'thread_a', run_id: 'run_a', status: 'queued' })
  feed.tell({ type: 'run.events', thread_id: 'thread_a', run_id: 'run_a', events: [] })
  feed.tell({ type: 'imported' })
  closing.abort()
  const at = Math.floor(clock.now() / 1000)
  expect((await frames).map(({ event, data }) => [event, JSON.parse(data)])).toEqual([
    ['change', { type: 'thread.created', thread_id: 'thread_a', at }],
    ['change', { type: 'message.created', thread_id: 'thread_a', message_id: 'msg_a', at }],
    ['change', { type: 'run.updated', thread_id: 'thread_a', run_id: 'run_a', at }],
    ['change', { type: 'imported', thread_id: null, at }],
  ])
  for (const { data } of await frames) ChangeEvent.parse(JSON.parse(data))
  expect(feed.listeners.size).toBe(0)
})

test('a reader that does not read is told to fetch afresh and let go', async () => {
  const stream = followChanges(feed, clock, closing.signal)
  for (let at = 0; at < 10_000; at += 1) {
    feed.tell({ type: 'thread.created', thread_id: `thread_${at}` })
  }
  expect(feed.listeners.size).toBe(0)
  const frames = await readAll(stream)
  expect(frames.length).toBeLessThan(300)
  expect(frames.at(-1)?.event).toBe('resync')
})

test('a reader that goes is forgotten', async () => {
  const stream = followChanges(feed, clock, closing.signal)
  await stream.cancel()
  expect(feed.listeners.size).toBe(0)
  expect(getEventListeners(closing.signal, 'abort')).toEqual([])
  feed.tell({ type: 'imported' })
})

test('a silent feed shows that it lives', async () => {
  vi.useFakeTimers()
  const reader = followChanges(feed, clock, closing.signal).getReader()
  await reader.read()
  vi.advanceTimersByTime(15_000)
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('event: ping\ndata: {}\n\n')
  closing.abort()
})

test('a reader that does not read is sent no signs of life without end', async () => {
  vi.useFakeTimers()
  const stream = followChanges(feed, clock, closing.signal)
  vi.advanceTimersByTime(1000 * 15_000)
  closing.abort()
  expect((await readAll(stream)).length).toBeLessThan(300)
})
