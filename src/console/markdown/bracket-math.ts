import { PROSE, TEX } from '#contract/display-math.ts'

/** What stands between `\(` and `\)`, or `\[` and `\]`, and around them. */
export interface Bracketed {
  closer: ')' | ']'
  content: string
  /** The character before; empty at the beginning of a line. */
  before: string
  /** The character after; empty at the end of a line. */
  after: string
}

/** Patterns of shells and editors group with `\(…\)`: `.*`, `[^…]`, `[a-z]`, `\+`, `\w`; options: `-name`. */
const PATTERN = /\.\*|\[\^|\[[a-z\d]-[a-z\d]|\\[+?wsdWSDB](?![a-z])|(?:^|\s)-[a-z]{2,}/i
/** What a pattern has right before a group and right after it, and a sentence has not. */
const BEFORE_GROUP = /[\w/'`\\^*.|]/
const AFTER_GROUP = /[\\*+?/'`{|]/

/** One letter, as variables are named. */
const VARIABLE = /^[\p{sc=Latin}\p{sc=Greek}]$/u

const countOf = (text: string, part: string) => text.split(part).length - 1

/** The alternation of a pattern, `foo\|bar`; a norm stands between two of them, `\|x\|`. */
const isAlternation = (content: string) =>
  countOf(content, '\\|') % 2 === 1 ||
  !(TEX.test(content.replaceAll('\\|', '')) || /^\s*\\\|/.test(content))

const looksLikePattern = ({ content, before, after }: Bracketed): boolean => {
  if (PATTERN.test(content)) return true
  if (content.includes('\\|') && isAlternation(content)) return true
  const isGrouped = BEFORE_GROUP.test(before) || AFTER_GROUP.test(after)
  return isGrouped && !/\\[a-z]{2,}/i.test(content) && content.trim().length > 1
}

/**
 * Whether escaped brackets hold a formula. They also stand in prose, where they are only escaped
 * (`\[1\]`, `\[text\](address)`), and in patterns (`s/\(foo\|bar\)/x/`).
 */
export function isFormula(given: Bracketed): boolean {
  const { closer, content, before, after } = given
  const inner = content.trim()
  if (inner === '' || looksLikePattern(given)) return false
  const hasTex = TEX.test(inner)
  if (closer === ')') return hasTex || !PROSE.test(inner)
  if (after === '(' || after === ':') return false
  if (hasTex) return true
  const isApart = /^\s/.test(content) && /\s$/.test(content) && !/^[xX]$/.test(inner)
  const isNamed = VARIABLE.test(inner) || (/\p{L}/u.test(inner) && /[^\p{L}]/u.test(inner))
  const isAlone = before === '' && after === '' && isNamed
  return (isApart || isAlone) && !PROSE.test(inner)
}
