import { expect, test } from 'vitest'

import { buildRun, buildRunStep } from '#testing/builders.ts'

import { runSeconds, stepSeconds } from './run-seconds.ts'

test('a run takes from its creation to its end, however it ends', () => {
  const run = buildRun({ created_at: 100, started_at: 102 })
  expect(runSeconds(run)).toBeUndefined()
  expect(runSeconds({ ...run, status: 'completed', completed_at: 106 })).toBe(6)
  expect(runSeconds({ ...run, status: 'failed', failed_at: 107 })).toBe(7)
  expect(runSeconds({ ...run, status: 'cancelled', cancelled_at: 108 })).toBe(8)
  // One that was stopped before it began.
  expect(runSeconds({ ...run, started_at: null, cancelled_at: 101 })).toBe(1)
})

test('so does a step', () => {
  const step = buildRunStep({ created_at: 100 })
  expect(stepSeconds({ ...step, completed_at: 103 })).toBe(3)
  expect(stepSeconds({ ...step, completed_at: null, expired_at: 104 })).toBe(4)
})
