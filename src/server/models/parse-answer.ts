/** No answer of an endpoint nests this deep. */
const MAX_DEPTH = 200
/** The most values in one answer or frame: lists of vectors have the most. */
const MAX_VALUES = 1_000_000

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44

/**
 * What JSON of an endpoint says; undefined where it is none, or nests deeper or holds more values than
 * any answer: 10 MB of brackets hold the parser, and whoever waits behind it, for seconds.
 */
export const parseAnswer = (text: string, maxValues = MAX_VALUES): unknown => {
  if (isTooMuch(text, maxValues)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isTooMuch = (text: string, maxValues: number): boolean => {
  // What is so short cannot, and most frames are.
  if (text.length <= MAX_DEPTH) return false
  let depth = 0
  let values = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) inString = !inString
    else if (inString) {
      if (code === BACKSLASH) at += 1
    } else if (code === 91 || code === 123) {
      depth += 1
      values += 1
      if (depth > MAX_DEPTH) return true
    } else if (code === COMMA) {
      values += 1
      if (values > maxValues) return true
    } else if (code === 93 || code === 125) depth -= 1
  }
  return false
}
