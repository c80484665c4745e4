import { expect, test } from 'vitest'

import { vectorsIn } from './vectors-in.ts'

const NO_NUMBERS = 'a vector is no list of numbers'
const item = (embedding: unknown, index?: unknown) => ({ embedding, index })

test.each<[string, unknown, number]>([
  ['it holds 2 vectors for 1 texts', { data: [item([1]), item([1])] }, 1],
  ['it holds 0 vectors for 1 texts', { data: [] }, 1],
  ['it holds no vectors', { data: { embedding: [1] } }, 1],
  ['it holds no vectors', undefined, 1],
  ['it holds no vectors', null, 1],
  ['it holds no vectors', 'vectors', 1],
  ['it does not say which vector is of which text', { data: [item([1], 7)] }, 1],
  ['it does not say which vector is of which text', { data: [item([1], 0), item([1], 0)] }, 2],
  [NO_NUMBERS, { data: [item(['1', '2'])] }, 1],
  [NO_NUMBERS, { data: [item([1, null])] }, 1],
  [NO_NUMBERS, { data: [item('AACAPw==')] }, 1],
  [NO_NUMBERS, { data: [item(null)] }, 1],
  [NO_NUMBERS, { data: [null] }, 1],
  ['a vector has 0 numbers, and 1 to 16384 are taken', { data: [item([])] }, 1],
  [
    'a vector has 20000 numbers, and 1 to 16384 are taken',
    { data: [item(Array(20_000).fill(1))] },
    1,
  ],
  ['a vector has numbers that are too large', { data: [item([1e308, 1e308])] }, 1],
  ['a vector has numbers that are too large', { data: [item([Infinity])] }, 1],
  ['a vector has numbers that are too large', { data: [item([NaN, 1])] }, 1],
  ['its vectors are of different lengths', { data: [item([1, 0]), item([1])] }, 2],
])('%s: %j', (said, answer, count) => {
  expect(() => vectorsIn(answer, count)).toThrow(
    `The embedding model's answer cannot be used: ${said}.`,
  )
})

test('vectors of length 1, in the order of their texts', () => {
  const data = [item([0, 2], 1), item([3, 0], 0)]
  expect(vectorsIn({ data }, 2).map((each) => [...each])).toEqual([
    [1, 0],
    [0, 1],
  ])
  expect(vectorsIn({ data: [item([4]), item([0])] }, 2).map((each) => [...each])).toEqual([
    [1],
    [0],
  ])
})
