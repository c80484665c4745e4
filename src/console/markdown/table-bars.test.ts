import { toString } from 'mdast-util-to-string'
import { expect, test } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'

import { parseMarkdown } from './parse.ts'
import { formulaBars } from './table-bars.ts'

test.each([
  ['before', (blanks: string) => `$\n${blanks}|`],
  ['behind', (blanks: string) => `$\n|-${blanks}x`],
  ['within', (blanks: string) => `$\n|-|${blanks}x`],
])('looks for a table no longer than its line is, with blanks %s a bar', (_, lineOf) => {
  expect(growthOf(' ', (blanks) => formulaBars(lineOf(blanks)))).toBeLessThan(SQUARE)
})

const rowOf = (row: string): string[] => {
  const [table] = parseMarkdown(`| a | b |\n|---|---|\n${row}`).children
  if (table?.type !== 'table') throw new Error('no table')
  return (table.children[1]?.children ?? []).map(({ children }) => toString(children))
}

test.each([
  ['| `string|null` | may be null |', ['string|null', 'may be null']],
  ['| may be null | `a | b` or ``c|`d`` |', ['may be null', 'a | b or c|`d']],
  ['| $|x|$ | `a|b` |', ['|x|', 'a|b']],
  // These bars end cells.
  ['| `a | b` |', ['`a', 'b`']],
  ['| `a` | b | `c` |', ['a', 'b', 'c']],
  ['| \\` a | b` | c |', ['` a', 'b`', 'c']],
])('%s has the cells that are meant', (row, cells) => expect(rowOf(row)).toEqual(cells))
