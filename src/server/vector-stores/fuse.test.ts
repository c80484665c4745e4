import { expect, test } from 'vitest'

import { fuse } from './fuse.ts'

const ranking = (...found: [number, number][]) => found.map(([chunk, score]) => ({ chunk, score }))

test('one ranking stays as it is', () => {
  const one = ranking([1, 0.9], [2, 0.5], [3, 0.1])
  expect(fuse([one])).toEqual(one)
  expect(fuse([])).toEqual([])
})

test('what stands high in both comes before what leads one; scores never rise', () => {
  const words = ranking([1, 0.9], [2, 0.8], [3, 0.7])
  const meaning = ranking([4, 0.95], [2, 0.6], [3, 0.5])
  expect(fuse([words, meaning])).toEqual(ranking([2, 0.8], [3, 0.7], [4, 0.7], [1, 0.7]))
})
