import fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseAnswer, readAnswer } from './parse-answer.ts'
import { parseFrame } from './told-arguments.ts'

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

/** A body of these bytes, so many at a time. */
const bodyOf = (text: string, size: number) => {
  const bytes = Buffer.from(text)
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.subarray(at, at + size))
      at += size
    },
  })
}

test('a body is read as its text is parsed, wherever it is cut', async () => {
  const deep = nested('[', '1', ']', 201)
  for (const text of [
    '{"a":"Gr\u00fc\u00dfe 👋 \\\" ["}',
    '{"a":',
    deep,
    nested('[', '"]"', ']', 200),
    '',
  ]) {
    for (const size of [1, 3, 1000]) {
      expect(await readAnswer(bodyOf(text, size))).toEqual(parseAnswer(text))
    }
  }
})

test('one that holds more values than any answer is none', async () => {
  expect(parseAnswer(`[${'0,'.repeat(1_000_001)}0]`)).toBeUndefined()
  expect(await readAnswer(bodyOf('[0,0,0]', 2), 3)).toEqual([0, 0, 0])
  expect(await readAnswer(bodyOf('[0,0,0,0]', 2), 3)).toBeUndefined()
})

test('numbers keep their digits, unless there are more than any call sends back', () => {
  const frame = (count: number) =>
    `{"choices":[{"delta":{"reasoning_details":[${'1.0,'.repeat(count)}1.0]}}]}`
  expect(JSON.stringify(parseFrame(frame(1000)))).toBe(frame(1000))
  expect(JSON.stringify(parseFrame(frame(60_000)))).toBe(frame(60_000).replaceAll('1.0', '1'))
})
