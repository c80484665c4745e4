import { expect, test } from 'vitest'

import { whenDrawn } from './formula-size.ts'

test.each([
  ['e^{i\\pi} + 1 = 0', 'soon'],
  [`\\begin{matrix}${'a & b & c \\\\'.repeat(60)}\\end{matrix}`, 'soon'],
  [`\\text{${'some words that explain it '.repeat(30)}}`, 'soon'],
  [`\\begin{matrix}${'a&'.repeat(1950)}\\end{matrix}`, 'asked'],
  ['x^2'.repeat(1300), 'asked'],
  [`${'{'.repeat(61)}x${'}'.repeat(61)}`, 'never'],
  ['a'.repeat(5001), 'never'],
])('%# %.30s… is drawn: %s', (source, when) => expect(whenDrawn(source)).toBe(when))

test.each(['\\eqref{main}', 'see \\ref{a}'])(
  '%s refers elsewhere and stays its source',
  (source) => {
    expect(whenDrawn(source)).toBe('never')
  },
)
