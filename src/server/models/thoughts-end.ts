/** With which models end their thoughts whose beginning stands in the prompt. */
export const END_MARK = '</think>'

/** A line that begins or ends a block of code, the end of any other line, a run of backticks, or a mark. */
const TOKEN = /^ {0,3}(?<fence>`{3,}(?=[^`\n]*$)|~{3,})(?<info>[^\n]*)$|\n|`+|<\/?think>/gm
/** What stands before a mark that is no word of a text: nothing in its line, or the end of a sentence. */
const BEFORE = /(?:^|\n)[ \t]*$|[.!?…。！？]$/
/** What stands behind one: nothing in its line, or the answer at once. A blank goes on with a sentence. */
const BEHIND = /^[ \t\r]*(?:\n|$)|^[^\s.,;:!?)\]'"`]/
/** So much around a mark is looked at, in UTF-16 units. */
const AROUND = 64

/**
 * Where a text goes on behind thoughts that end without having begun; undefined where it has none. A mark
 * in code is text, and so is one with its beginning.
 * @param isKnown whether the text is known to begin with thoughts: any mark ends them then
 */
export const thoughtsEnd = (text: string, isKnown = false): number | undefined => {
  if (!text.includes(END_MARK)) return undefined
  let fence: string | undefined
  let code: string | undefined
  let open = 0
  for (const { 0: token, index, groups } of text.matchAll(TOKEN)) {
    const found = groups?.['fence']
    if (found !== undefined) {
      const isEnd = fence !== undefined && found.startsWith(fence) && !groups?.['info']?.trim()
      fence = isEnd ? undefined : (fence ?? found)
    } else if (token === '\n') code = undefined
    else if (token.startsWith('`')) code = code === token ? undefined : (code ?? token)
    else if (fence !== undefined || code !== undefined) continue
    else if (token !== END_MARK) open += 1
    else if (open > 0) open -= 1
    else if (isKnown || isAlone(text, index)) return index + END_MARK.length
  }
  return undefined
}

const isAlone = (text: string, at: number): boolean => {
  const before = text.slice(Math.max(0, at - AROUND), at)
  const behind = text.slice(at + END_MARK.length, at + END_MARK.length + AROUND)
  return BEFORE.test(before) && BEHIND.test(behind)
}

/** A text without the thoughts before a lone mark. */
export const afterThoughts = (text: string): string => {
  const end = thoughtsEnd(text)
  return end === undefined ? text : text.slice(end).trimStart()
}
