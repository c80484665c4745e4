import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { Numbers } from './numbers.ts'

test('a number is new once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 100_000 })), (all) => {
      const numbers = new Numbers()
      const seen = new Set<number>()
      for (const number of all) {
        expect(numbers.add(number)).toBe(!seen.has(number))
        seen.add(number)
      }
    }),
  )
})
