/**
 * The length of a text in characters as limits count them: code points, not UTF-16 units.
 * Compared unit by unit: an iterator makes a text of each, which takes ten times as long.
 */
export const charactersIn = (text: string): number => {
  let count = text.length
  for (let at = 1; at < text.length; at += 1) {
    if (!isLow(text.charCodeAt(at)) || !isHigh(text.charCodeAt(at - 1))) continue
    count -= 1
    at += 1
  }
  return count
}

/** The beginning of a text, at most so many characters of it: none is cut in two. */
export const firstCharacters = (text: string, most: number): string => {
  // A text has at most as many characters as units.
  if (text.length <= most) return text
  let end = 0
  for (let count = 0; count < most && end < text.length; count += 1) {
    end += isHigh(text.charCodeAt(end)) && isLow(text.charCodeAt(end + 1)) ? 2 : 1
  }
  return text.slice(0, end)
}

const isHigh = (unit: number) => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000
