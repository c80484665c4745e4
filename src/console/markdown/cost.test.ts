import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

import { costOf, cutBefore, growingReach, reachOf } from './cost.ts'

const WORDS = 'The parcel left the depot in the morning and is on its way to you. '

describe('costOf', () => {
  it.each([
    ['short lines', 'a\n'],
    ['items', '- x\n'],
    ['paragraphs', 'a\n\n'],
    ['rows', '| 1 | 2 |\n'],
    ['markers', '*a_ '],
    ['addresses', 'www.a.example '],
    ['addresses of mail', 'a@b.example '],
    ['links', 'https://a.example '],
    ['formulas', '$x$ '],
    ['notes', 'a[^1] '],
    ['scripts by turns', 'a \u05d0 '],
    ['letters between marks without width', 'a\u200b'],
    ['lines far to the right', `${' '.repeat(200)}a\n`],
  ])('is far more for %s than for words', (_, unit) => {
    const of = (text: string) => costOf(text.repeat(Math.ceil(8000 / text.length)).slice(0, 8000))
    expect(of(unit)).toBeGreaterThan(10 * of(WORDS))
  })

  it('grows with the length for what is not one stretch', () => {
    const part = '- an item of **text** and `code`\n'
    expect(costOf(part.repeat(2000)) / costOf(part.repeat(1000))).toBeLessThan(2.1)
  })
})

const text = fc
  .array(fc.constantFrom('a', ' ', '\n', '*', '| ', '😀', 'e\u0301', '👩\u200d👧', 'word '), {
    maxLength: 200,
  })
  .map((parts) => parts.join(''))

describe('growingReach', () => {
  it('is that of the whole text, however it has grown and whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        fc.array(text, { maxLength: 3 }),
        fc.integer({ min: 1, max: 4000 }),
        (parts, others, budget) => {
          const reach = growingReach(budget)
          const stages = (from: string[]) => from.map((_, at) => from.slice(0, at + 1).join(''))
          for (const stage of [...stages(parts), ...stages(others), ...stages(parts)])
            expect(reach(stage)).toBe(reachOf(stage, 0, budget))
        },
      ),
    )
  })

  it('looks at each character once', () => {
    const looked = vi.spyOn(String.prototype, 'charCodeAt')
    const reach = growingReach(1_000_000)
    const whole = WORDS.repeat(10)
    for (let end = 1; end <= whole.length; end += 1) reach(whole.slice(0, end))
    const { length } = looked.mock.calls
    looked.mockRestore()
    expect(length).toBe(whole.length)
  })
})

describe('cutBefore', () => {
  it('cuts a text into parts that go on and lose nothing', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 400 }), (whole, budget) => {
        let at = 0
        let joined = ''
        while (at < whole.length) {
          const end = cutBefore(whole, at, reachOf(whole, at, budget))
          expect(end).toBeGreaterThan(at)
          joined += whole.slice(at, end)
          at = end
        }
        expect(joined).toBe(whole)
      }),
    )
  })

  it('keeps signs whole that are joined', () => {
    const family = '👩\u200d👩\u200d👧'
    expect(cutBefore(`ab${family}`, 0, 4)).toBe(2)
    expect(cutBefore('ae\u0301', 0, 2)).toBe(1)
  })
})
