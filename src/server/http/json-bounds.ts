import { type JsonScan, MAX_DEPTH } from '../json-scan.ts'

/** The most values that one list or object of a body may hold, and the whole body. */
export const MAX_ITEMS = 10_000
export const MAX_VALUES = 100_000

/** What a body has too much of. */
export type Excess = 'depth' | 'items' | 'values'

/** What there is more of than is taken, so that a body is refused before anything is made of it. */
export const excessIn = ({ deepest, longest, values }: JsonScan): Excess | undefined => {
  if (deepest > MAX_DEPTH) return 'depth'
  // A list has one item more than commas.
  if (longest >= MAX_ITEMS) return 'items'
  return values > MAX_VALUES ? 'values' : undefined
}
