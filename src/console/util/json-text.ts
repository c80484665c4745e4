const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g

const tokensOf = function* (json: string): Generator<string> {
  for (const [token] of json.matchAll(TOKEN)) yield token
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** `\u00e9` is shown as the letter it is. A string token is valid JSON. */
const readable = (token: string): string =>
  token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token

/**
 * JSON with a line for each value; undefined for what is none. Numbers stand with the digits, and
 * fields in the order, that were written: `JSON.parse` would change both.
 */
export function indentJson(json: string): string | undefined {
  if (!isJson(json)) return undefined
  let text = ''
  let depth = 0
  let before = ''
  const line = () => `\n${'  '.repeat(depth)}`
  for (const token of tokensOf(json)) {
    const closes = token === '}' || token === ']'
    if (closes) depth -= 1
    const isFirst = before === '{' || before === '['
    if (before === ',' || (closes ? !isFirst && before !== '' : isFirst)) text += line()
    else if (before === ':') text += ' '
    text += readable(token)
    if (token === '{' || token === '[') depth += 1
    before = token
  }
  return text
}

/** The values of an object's or a list's own plain fields, as they were written; of a plain value itself. */
export function* plainValues(json: string): Generator<string> {
  let depth = 0
  let value: string | undefined
  // A token is known to be a value and no name once the next one is no colon.
  for (const token of tokensOf(json)) {
    if (token !== ':' && value !== undefined) yield value
    value = undefined
    if (token === '{' || token === '[') depth += 1
    else if (token === '}' || token === ']') depth -= 1
    else if (depth <= 1 && !/^(?:[:,]|null)$/.test(token)) {
      value = token.startsWith('"') ? String(JSON.parse(token)) : token
    }
  }
  if (value !== undefined) yield value
}

/** JSON as it is read: a text's own numbers and order, and those of a value. What is none stands as it is. */
export const readableJson = (value: unknown): string => {
  const text = indented(value)
  if (text === undefined || text.length > 2 * ONE_LINE) return text ?? written(value)
  const line = onOneLine(text)
  return line.length <= ONE_LINE ? line : text
}

/** The same on one line, however long. */
export const jsonLine = (value: unknown): string => {
  const text = indented(value)
  return text === undefined ? written(value) : onOneLine(text)
}

/** What is short stands on one line. */
const ONE_LINE = 56

const written = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))

const indented = (value: unknown): string | undefined => indentJson(written(value))

/** A line break inside a string is written with a backslash. */
const onOneLine = (text: string): string => text.replaceAll(/\n\s*/g, ' ')
