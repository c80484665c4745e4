import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'

import { withoutMarks } from './without-marks.ts'

test.each([
  ['A seat in **row 9** by the _aisle_', 'A seat in row 9 by the aisle'],
  ['So:\n\n```sh\nmodprobe -r iwlwifi\n```\nThen wait', 'So: modprobe -r iwlwifi Then wait'],
  ['Use `curl` or [ask](https://x.example/a)', 'Use curl or ask'],
  ['## Returns\n- first\n    - deeper\n2. second\n> said', 'Returns first deeper second said'],
  ['Left **open', 'Left **open'],
  ['The load $A = 320 \\cdot \\tfrac{4}{60}$ holds', 'The load A = 320 460 holds'],
  ['$$ 2 \\times 2\\,031 $$ So', '2 2031 So'],
  ['| Item | Paid |\n|---|---|\n| Fare | 6,480 |', 'Item Paid Fare 6,480'],
])('%j', (markdown, words) => expect(withoutMarks(markdown)).toBe(words))

test.each(['snake_case_name and 2 * 3 * 4', 'between $5 and $6, or US$ 7 = $8', 'C# and #refund'])(
  'leaves what is no mark: %s',
  (text) => expect(withoutMarks(text)).toBe(text),
)

test('never fails, and never adds', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => withoutMarks(text).length <= text.length),
  )
})

test.each([
  ['[all](https://a.example/b?filter[state]=open) of it', 'all of it'],
  ['[one](https://a.example/[two](https://b.example)', '[one](https://a.example/two'],
  ['Left [open](https://a.example', 'Left [open](https://a.example'],
])('an address may have brackets, and is no other link: %s', (markdown, words) =>
  expect(withoutMarks(markdown)).toBe(words),
)

/** What a hostile text may be made of. */
const UNITS = [
  ' ',
  '\n',
  '[',
  '![',
  '[](',
  '[a](b[',
  '$',
  '$=',
  '$===',
  ' |',
  '|-',
  '**',
  '*a',
  '__a',
]

test.each([...UNITS, '`', '``` ', '> ', '1', '\n- '])(
  'takes as long as the text is, were it all %j',
  (unit) => {
    expect(growthOf(unit, withoutMarks)).toBeLessThan(SQUARE)
  },
)

test('also of one formula that nothing ends', () => {
  expect(growthOf('=', (text) => withoutMarks(`$${text}`))).toBeLessThan(SQUARE)
})
