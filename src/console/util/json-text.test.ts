import { expect, test } from 'vitest'

import { indentJson, jsonLine, plainValues, readableJson } from './json-text.ts'

test.each([
  '{}',
  '[]',
  '"a"',
  '12',
  '{"a":[],"b":{},"c":[1,2,{"d":null}],"e":"x: [1, 2], {\\"y\\"}\\\\"}',
  '[[[]],{"a":{"b":[true,false]}}]',
  ' { "\\u00e9" : "\\u4f60\\n\\/" , "z":"\\ud800" } ',
])('%s is indented as JSON.stringify does', (json) =>
  expect(indentJson(json)).toBe(JSON.stringify(JSON.parse(json), null, 2)),
)

test('numbers, order and fields stand as they were written', () => {
  const json = '{"id":1234567890123456789,"p":1.0,"e":1e400,"n":-0,"a":1,"a":2,"10":3,"2":4}'
  expect(indentJson(json)?.replaceAll(/\s/g, '')).toBe(json)
})

test.each(['', '{', '{"a":1', 'Lisbon', '{"a":01}', '[1,]'])('%j is no JSON', (text) =>
  expect(indentJson(text)).toBeUndefined(),
)

test('deep JSON is indented too', () => {
  const json = '['.repeat(2_000) + ']'.repeat(2_000)
  expect(indentJson(json)?.replaceAll(/\s/g, '')).toBe(json)
})

test.each([
  [
    '{"id":1234567890123456789,"a":1.0,"a":"b","o":{"x":1},"n":null,"10":-0}',
    '1234567890123456789 1.0 b -0',
  ],
  ['["a",2,[3],{"b":4}]', 'a 2'],
  ['{"a":"x: y","b":":","c":"null"}', 'x: y : null'],
  ['12.50', '12.50'],
  ['{}', ''],
])('the plain values of %s are %s', (json, values) =>
  expect([...plainValues(json)].join(' ')).toBe(values),
)

test('JSON is told on one line with its own digits; what is none stands as it is', () => {
  const long = `{"a":1.0,"b":["x\\ny",12345678901234567890],"c":"${'z'.repeat(200)}"}`
  expect(jsonLine(long)).toBe(
    `{ "a": 1.0, "b": [ "x\\ny", 12345678901234567890 ], "c": "${'z'.repeat(200)}" }`,
  )
  expect(jsonLine('two\n  lines')).toBe('two\n  lines')
  expect(readableJson({ a: 1 })).toBe('{ "a": 1 }')
  expect(readableJson(long)).toMatch(/^\{\n  "a": 1\.0,\n/)
})
