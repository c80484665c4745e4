import { parseExact } from '#contract/exact-json.ts'

/** A whole number that may be beyond 2^53. */
const LONG_NUMBER = /(?<![.\d])\d{16}/

/**
 * JSON with a line for each value, so that it can be cut between them. Of other text the escapes are read
 * and all else stands as it is: lines of JSON, comments or NaN in it, half a file, or nested beyond the stack.
 */
export const jsonText = (text: string): string => {
  try {
    // Whole numbers are looked for; keeping the digits of each fraction takes five times as long.
    const value: unknown = LONG_NUMBER.test(text) ? parseExact(text) : JSON.parse(text)
    return JSON.stringify(value, null, 1) ?? text
  } catch {
    return withoutEscapes(text)
  }
}

/** Whether text under another name is JSON, or begins with a line of it. */
export const isJson = (text: string): boolean => {
  const begun = text.trimStart()
  if (!/^[[{]/.test(begun)) return false
  const end = begun.indexOf('\n')
  return isValue(end < 0 ? begun : begun.slice(0, end)) || isValue(text)
}

const isValue = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Escapes of characters that follow one another, or a backslash with whatever else follows it. */
const ESCAPES = /((?:\\u[\da-f]{4})+)|\\[\s\S]/gi

/** Whatever stands for itself in JSON; the other characters keep an escape. */
const withoutEscapes = (text: string): string =>
  text.replace(ESCAPES, (own, units: string | undefined) => {
    if (units !== undefined) return JSON.stringify(JSON.parse(`"${units}"`)).slice(1, -1)
    return own === '\\/' ? '/' : own
  })
