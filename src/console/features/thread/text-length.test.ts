import { describe, expect, it } from 'vitest'

import { costOf } from '#console/markdown/cost.ts'

import { moreLength, openingLength, stepLength } from './text-length.ts'

const HOSTILE = ['a\n', '- x\n', '> a\n\n', '| 1 | 2 |\n', '*a_', '\\(', '[a](b ', '$', '`'].map(
  (unit) => unit.repeat(250_000 / unit.length),
)
const WORDS = 'The parcel left the depot in the morning and is on its way to you. '

describe('how much of a text is shown', () => {
  it.each(HOSTILE.map((text) => [text.slice(0, 8), text] as const))(
    'costs little at first and at each step for %j',
    (_, text) => {
      expect(costOf(text.slice(0, openingLength(text)))).toBeLessThan(15_000)
      let at = 0
      const goal = moreLength(text, 0)
      while (at < goal) {
        const next = stepLength(text, at)
        expect(next).toBeGreaterThan(at)
        expect(costOf(text.slice(at, next))).toBeLessThan(15_000)
        at = next
      }
    },
  )

  it('ends before a block of code that would show nothing yet', () => {
    const before = `${WORDS.repeat(4)}\n\n`.repeat(21)
    const text = `${before}\`\`\`sql\n${'SELECT 1;'.repeat(400)}\n\`\`\`\n${before.repeat(4)}`
    expect(openingLength(text)).toBe(before.length - 1)
  })

  it('is all of an ordinary text', () => {
    const list = '- **Item**: some words with `code` in it, as answers have them.\n'
    const answer = `${WORDS.repeat(4)}\n\n${list.repeat(6)}\n\n`.repeat(12)
    expect(openingLength(answer)).toBe(answer.length)
    const long = `${WORDS.repeat(4)}\n\n`.repeat(900)
    expect(openingLength(long)).toBeLessThanOrEqual(6_000)
    expect(moreLength(long, 6_000)).toBe(long.length)
  })
})
