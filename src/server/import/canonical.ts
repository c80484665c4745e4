import { createHash } from 'node:crypto'

import { ID_ALPHABET, ID_LENGTH, ID_PREFIX, type IdKind } from '#contract/id.ts'

/** Deeper JSON than this is not a thread, and would overflow the stack of whatever reads it next. */
const MAX_DEPTH = 100

export class TooDeep extends Error {
  override name = 'TooDeep'
}

/**
 * JSON text that is the same for equal values, whatever the order of their keys.
 * @throws {TooDeep}
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw new TooDeep(`nested deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`
  }
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    return `{${pairs.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item, depth + 1)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** What tells whether a thread was imported before: the SHA-256 of its canonical JSON, in hex. */
export const contentHash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex')

/** An id that follows from what it is for, so that a thread imported anew keeps its links. */
export function derivedId(kind: IdKind, ...of: (string | number)[]): string {
  const digest = createHash('sha256')
    .update([kind, ...of].join('\0'))
    .digest()
  let id: string = ID_PREFIX[kind]
  for (const byte of digest.subarray(0, ID_LENGTH)) {
    id += ID_ALPHABET.charAt(byte % ID_ALPHABET.length)
  }
  return id
}
