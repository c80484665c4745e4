import { expect, test } from 'vitest'

import { buildRun, buildRunStep } from '#testing/builders.ts'

import { loggedTimes, runTime } from './run-times.ts'
import { stepTime } from './step-time.ts'

const run = buildRun({
  created_at: 100,
  started_at: 101,
  completed_at: 102,
  status: 'completed',
})
const logged = (...names: string[]) =>
  loggedTimes({
    groups: names.map((name, nth) => ({
      name: `thread.run.${name}`,
      id: name.startsWith('step') ? 'step_1' : 'run_1',
      at: 100_700 + nth * 430,
    })),
  })

test('a run that is over took what its events tell, to the millisecond', () => {
  const whole = logged('created', 'step.created', 'step.completed', 'completed')
  expect(runTime(run, whole)).toBe('1.3 s')
  expect(whole?.steps).toEqual({ step_1: { from: 101_130, to: 101_560 } })
})

test('where they are not known to its end it is in whole seconds, and said to be about', () => {
  expect(runTime(run, undefined)).toBe('≈ 2 s')
  expect(runTime(run, logged('created', 'step.created'))).toBe('≈ 2 s')
  expect(runTime({ ...run, completed_at: 100 }, undefined)).toBe('< 1 s')
})

test('of one that goes on, and of one that tells no end, nothing is said', () => {
  expect(runTime({ ...run, status: 'in_progress' }, undefined)).toBeUndefined()
  expect(runTime({ ...run, status: 'incomplete', completed_at: null }, undefined)).toBeUndefined()
  expect(loggedTimes({ groups: [] })).toBeUndefined()
})

test('a run waits from its call for outputs until it goes on', () => {
  expect(logged('created', 'requires_action')?.waits).toEqual([{ from: 101_130, to: undefined }])
  expect(logged('created', 'requires_action', 'queued')?.waits).toEqual([
    { from: 101_130, to: 101_560 },
  ])
})

test('before its log is read, a run and a step are as long as after it', () => {
  const whole = logged('created', 'step.created', 'step.completed', 'completed')
  const step = buildRunStep({ id: 'step_1', created_at: 100, completed_at: 101 })
  const told = { ...run, times: { from: 100_700, to: 101_990 } }
  const toldStep = { ...step, times: { from: 101_130, to: 101_560, waited: 0 } }
  expect(runTime(told, undefined)).toBe(runTime(run, whole))
  expect(runTime(told, logged('created', 'step.created'))).toBe(runTime(run, whole))
  expect(stepTime(toldStep)).toBe('430 ms')
  expect(stepTime(toldStep)).toBe(stepTime(step, whole))
})
