import { expect, test } from 'vitest'

import { buildRunStep } from '#testing/builders.ts'

import { stepTime, waitsOf } from './step-time.ts'

const BEGUN = 1_700_000_000
const at = (seconds: number) => (BEGUN + seconds) * 1000
const step = (seconds: number | null, type: 'function' | 'file_search' = 'function') =>
  buildRunStep({
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

const waits = waitsOf([
  { name: 'thread.run.step.created', at: at(0.2) },
  { name: 'thread.run.requires_action', at: at(2.1) },
  { name: 'thread.run.step.completed', at: at(242.3) },
  { name: 'thread.run.completed', at: at(250) },
])

test('what a step waited for outputs is told apart', () => {
  expect(stepTime(step(242), waits)).toBe('2 s + 4 min 0 s waiting')
  expect(stepTime(step(240))).toBe('4 min 0 s with waiting')
})

test('a step that waited for nobody just took its time', () => {
  expect(stepTime(step(242, 'file_search'), waits)).toBe('4 min 2 s')
  expect(stepTime(step(1))).toBe('1 s')
  expect(stepTime(step(5), [{ from: at(1), to: at(1.5) }])).toBe('5 s')
  expect(stepTime(step(null), waits)).toBe(undefined)
})

test('waits of other steps do not count, and one that goes on counts up to its end', () => {
  expect(
    stepTime(
      step(10),
      waits.map(() => ({ from: at(50), to: at(60) })),
    ),
  ).toBe('10 s with waiting')
  expect(waitsOf([{ name: 'thread.run.requires_action', at: at(2) }])).toEqual([
    { from: at(2), to: undefined },
  ])
  expect(stepTime(step(10), [{ from: at(4), to: undefined }])).toBe('4 s + 6 s waiting')
})
