import fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseAnswer } from './parse-answer.ts'

const nested = (open: string, core: string, close: string, times: number) =>
  open.repeat(times) + core + close.repeat(times)

test('JSON is parsed, whatever its strings hold, and what is none is undefined', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.array(fc.constantFrom('[', '{', '"', '\\', ']')),
      (value, odd) => {
        const held = { value, odd: odd.join('').repeat(200) }
        const text = JSON.stringify(held)
        expect(parseAnswer(text)).toEqual(JSON.parse(text))
      },
    ),
  )
  expect(parseAnswer('{"a":')).toBeUndefined()
})

test('what nests deeper than any answer is none', () => {
  expect(parseAnswer(nested('[', '1', ']', 200))).toBeDefined()
  expect(parseAnswer(nested('[', '1', ']', 201))).toBeUndefined()
  expect(parseAnswer(nested('{"a":', '1', '}', 201))).toBeUndefined()
  expect(parseAnswer('['.repeat(1_000_000))).toBeUndefined()
})
