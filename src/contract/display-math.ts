/** A command of TeX, or one of the signs that prose has no use for. */
export const TEX = /\\[a-z]{2,}|[\\^_=+<>]/i
/** Two words beside each other, outside of commands and braces. */
export const PROSE = /(?:^|\s)[\p{L}]{2,}[,.;:]?\s+[\p{L}]{2,}/u

/** Whether what stands between two marks of formulas is words, and no sign of a formula among them. */
export const isProse = (content: string): boolean => !TEX.test(content) && PROSE.test(content)

const COMMAND = /\\[a-z]{2,}/i
/** What every formula has: a variable, a number, a command, or a sign such as `∞`. */
const SUBSTANCE = /[\p{sc=Latin}\p{sc=Greek}\p{N}\\]|[^\p{ASCII}\p{L}\p{P}\s]/u
/** A mark of a price, `($$) and ($$)`: what is behind it and before it belongs to the sentence. */
const BEHIND_PRICE = /^(?:[)\],;:!?/’”"*]|\.(?!\d))/
const BEFORE_PRICE = /(?<!\\)[([“‘„"]$/
/** The legend of a price, `$$ = moderate`, and the end of a statement of a program. */
const LEGEND = /^=\s*\p{L}{2}/u
const STATEMENT = /;$/
const WORD = /\p{L}{2}/u
const LETTER = /[\p{sc=Latin}\p{sc=Greek}]/u
const ARITHMETIC = /\d\s+[-−*/×÷·]\s+\d/
/** Two names of a shell beside each other: `$$HOME:$$PATH`. */
const BETWEEN_NAMES = /[/:\-.,]$/

/** Whether a formula that has blanks inside its marks is one for certain. */
const hasSign = (content: string): boolean => {
  if (COMMAND.test(content)) return true
  if (PROSE.test(content) || LEGEND.test(content) || STATEMENT.test(content)) return false
  if (TEX.test(content) || ARITHMETIC.test(content)) return true
  return LETTER.test(content) && !WORD.test(content)
}

/**
 * Whether `content` between two `$$` of a paragraph is a formula, with `next` behind them. They also stand
 * for prices (`$$ – $$$`), the process of a shell and the quotes of PostgreSQL: within a line a formula
 * has no blanks just inside of them, or a sign of mathematics.
 */
export function isDisplayMath(content: string, next: string): boolean {
  const inner = content.trim()
  if (!SUBSTANCE.test(inner) || content.includes('$$')) return false
  // Code, which begins before they end. TeX quotes with the same sign.
  if (content.includes('`') && !content.includes('\\')) return false
  if (isProse(inner)) return false
  // The end has a line of its own.
  if (/\n[ \t]*$/.test(content)) return true
  if (BEHIND_PRICE.test(inner) || BEFORE_PRICE.test(inner)) return false
  if (inner !== content) return hasSign(inner)
  return TEX.test(inner) || !BETWEEN_NAMES.test(inner) || !/[\w{]/.test(next)
}
