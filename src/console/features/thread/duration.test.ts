import { describe, expect, it } from 'vitest'

import { durationText, exactDuration, exactDurationText, exactStepDurations } from './duration.ts'

const event = (name: string, at: number, sequence = 0) => ({ name, at, sequence, data: {} })
const group = (name: string, id: string, at: number, from: number) => ({
  name,
  id,
  at,
  from,
  to: from + 1,
})

describe('durations', () => {
  it.each([
    [0, '< 1 s'],
    [4, '4 s'],
    [125, '2 min 5 s'],
    [119.7, '2 min 0 s'],
    [3780, '1 h 3 min'],
  ])('%d s is said %s', (seconds, text) => expect(durationText(seconds)).toBe(text))

  it.each([
    [312, '312 ms'],
    [4100, '4.1 s'],
    [59_960, '1 min 0 s'],
  ])('%d ms is said %s', (ms, text) => expect(exactDurationText(ms)).toBe(text))

  it('come from the log of a run that was read from its beginning', () => {
    const log = [
      event('thread.run.created', 1000),
      event('thread.run.step.created', 1010),
      event('thread.run.step.completed', 1322),
      event('thread.run.completed', 5100),
    ]
    const groups = log.map(({ name, at }, index) =>
      group(name, name.includes('step') ? 'step_1' : 'run_1', at, index),
    )
    expect(exactDuration({ log, groups })).toBe(4100)
    expect(exactDuration({ log: log.slice(1), groups: groups.slice(1) })).toBeUndefined()
    expect(exactStepDurations({ log, groups }).get('step_1')).toBe(312)
  })
})
