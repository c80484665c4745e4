import { expect, test } from 'vitest'

import { isExactNumber, mayChange, parseExact } from './exact-json.ts'

const ODD = [
  '1234567890123456789',
  '-9223372036854775808',
  '9007199254740993',
  '12345678901234567890123',
  '1e400',
  '-1E5',
  '1e5',
  '1.0',
  '0.10',
  '-0',
  '-0.0',
  '0.0000001',
  '0.1234567890123456789',
  '123456789.123456789',
]

test.each(ODD)('%s keeps its digits', (digits) => {
  const texts = [
    digits,
    `[${digits}]`,
    `[1,${digits},"a"]`,
    `{"a":${digits}}`,
    `{"a":[{"b":${digits}}]}`,
  ]
  for (const text of texts) {
    expect(mayChange(text)).toBe(true)
    expect(JSON.stringify(parseExact(text))).toBe(text)
  }
  expect(JSON.stringify(parseExact(`{"a" : [ ${digits} ]}`))).toBe(`{"a":[${digits}]}`)
  expect(isExactNumber(parseExact(digits))).toBe(true)
})

test.each([
  '0',
  '1',
  '-1',
  '0.1',
  '9007199254740991',
  '1732788000',
  '-12.5',
  '0.000001',
  '100',
  '1.5e-7',
])('%s is a number', (digits) => {
  expect(parseExact(`[${digits}]`)).toEqual([Number(digits)])
})

test('a number of any digits is written as it was', () => {
  let seed = 7
  const next = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most
  const digits = (most: number) => Array.from({ length: next(most) }, () => next(10)).join('')
  for (let at = 0; at < 3000; at += 1) {
    const whole = next(3) === 0 ? '0' : `${1 + next(9)}${digits(20)}`
    const part = next(2) === 0 ? '' : `.${next(10)}${digits(20)}`
    const power = next(4) === 0 ? `${'eE'[next(2)]}${['', '+', '-'][next(3)]}${next(400)}` : ''
    const number = `${next(3) === 0 ? '-' : ''}${whole}${part}${power}`
    expect(JSON.stringify(parseExact(`{"a":${number}}`))).toBe(`{"a":${number}}`)
  }
})

test('text of digits, and an object that looks like a number, stay what they are', () => {
  const value = { rawJSON: '12345678901234567890', a: '1e400 1.0' }
  expect(parseExact(JSON.stringify(value))).toEqual(value)
  expect(isExactNumber(value)).toBe(false)
})

test('what is no JSON is none', () => {
  for (const text of ['', '1.0.0', '{"a":1e400', '01', '[1.]']) {
    expect(() => parseExact(text)).toThrow(SyntaxError)
  }
})
