import { expect, test } from 'vitest'

import type { RunEvent } from '#contract/event.ts'
import { newTestApp } from '#testing/app.ts'
import { buildRun } from '#testing/builders.ts'
import { timersByHand } from '#testing/scripted-runs.ts'

import type { Services } from '../services.ts'
import { streamRun } from './run-stream.ts'

const run = buildRun({ status: 'completed' })
const event = (sequence_number: number, name: 'created' | 'completed'): RunEvent => ({
  object: 'thread.run.event',
  sequence_number,
  created_at_ms: 0,
  event: `thread.run.${name}`,
  data: run,
})

/** A stream over followers that never end by themselves, and how many of them there are. */
const streamOf = async (...batches: RunEvent[][]) => streamFrom({ once: true }, batches)

const streamFrom = async (
  { once }: { once: boolean },
  batches: Iterable<RunEvent[]> | AsyncIterable<RunEvent[]>,
  parts: Partial<Services> = {},
) => {
  const app = await newTestApp({}, parts)
  let following = 0
  async function* follow() {
    following += 1
    try {
      yield* batches
      await new Promise(() => {})
    } finally {
      following -= 1
    }
  }
  const services = { ...app.services, runs: { ...app.services.runs, follow } }
  await app.close()
  const place = { threadId: run.thread_id, runId: run.id, after: 0, once }
  return { response: streamRun(services, place), following: () => following }
}

test('a stream that ends lets go of its run', async () => {
  const { response, following } = await streamOf([event(1, 'created'), event(2, 'completed')])
  // A proxy in between is told to pass on each event as it comes.
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  expect(await response.text()).toMatch(/event: done\ndata: \[DONE\]\n\n$/)
  expect(following()).toBe(0)
})

test('a published frame has its data right below its name; those of the log have numbers and times', async () => {
  const events = [event(1, 'created'), event(2, 'completed')]
  const published = await (await streamOf(events)).response.text()
  expect(published.split('\n\n').filter((frame) => frame !== '')).toEqual([
    expect.stringMatching(/^event: thread\.run\.created\ndata: .*$/),
    expect.stringMatching(/^event: thread\.run\.completed\ndata: .*$/),
    'event: done\ndata: [DONE]',
  ])
  const { response } = await streamFrom({ once: false }, [events])
  const reader = response.body?.getReader()
  await reader?.read() // a heartbeat
  const { value } = (await reader?.read()) ?? {}
  expect(new TextDecoder().decode(value)).toMatch(
    /^event: thread\.run\.created\n: at 0\nid: 1\ndata: .*\n\nevent: thread\.run\.completed\n: at 0\nid: 2\n/,
  )
  await reader?.cancel()
})

test('so does one whose reader goes away between two batches', async () => {
  const { response, following } = await streamOf([event(1, 'created')], [event(2, 'created')])
  const reader = response.body?.getReader()
  await reader?.read()
  expect(following()).toBe(1)
  await reader?.cancel()
  await new Promise(setImmediate)
  expect(following()).toBe(0)
})

test('one who does not read is sent no signs of life without end', async () => {
  const timers = timersByHand()
  const ended = Promise.withResolvers<RunEvent[]>()
  async function* late() {
    yield await ended.promise
  }
  const { response } = await streamFrom({ once: true }, late(), { timers })
  for (let beats = 0; beats < 100; beats++) timers.ring(15_000)
  ended.resolve([event(1, 'completed')])
  expect((await response.text()).split(': ping').length).toBeLessThan(5)
})

test('no proxy is to hold back or change what it says', async () => {
  const { response } = await streamOf([event(1, 'created'), event(2, 'completed')])
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  expect(response.headers.get('cache-control')).toBe('no-cache, no-transform')
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  await response.text()
})
