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
  ['| Item | Paid | |---|---| | Fare | 6,480 |', 'Item Paid Fare 6,480'],
])('%s', (markdown, plain) => {
  expect(plainText(markdown)).toBe(plain)
})

test.each([
  'snake_case_name and 2 * 3 * 4',
  'a < b && c > d',
  'it costs 5 - 3',
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
