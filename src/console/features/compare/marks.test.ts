import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type Marks, marksOf, tokensOf } from './marks.ts'

const sideOf = ({ pieces }: Marks, side: 'left' | 'right') =>
  pieces.flatMap(({ of, text }) => (of === side || of === 'both' ? text : [])).join('')

const written = ({ pieces }: Marks) =>
  pieces
    .map(({ of, text }) => (of === 'both' ? text : of === 'left' ? `[-${text}-]` : `{+${text}+}`))
    .join('')

const someText = fc
  .array(
    fc.oneof(
      fc.constantFrom('the', 'refund', ' ', '\n', '\r\n', '.', '退款', 'é', '👩‍💻', '\u05D0'),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 60 },
  )
  .map((words) => words.join(''))

test('nothing is lost or doubled, and equal texts have no marks', () => {
  fc.assert(
    fc.property(someText, someText, (left, right) => {
      const marks = marksOf(left, right)
      expect(sideOf(marks, 'left')).toBe(left)
      expect(sideOf(marks, 'right')).toBe(right)
      expect(marks.pieces.some(({ of }) => of !== 'both')).toBe(left !== right)
      expect(tokensOf(left).join('')).toBe(left)
      expect(marksOf(left, left).pieces.every(({ of }) => of === 'both')).toBe(true)
    }),
  )
})

test('words are told apart, in scripts with and without blanks', () => {
  expect(written(marksOf('Your parcel comes on Monday.', 'Your parcel comes on Friday.'))).toBe(
    'Your parcel comes on [-Monday-]{+Friday+}.',
  )
  expect(written(marksOf('退款需要五天。', '退款需要七天。'))).toBe('退款需要[-五-]{+七+}天。')
  expect(written(marksOf('הזמנה שלך בדרך', 'הזמנה שלי בדרך'))).toBe('הזמנה [-שלך-]{+שלי+} בדרך')
  expect(written(marksOf('ok 👩‍💻 done', 'ok 👩‍🚀 done'))).toBe('ok [-👩‍💻-]{+👩‍🚀+} done')
})

test('what joins two changes belongs to both', () => {
  expect(written(marksOf('"id": "tea-2321-a"', '"id": "mocha-2332-b"'))).toBe(
    '"id": "[-tea-2321-a-]{+mocha-2332-b+}"',
  )
  expect(written(marksOf('a quick red fox runs far', 'a slow grey fox runs far'))).toBe(
    'a [-quick red-]{+slow grey+} fox runs far',
  )
})

test('texts with little in common are marked as a whole, line by line', () => {
  const marks = marksOf('One two three.\nSame line.\n', 'Vier fünf sechs sieben!\nSame line.\n')
  expect(written(marks)).toBe('[-One two three.\n-]{+Vier fünf sechs sieben!\n+}Same line.\n')
  expect(marks.isRough).toBe(false)
})

test('of long texts with one change that one is found', () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `Line ${at} of a long answer with words.`)
  const left = lines.join('\n')
  const right = left.replace('Line 2000 of', 'Line 2000 in')
  expect(marksOf(left, right).pieces.filter(({ of }) => of !== 'both')).toEqual([
    { of: 'left', text: 'of' },
    { of: 'right', text: 'in' },
  ])
})

test.each(['one line', 'many lines'])(
  'two texts of 150,000 characters without anything in common cost little: %s',
  (kind) => {
    const joint = kind === 'one line' ? ' ' : '\n'
    const text = (by: number) =>
      Array.from({ length: 25_000 }, (_, at) => `w${(at * by) % 9973}`).join(joint)
    const [left, right] = [text(7919), text(6151)]
    const began = performance.now()
    const marks = marksOf(left, right)
    // Some tens of milliseconds on a common machine.
    expect(performance.now() - began).toBeLessThan(1500)
    expect(sideOf(marks, 'left')).toBe(left)
    expect(sideOf(marks, 'right')).toBe(right)
    expect(marks.isRough).toBe(true)
  },
)
