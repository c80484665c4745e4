import { expect, test } from 'vitest'

import type { RunEvent } from '#contract/event.ts'
import { createEventDecoder } from '#contract/sse.ts'
import { buildMessage, buildRun } from '#testing/builders.ts'

import { framesOf } from './event-frames.ts'

const completed = (sequence_number: number, value: string): RunEvent => ({
  object: 'thread.run.event',
  sequence_number,
  created_at_ms: 0,
  event: 'thread.message.completed',
  data: buildMessage({ content: [{ type: 'text', text: { value, annotations: [] } }] }),
})
const ended = (sequence_number: number): RunEvent => ({
  object: 'thread.run.event',
  sequence_number,
  created_at_ms: 0,
  event: 'thread.run.completed',
  data: buildRun({ status: 'completed' }),
})
const ALL = { once: false, content: false }

test('a reader is handed little at a time, whatever waits for it, and all in the end', () => {
  const events = Array.from({ length: 256 }, (_, at) => completed(at + 1, 'x'.repeat(15_000)))
  const decoder = createEventDecoder()
  const ids: number[] = []
  for (let left: readonly RunEvent[] = events; left.length > 0;) {
    const told = framesOf(left, ALL)
    expect(told.bytes.length).toBeLessThanOrEqual(64 * 1024)
    expect(told.left.length).toBeLessThan(left.length)
    ids.push(...decoder.decode(told.bytes).map(({ id }) => Number(id)))
    ;({ left } = told)
  }
  expect(ids).toEqual(events.map((event) => event.sequence_number))
})

test('the bytes of a large event are the same for all readers, and stand alone', () => {
  const large = completed(2, 'x'.repeat(1_000_000))
  const [before, after] = [completed(1, 'a'), completed(3, 'b')]
  expect(framesOf([before, large, after], ALL).left).toEqual([large, after])
  const told = framesOf([large, after], ALL)
  expect(told.left).toEqual([after])
  expect(framesOf([large], ALL).bytes).toBe(told.bytes)
})

test('what is told once ends where the run does, whatever the log holds beyond', () => {
  const events = [completed(1, 'a'), ended(2), completed(3, 'b')]
  const { isPause, left } = framesOf(events, { ...ALL, once: true })
  expect({ isPause, left }).toEqual({ isPause: true, left: [] })
  expect(framesOf(events, ALL)).toMatchObject({ isPause: false, left: [] })
})
