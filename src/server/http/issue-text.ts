import { clip } from '../refusals/api-error.ts'

/** The words in which the hosted service's validator speaks; clients match on them. */

/** What a JSON value is called. */
export const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (value === Infinity || value === -Infinity) return 'a number out of range'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal'
  if (typeof value === 'object') return 'an object'
  return `a ${typeof value}`
}

const EXPECTED: Record<string, string> = {
  string: 'a string',
  int: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  array: 'an array',
}

/** What a schema's expectation is called. */
export const expectedKind = (expected: string): string => EXPECTED[expected] ?? 'an object'

/** `['messages', 0, 'role']` as `messages[0].role`. */
export const pathText = (path: readonly PropertyKey[]): string => {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return clip(text)
}

/** `'a' and 'b'`, `'a', 'b', and 'c'`. */
export const quotedList = (values: readonly unknown[]): string => {
  const quoted = values.map((value) => `'${String(value)}'`)
  const last = quoted.pop() ?? ''
  if (quoted.length === 0) return last
  return `${quoted.join(', ')}${quoted.length > 1 ? ',' : ''} and ${last}`
}
