import { expect, it } from 'vitest'

import { checkOutput } from './output-check.ts'

it.each([
  ['', 'empty'],
  ['{"a": 1}', 'json'],
  ['42', 'json'],
  ['all good', 'text'],
  ['{"a": ', 'broken'],
])('takes %j for %s', (output, check) => {
  expect(checkOutput(output)).toBe(check)
})
