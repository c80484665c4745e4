/** As far back as a character may begin that a reader sees as one, in UTF-16 units: a family of emoji has 11. */
const BACK = 64
/** From here on something may belong to the letter before it. */
const FIRST_MARK = 0x300

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Text on one line, with single blanks. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/**
 * The start of a line, so many code points at most. What a reader sees as one character (a flag, a
 * family, a letter with its marks) is kept whole or left out.
 */
export const cutLine = (line: string, characters: number): string => {
  let end = 0
  for (let left = characters; left > 0 && end < line.length; left -= 1)
    end += (line.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  return line.slice(0, wholeEnd(line, end)).trimEnd()
}

const wholeEnd = (line: string, end: number): number => {
  if (end >= line.length || isPlain(line, end)) return end
  const from = Math.max(0, end - BACK)
  const found = graphemes.segment(line.slice(from, end + BACK)).containing(end - from)
  return found ? from + found.index : end
}

const isPlain = (line: string, at: number): boolean => line.charCodeAt(at) < FIRST_MARK
