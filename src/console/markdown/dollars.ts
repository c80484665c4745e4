const DIGIT = /\d/
/** What ends a formula that is meant: not the `/`, `:` or quote that stands between two variables. */
const BETWEEN = /[/:\-+.,"({]/
const SIGN = /[-+]/

/** Whether a dollar after `before` may open a formula: a cell, `$A$1`, and an amount, `5$`, do not. */
export const canOpenMath = (before: string): boolean => !/[a-z\d]/i.test(before)

/**
 * Whether a dollar after `last` closes a formula, `earlier` before that and `next` after it: one that
 * begins a variable, `$A/$B`, does not. A charge may end one, `$H^+$`, and so does an escape, `$a\,$`.
 */
export function canCloseMath(earlier: string, last: string, next: string): boolean {
  if (/\s/.test(last) || next === '$' || next === '{' || DIGIT.test(next)) return false
  if (earlier === '=' && last === "'") return false
  if (!BETWEEN.test(last) || earlier === '\\') return true
  return SIGN.test(last) && /[\^_]/.test(earlier)
}

/** What begins the name of a variable where two of it follow a dollar. */
export const isNameLetter = (letter: string): boolean => /[A-Z_]/.test(letter)
