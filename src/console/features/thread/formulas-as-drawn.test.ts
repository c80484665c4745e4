import * as fc from 'fast-check'
import type { Nodes } from 'mdast'
import type {} from 'mdast-util-math'
import { expect, test } from 'vitest'

import { asMeant } from '#console/markdown/as-meant.ts'
import { withoutTicks } from '#console/markdown/dollars.ts'
import { parseMarkdown } from '#console/markdown/parse.ts'

import { readMarkdown } from './read-markdown.ts'

const oneLine = (tex: string): string => tex.replaceAll(/\s+/g, ' ').trim()

const formulasOf = (node: Nodes): string[] => {
  if (node.type === 'math' || node.type === 'inlineMath') return [oneLine(withoutTicks(node.value))]
  return 'children' in node ? node.children.flatMap(formulasOf) : []
}
const drawnIn = (markdown: string): string[] => formulasOf(parseMarkdown(asMeant(markdown)))

const readIn = (markdown: string): string[] =>
  readMarkdown(markdown, { isFile: () => false, draw: (tex) => tex }).formulas.map(({ written }) =>
    oneLine(written),
  )

test.each([
  ['Let $x$ be', ['x']],
  ['$n$ of $k$', ['n', 'k']],
  ['costs $5 and $6', []],
  ['$20 bill, a 5$ note', []],
  ['$a\\$b$ is', ['a\\$b']],
  ['\\$x$ y$', []],
  ['US$7 = R$ 8', []],
  ['$A/$B', []],
  ['\\begin{align}\na &= b\n\\end{align}', ['\\begin{align} a &= b \\end{align}']],
  ['So \\begin{pmatrix}1\\\\2\\end{pmatrix} is', ['\\begin{pmatrix}1\\\\2\\end{pmatrix}']],
  ['\\begin{itemize}\n\\item a\n\\end{itemize}', []],
  ['> \\begin{align}\n> a &= b\n> \\end{align}', ['\\begin{align} a &= b \\end{align}']],
  ['$$\nx^2\n$$', ['x^2']],
  ['$$\n\nx^2\n\n$$', ['x^2']],
  ['so $$\nx^2\n$$ and', ['x^2']],
  ['$$ for a meal, $$$ for two', []],
  ['a $$x_1$$ b', ['x_1']],
  ['\\[\na\n- b\n\\]', ['a - b']],
  ['> $$\n> a\n> $$', ['a']],
  ['- \\[\n  a + b\n  \\]', ['a + b']],
  ['\\(a\n= b\\)', ['a = b']],
  ['\\(a\n+ b\\)', []],
  ['\\(a\n\n+ b\\)', []],
  ['array\\[1\\] and \\[text\\](address)', []],
  ['s/\\(foo\\|bar\\)/x/', []],
  ['`$x$` and $y$', ['y']],
  ['see https://x.example/?a=$b&c=$d and $y$', ['y']],
  ['| a | b |\n|-|-|\n| $x$ | $a\\|b$ |', ['x', 'a|b']],
  ['a $x', []],
  ['**$x$** and _$y_1$_', ['x', 'y_1']],
  ['$x$-axis', ['x']],
])('%j has the formulas %j', (markdown, formulas) => {
  expect(drawnIn(markdown)).toEqual(formulas)
  expect(readIn(markdown)).toEqual(formulas)
})

const PIECES = [
  'x',
  'a_1',
  '5',
  '20',
  ' ',
  ' ',
  ' and ',
  'cost',
  '=',
  '$',
  '$',
  '$',
  '$$',
  '\\$',
  '\\(',
  '\\)',
  '\\[',
  '\\]',
  '\\frac{a}{b}',
  '\\begin{align}',
  '\\end{align}',
  '\n',
  '\n\n',
  '.',
  ',',
  '-',
  '`c`',
]

test('a text has the formulas that its page draws', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 }), (pieces) => {
      const markdown = `so ${pieces.join('')} it`
      expect(readIn(markdown), JSON.stringify(markdown)).toEqual(drawnIn(markdown))
    }),
    { numRuns: 2000 },
  )
})
