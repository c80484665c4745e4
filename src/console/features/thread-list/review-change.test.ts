import { expect, test } from 'vitest'

import { changeBy } from './review-change.ts'

const said = { labels: ['label_a', 'label_b'] }

test('labels are put on and taken off, and others stay', () => {
  const change = changeBy({ verdict: '', on: ['label_c', 'label_a'], off: ['label_b'] })
  expect(change(said)).toEqual({ labels: ['label_a', 'label_c'] })
})

test.each([
  ['pass', { verdict: 'pass' }],
  ['none', { verdict: null }],
  ['', {}],
])('a verdict of %j', (verdict, change) => {
  expect(changeBy({ verdict, on: [], off: [] })(said)).toEqual(change)
})
