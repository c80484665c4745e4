import { expect, test } from 'vitest'

import { formOf } from './answer-form.ts'

test.each([
  ['{"choices"', 'json'],
  [' \n\uFEFF[', 'json'],
  ['data: {}', 'events'],
  [': waiting', 'events'],
  ['\n\nevent: error', 'events'],
  ['<html>', 'other'],
  ['upstream error', 'other'],
  ['', undefined],
  ['  \n', undefined],
  ['d', undefined],
  ['data', undefined],
  [' '.repeat(20_000), 'other'],
  ['d'.repeat(20_000), 'other'],
])('%j… is %s', (begun, form) => expect(formOf(begun)).toBe(form))
