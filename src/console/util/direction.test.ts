import { expect, test } from 'vitest'

import { directionOf } from './direction.ts'

test.each([
  ['', 'ltr'],
  ['Hello שלום', 'ltr'],
  ['123, שלום', 'rtl'],
  ['— "مرحبا" world', 'rtl'],
  ['你好', 'ltr'],
  ['١٢٣ ok', 'ltr'],
  ['𞤀𞤣', 'rtl'],
])('%s is written %s', (text, direction) => {
  expect(directionOf(text)).toBe(direction)
})
