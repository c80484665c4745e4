import { toString } from 'mdast-util-to-string'
import { describe, expect, it } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'

import { blocksOf } from './split-document.ts'
import { splitDocument } from './split.ts'
import { straightenTables } from './straight-tables.ts'

/** The cells of tables, row by row; of other blocks their kind. */
const shown = (text: string) =>
  blocksOf(splitDocument(text)).map((node) =>
    node.type === 'table'
      ? node.children.map((row) => row.children.map((cell) => toString(cell)).join(','))
      : node.type,
  )

describe('straightenTables', () => {
  it.each<[string, unknown[]]>([
    ['| A | B | C |\n|---|---|\n| 1 | 2 | 3 |', [['A,B,C', '1,2,3']]],
    ['| A | B | C | D |\n|---|---|---|\n| 1 | 2 | 3 | 4 |', [['A,B,C,D', '1,2,3,4']]],
    ['| A | B |\n|---|---|---|\n| 1 | 2 | 3 |', [['A,B,', '1,2,3']]],
    ['A | B\n---|---|---\n1 | 2 | 3', [['A,B,', '1,2,3']]],
    [
      '| A | B |\n|:---|---:|:---:|\n| 1 | 2 |\n\n| 3 | 4 |\n\nEnd',
      [['A,B', '1,2', '3,4'], 'paragraph'],
    ],
    ['| A | B |\n| : | : |\n| 1 | 2 |', [['A,B', '1,2']]],
    ['| A | B |\n|–––|———|\n| 1 | 2 |', [['A,B', '1,2']]],
    ['| A | B |\n|---|---|\n\n| 1 | 2 |\n\n| 3 | 4 |', [['A,B', '1,2', '3,4']]],
    ['| A | B |\n\n|---|---|\n\n| 1 | 2 |\n\nafter', [['A,B', '1,2'], 'paragraph']],
    ['> | A | B | C |\n> |---|---|\n> | 1 | 2 | 3 |', ['blockquote']],
    ['| `a|b` | B |\n|---|---|\n| 1 | 2 |', [['a|b,B', '1,2']]],
    [
      '| A | B |\n|---|---|\n| 1 | 2 |\n\n| C | D |\n|---|---|\n| 3 | 4 |',
      [
        ['A,B', '1,2'],
        ['C,D', '3,4'],
      ],
    ],
    ['| A | B |\n|---|---|\n| 1 | 2 |\n\nSee a | b.', [['A,B', '1,2'], 'paragraph']],
  ])('what its model meant is a table: %j', (text, blocks) => expect(shown(text)).toEqual(blocks))

  it.each([
    '| A | B |\n|---|---|\n| 1 | 2 |',
    '| A | B |\n|---|---|\n| — | — |\n| 1 | 2 |',
    '| A | B | C |\n|---|---|',
    '| A | B | C |\n|---|---|\nafter',
    '```\n| A | B | C |\n|---|---|\n| 1 | 2 | 3 |\n```',
    'a | b\n\nc | d',
    '| A | B |\n\n| — | — |\n\nafter',
    'A\n-|-\n1|2',
    '|\n|-|-|\n|',
  ])('leaves alone what is whole, is none, or is still written: %j', (text) =>
    expect(straightenTables(text)).toBe(text),
  )

  it.each([
    ['rules', '|---|\n', (text: string) => text],
    ['bars', '|', (text: string) => `${text}\n|-|\n${text}`],
    ['blank lines', '| a |\n\n', (text: string) => `| a |\n|---|\n${text}`],
    ['a line of dashes', '-', (text: string) => `a|b\n|${text}x`],
  ])('takes no longer than by length: %s', (_, piece, around) =>
    expect(growthOf(piece, (repeated) => straightenTables(around(repeated)))).toBeLessThan(SQUARE),
  )
})
