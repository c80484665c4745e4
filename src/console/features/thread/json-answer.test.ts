import { expect, test } from 'vitest'

import { fenced, isJson } from './json-answer.ts'

test.each([
  [String.raw`{"path":"C:\\temp\\*new*","t":"__init__"}`, true],
  ['\n[\n  1,\n  {"a": "b"}\n]\n', true],
  ['{"a": 1} and more', false],
  ['{not json}', false],
  ['[a link](https://example.org)', false],
  ['"only a text"', false],
  ['[1]', false],
  ['[1, "a"]', true],
  ['', false],
])('%j', (text, is) => {
  expect(isJson(text)).toBe(is)
})

test('its fence is longer than any run of backticks in it', () => {
  expect(fenced('["````"]')).toBe('`````json\n["````"]\n`````')
  expect(fenced('{}')).toBe('```json\n{}\n```')
})
