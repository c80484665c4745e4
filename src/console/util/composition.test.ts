import { expect, test } from 'vitest'

import { isComposing } from './composition.ts'

test.each([
  ['Enter of its own', false, 13, false],
  ['Enter within a composition', true, 13, true],
  ['Enter that ends one in Chrome and Firefox', true, 229, true],
  ['Enter that ends one in Safari', false, 229, true],
])('%s', (_, composing, keyCode, taken) => {
  expect(isComposing({ isComposing: composing, keyCode })).toBe(taken)
})
