import { expect, test } from 'vitest'

import { withBreaksOf } from './line-breaks.ts'

test.each([
  ['a\nb', 'a\nb\nc', 'a\nb\nc'],
  ['a\r\nb', 'a\nb\nc', 'a\r\nb\r\nc'],
  ['a\rb', 'a\nbc', 'a\rbc'],
  ['a', 'a\nb', 'a\nb'],
  ['a\r\nb\nc', 'a\nb\ncd', 'a\r\nb\ncd'],
  ['a\nb\r\nc', 'xa\nb\nc', 'xa\nb\r\nc'],
  ['a\r\nb\nc', 'a\nb\nnew\nc', 'a\r\nb\nnew\nc'],
  ['a\r\nb\rc', 'a\nb\nc', 'a\r\nb\rc'],
  ['a\r\n\nb', 'a\nb', 'a\r\nb'],
  ['a\r\nb\nc', '', ''],
  ['', 'a\nb', 'a\nb'],
])('%j, edited to %j, is %j', (before, typed, kept) => {
  expect(withBreaksOf(before, typed)).toBe(kept)
})
