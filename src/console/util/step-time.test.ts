import { expect, test } from 'vitest'

import { buildRunStep } from '#testing/builders.ts'

import { loggedTimes } from './run-times.ts'
import { stepTime } from './step-time.ts'

const BEGUN = 1_700_000_000
const step = (seconds: number | null, type: 'function' | 'file_search' = 'function') =>
  buildRunStep({
    id: 'step_1',
    type: 'tool_calls',
    created_at: BEGUN,
    completed_at: seconds === null ? null : BEGUN + seconds,
    step_details: {
      type: 'tool_calls',
      tool_calls: [
        type === 'function'
          ? { id: 'call_1', type, function: { name: 'f', arguments: '{}', output: 'ok' } }
          : { id: 'call_1', type, file_search: {} },
      ],
    },
  })

const at = (seconds: number) => (BEGUN + seconds) * 1000

const logged = loggedTimes({
  groups: [
    { name: 'thread.run.created', id: 'run_1', at: at(0.1) },
    { name: 'thread.run.step.created', id: 'step_1', at: at(0.2) },
    { name: 'thread.run.requires_action', id: 'run_1', at: at(2.1) },
    { name: 'thread.run.step.completed', id: 'step_1', at: at(242.3) },
    { name: 'thread.run.completed', id: 'run_1', at: at(250) },
  ],
})

test('what a step waited for outputs is told apart', () => {
  expect(stepTime(step(242), logged)).toBe('1.9 s + 4 min 0 s waiting')
  expect(stepTime(step(240))).toBe('≈ 4 min 0 s with waiting')
})

test('a step that waited for nobody just took its time', () => {
  expect(stepTime(step(242, 'file_search'), logged)).toBe('4 min 2 s')
  expect(stepTime(step(242, 'file_search'))).toBe('≈ 4 min 2 s')
  expect(stepTime(step(1))).toBe('≈ 1 s')
  expect(stepTime(step(0))).toBe('< 1 s')
  expect(stepTime(step(null))).toBe(undefined)
})

test('to the millisecond where the events tell it, also of a call that did not wait', () => {
  const took = (to: number) => ({
    run: { from: at(0), to: at(9) },
    steps: { step_1: { from: at(0.25), to: at(to) } },
    waits: [],
  })
  expect(stepTime(step(1), took(0.655))).toBe('405 ms')
  expect(stepTime(step(3), took(3.85))).toBe('3.6 s')
})

test('the waits of other steps do not count, and one that goes on counts up to its end', () => {
  const waiting = (from: number, to?: number) => ({
    run: { from: at(0), to: undefined },
    steps: {},
    waits: [{ from: at(from), to: to === undefined ? undefined : at(to) }],
  })
  expect(stepTime(step(10), waiting(50, 60))).toBe('≈ 10 s with waiting')
  expect(stepTime(step(10), waiting(4))).toBe('≈ 4 s + ≈ 6 s waiting')
  expect(stepTime(step(5), waiting(1, 1.5))).toBe('≈ 5 s')
})
