import { expect, test } from 'vitest'

import { growthOf } from '#testing/growth.ts'

import { formulaBars } from './table-bars.ts'

/** Between 4, which is growth with the length, and 16, with its square. */
const MOST = 9

test.each([
  ['before', (blanks: string) => `$\n${blanks}|`],
  ['behind', (blanks: string) => `$\n|-${blanks}x`],
  ['within', (blanks: string) => `$\n|-|${blanks}x`],
])('looks for a table no longer than its line is, with blanks %s a bar', (_, lineOf) => {
  const growth = growthOf(' ', (blanks) => formulaBars(lineOf(blanks)), MOST)
  expect(Math.max(...growth)).toBeLessThan(MOST)
})
