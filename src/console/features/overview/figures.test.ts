import { expect, test } from 'vitest'

import { buildTotals } from '#testing/overview.ts'

import { countChange, endedWell, pointsChange, timeChange } from './figures.ts'

const runs = { ...buildTotals().runs, completed: 9, failed: 1 }

test('runs ended well of those that ended', () => {
  expect(endedWell({ ...runs, other: 90 })).toBe(0.9)
  expect(endedWell({ ...buildTotals().runs, other: 3 })).toBeNull()
})

test('more threads are better, more time is worse', () => {
  expect(countChange(12, 10)).toMatchObject({ tone: 'better' })
  expect(countChange(8, 10)?.text).toMatch(/^−/)
  expect(countChange(10, 10)).toMatchObject({ tone: 'same' })
  expect(countChange(10, 0)).toBeUndefined()
  expect(pointsChange(0.9, 0.95)).toMatchObject({
    text: expect.stringMatching(/^−5.0 points$/),
    tone: 'worse',
  })
  expect(pointsChange(null, 0.95)).toBeUndefined()
  expect(timeChange(0.5, 0.6)).toMatchObject({ tone: 'better' })
  expect(timeChange(200, 0.6)).toMatchObject({ text: '+3 min 19 s', tone: 'worse' })
})
