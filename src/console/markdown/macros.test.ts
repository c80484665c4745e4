import { describe, expect, it } from 'vitest'

import { NO_MACROS, expandMacros, macrosAfter } from './macros.ts'

const shown = (formula: string, ...before: string[]) =>
  expandMacros(
    formula,
    before.reduce((macros, source) => macrosAfter(source, macros), NO_MACROS),
  )

describe('macros of the formulas before', () => {
  it.each([
    ['\\R^n', '\\newcommand{\\R}{\\mathbb{R}}', '\\mathbb{R}^n'],
    ['x \\in \\R', '\\newcommand\\R{\\mathbb R}', 'x \\in \\mathbb R'],
    ['\\norm{x}', '\\def\\norm#1{\\|#1\\|}', '\\|x\\|'],
    ['\\f{a}b', '\\newcommand{\\f}[2]{#1_{#2}+#1}', 'a_{b}+a'],
    ['\\f\\alpha', '\\newcommand{\\f}[1]{\\hat#1}', '\\hat\\alpha'],
    ['\\f{x}', '\\newcommand{\\f}[1]{\\hat#1}', '\\hat x'],
    ['\\Rightarrow \\R', '\\gdef\\R{R}', '\\Rightarrow R'],
    ['\\b', '\\def\\a{A}\\def\\b{\\a\\a}', 'AA'],
    ['\\a', '\\def\\a{1} \\renewcommand{\\a}{2}', '2'],
    ['x', '\\def\\a{1}', 'x'],
    ['\\newcommand{\\R}{Q} \\R', '\\def\\R{R}', '\\newcommand{\\R}{Q} \\R'],
  ])('are put into %s', (formula, before, text) => expect(shown(formula, before)).toBe(text))

  it.each([
    ['\\a', '\\def\\a{\\a\\a}'],
    ['\\a', '\\def\\a{\\b\\b}\\def\\b{\\a\\a}'],
    [`\\a{${'x'.repeat(400)}}`, `\\def\\a#1{${'#1'.repeat(200)}}`],
    [`${'\\a'.repeat(300)}`, '\\def\\a{x}'],
    ['\\a', `\\def\\a{${'x'.repeat(600)}}`],
    ['\\f', '\\newcommand{\\f}[1]{#1}'],
    ['\\f{x', '\\newcommand{\\f}[1]{#1}'],
    ['\\a', '\\def\\a{x'],
    ['\\a', '\\def\\a'],
  ])('that never end, are too long or are not whole leave %s alone', (formula, before) =>
    expect(shown(formula, before)).toBe(formula),
  )

  it('of many definitions some are kept', () => {
    const many = Array.from({ length: 500 }, (_, at) => `\\def\\${'ab'.repeat(at + 1)}{x}`)
    expect(macrosAfter(many.join(''), NO_MACROS).size).toBeLessThan(200)
  })
})
