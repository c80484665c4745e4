import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { plainText } from './plain-text.ts'

test.each([
  ['Two seats in **row 6**, by the _window_.', 'Two seats in row 6, by the window.'],
  ['The same in Python: ```python import hmac', 'The same in Python: import hmac'],
  [
    'Try `modprobe -r iwlwifi` and [tell me](https://x.example/a)',
    'Try modprobe -r iwlwifi and tell me',
  ],
  ['# Refund\n- first\n2. second\n> said', 'Refund first second said'],
  ['Cut in the **midd', 'Cut in the midd'],
  ['Three **bold** and **cut', 'Three bold and cut'],
  [
    '## Returns ### Deadlines - Bought **now**: until **31 January** - Faulty goods: none',
    'Returns Deadlines · Bought now: until 31 January · Faulty goods: none',
  ],
  [
    'The load is $A = 320 \\cdot \\tfrac{4}{60} \\approx 21.3$ Erlang',
    'The load is A = 320 · 4/60 ≈ 21.3 Erlang',
  ],
  ['$$ (88 - 23.5) \\times 2 = 2\\,031 $$ So', '(88 - 23.5) × 2 = 2031 So'],
  ['| Item | Paid | |---|---| | Fare | 6,480 |', 'Item Paid Fare 6,480'],
])('%s', (markdown, plain) => {
  expect(plainText(markdown)).toBe(plain)
})

test.each([
  'snake_case_name and 2 * 3 * 4',
  'a < b && c > d',
  'it costs 5 - 3',
  'between $5 and $6, or US$ 7 = $8',
  'C# and #refund',
  'file_search, get_booking',
  '酒店预订 · 北京',
])('leaves what is no mark: %s', (text) => {
  expect(plainText(text)).toBe(text)
})

test('never fails, and never adds', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => plainText(text).length <= text.length),
  )
})
