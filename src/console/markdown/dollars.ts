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

/** Words of a sentence behind an amount: `20 bill, a 5`. */
const SENTENCE = /\p{L}{2,}[,.;:)]?\s+[\p{L}\d(]/u
/** The end of a sentence, `2,000. 5`, and words of scripts without blanks before a number, `20到5`. */
const SENTENCES =
  /[\p{L}\d)*][.?]\s+\S|[，。；：！？]|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]\s*\d/u
/** A dash or tilde between two amounts: `$1,000–$2,000`. */
const RANGE = /[-‐-―−~～〜]/
/** One amount and a further one behind it: `2,000 or 5`, `20**, 5`. */
const AMOUNTS =
  /^\d[\d.,]*\s*(?:[kKmMbB]|bn|%)?[)\]*]*(?:[.,;:!?]?\s|[，。；：、！？]).*?(?:(?<=[\s(])\d[\d.,]*)$/

/**
 * Whether what stands between two dollars, the first of them after `before`, is the rest of an amount
 * and not a formula: `$20 bill, a 5$`, `–$2,000 or 5$`.
 */
export const isAmount = (before: string, content: string): boolean =>
  /^\d/.test(content) &&
  !/[\\^_=]/.test(content) &&
  (SENTENCE.test(content) ||
    SENTENCES.test(content) ||
    (RANGE.test(before) && AMOUNTS.test(content)) ||
    content.split('(').length !== content.split(')').length)

/** An amount, and the letters that name another dollar: `1 = R`, `1,000; US`. */
const BEFORE_CURRENCY = /^\d[^\\^_]*[\s(=≈:;,/]\p{Lu}{1,3}$/u

/**
 * Whether the dollar behind `content` belongs to the letters before it where a blank and a number come
 * after it: `$1 = R$ 5,40`.
 */
export const endsInCurrency = (content: string): boolean => BEFORE_CURRENCY.test(content)

/**
 * Whether a backtick behind `content` begins code, and the dollar before that no formula. One that has
 * commands may quote with it, and GitHub's notation begins with one.
 */
export const isBeforeCode = (content: string): boolean => /^[^`\\]+$/.test(content)

/** What begins the name of a variable where two of it follow a dollar. */
export const isNameLetter = (letter: string): boolean => /[A-Z_]/.test(letter)

/** What a formula holds in GitHub's notation, whose dollars hold backticks: $`x`$. */
export const withoutTicks = (tex: string): string => tex.replace(/^`([^`]*)`$/, '$1')
