/** A formula of its own that is longer is text; it also bounds how far its end is looked for. */
export const MAX_BLOCK = 4_000
/** Math within a line that is longer is taken for text; it also bounds the look-ahead for a closing mark. */
export const MAX_MATH = 2_000

/** A line with nothing but the marks of quotes. */
export const BLANK = /^[\s>]*$/
/** What may stand before a block on its line: quotes and list items. */
export const CONTAINERS = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*/
const LIST_ITEM = /[-*+\d]/

/** Where the line ends in which `at` stands, as far as it is looked at. */
export const lineEnd = (source: string, at: number) => {
  const end = source.slice(at, at + MAX_BLOCK).search(/[\r\n]/)
  return end < 0 ? Math.min(source.length, at + MAX_BLOCK) : at + end
}

/** Whether a line is within the quotes and the list item that `before` opens. */
export const isWithin = (before: string, line: string) => {
  const quotes = before.split('>').length - 1
  if (/^[ \t>]*/.exec(line)?.[0].split('>').length !== quotes + 1 && quotes > 0) return false
  return !LIST_ITEM.test(before) || BLANK.test(line.slice(0, before.length))
}

/** Two dollars, and what hides them: escapes and code. More or less dollars are another mark. */
const MARK = /\\[^]|(`+)(?!`)[^`\n](?:[^\n]*?[^`])?\1(?!`)|\$+/g

/** Where `$$` stand in a line. */
export const dollarsIn = (line: string): number[] =>
  [...line.matchAll(MARK)].flatMap(({ 0: mark, index }) => (mark === '$$' ? [index] : []))
