import { expect, test } from 'vitest'

import { isSameName, nameOf } from './search-name.ts'

test.each([
  ['refund "5 to 7" role:assistant', 'refund "5 to 7" role:assistant'],
  [' refund  role:user ', 'refund role:user'],
  ['cancel* -card OR 退款', 'cancel* -card OR 退款'],
  ['role:user has:image', 'role:user has:image'],
  ['one long query that goes on and on about refunds', 'one long query that goes on and on…'],
  ['x'.repeat(90), `${'x'.repeat(39)}…`],
  [`${'x'.repeat(38)}😀😀`, `${'x'.repeat(38)}…`],
])('%s is proposed to be called %s', (query, name) => {
  expect(nameOf(query)).toBe(name)
})

test('names that are read as one are the same', () => {
  expect(isSameName('Refunds ', 'refunds')).toBe(true)
  expect(isSameName('Refunds', 'Refund')).toBe(false)
})
