import { expect, test } from 'vitest'

import { placesOf } from './spans.ts'

test('a span ends in the part before where the next one begins, and begins in the next', () => {
  // `ab`, nothing, `cd`, `e`
  const starts = [0, 2, 2, 4]
  const spans = [
    { start: 0, end: 2 },
    { start: 2, end: 3 },
    { start: 3, end: 5 },
  ]
  expect(placesOf(starts, spans)).toEqual([
    { from: { nth: 0, offset: 0 }, to: { nth: 0, offset: 2 } },
    { from: { nth: 2, offset: 0 }, to: { nth: 2, offset: 1 } },
    { from: { nth: 2, offset: 1 }, to: { nth: 3, offset: 1 } },
  ])
})

test('many spans in many parts are walked through once', () => {
  let looks = 0
  const starts = new Proxy(
    Array.from({ length: 20_000 }, (_, nth) => nth * 5),
    {
      get: (target, key, receiver) => {
        if (typeof key === 'string' && key !== 'length') looks += 1
        return Reflect.get(target, key, receiver)
      },
    },
  )
  const spans = Array.from({ length: 1000 }, (_, nth) => ({ start: nth * 7, end: nth * 7 + 4 }))
  expect(placesOf(starts, spans).at(-1)?.to).toEqual({ nth: 1399, offset: 2 })
  expect(looks).toBeLessThan(10 * spans.length)
})
