/** As far back as a character may begin that a reader sees as one, in UTF-16 units: a family of emoji has 11. */
const BACK = 64
/** From here on something may belong to the letter before it. */
const FIRST_MARK = 0x300

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Text on one line, with single blanks. A mark of byte order within it is not seen, and parts no words. */
export const oneLine = (text: string): string => text.replaceAll(/[^\S\ufeff]+/g, ' ').trim()

/**
 * The start of a line, so many code points at most. What a reader sees as one character (a flag, a
 * family, a letter with its marks) is kept whole or left out.
 */
export const cutLine = (line: string, characters: number): string => {
  let end = 0
  for (let left = characters; left > 0 && end < line.length; left -= 1)
    end += (line.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  return line.slice(0, characterStart(line, end)).trimEnd()
}

/** That place of a text, or where the character of readers begins in which it is. */
export const characterStart = (line: string, end: number): number => {
  if (end >= line.length || isPlain(line, end)) return end
  const from = flagsStart(line, Math.max(0, end - BACK))
  const found = graphemes.segment(line.slice(from, end + BACK)).containing(end - from)
  return found ? from + found.index : end
}

const isPlain = (line: string, at: number): boolean => line.charCodeAt(at) < FIRST_MARK

/** How many letters of flags are looked back over, to know which two of them are one. */
const MOST_FLAG_LETTERS = 1000
const FLAG_LETTER = /^[\u{1f1e6}-\u{1f1ff}]$/u

/** Where the flags begin that stand before that place; the place itself where there are none. */
const flagsStart = (line: string, from: number): number => {
  let start = /^[\uDC00-\uDFFF]/.test(line.charAt(from)) ? from - 1 : from
  for (let left = MOST_FLAG_LETTERS; left > 0 && start >= 2; left -= 1) {
    if (!FLAG_LETTER.test(line.slice(start - 2, start))) break
    start -= 2
  }
  return Math.max(0, start)
}
