import { expect, test } from 'vitest'

import { mayHoldFormula } from './load-temml.ts'

test.each([
  'a $x$ b',
  '$$\nx\n$$',
  'a \\(x\\) b',
  '\\[x\\]',
  '\\begin{align}a\\end{align}',
  '```math\nx\n```',
  '- ~~~ math\n  x\n  ~~~',
])('%j may hold a formula', (text) => {
  expect(mayHoldFormula(text)).toBe(true)
})

test.each(['It costs $5.', 'C:\\beginners', 'A plain line.'])('%j holds none', (text) => {
  expect(mayHoldFormula(text)).toBe(false)
})
