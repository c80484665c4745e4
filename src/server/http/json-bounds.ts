import { type JsonScan, MAX_DEPTH } from '../json-scan.ts'

/** The most values that one list or object of a body may hold, and the whole body. */
export const MAX_ITEMS = 10_000
export const MAX_VALUES = 100_000

/** The longest key, in UTF-16 units as it is written. No schema takes one near it, and refusing it takes long. */
export const MAX_KEY = 64 * 1024

/** What a body has too much of. */
export type Excess = 'depth' | 'items' | 'key' | 'values'

/** What there is more of than is taken, so that a body is refused before anything is made of it. */
export const excessIn = ({
  deepest,
  longest,
  longestKey,
  values,
}: JsonScan): Excess | undefined => {
  if (deepest > MAX_DEPTH) return 'depth'
  // A list has one item more than commas.
  if (longest >= MAX_ITEMS) return 'items'
  if (longestKey > MAX_KEY) return 'key'
  return values > MAX_VALUES ? 'values' : undefined
}
