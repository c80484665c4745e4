import { LARGEST_LIMIT } from '#contract/page-limits.ts'

/** Where a list of hits goes on. */
export interface HitPlace {
  doc: number
  /**
   * Of a list of the most relevant, whose order has no place for what is gone: the hits before it on its page, the
   * nearest first.
   */
  before?: number[]
  /** And how many hits there were up to it. */
  at?: number
}

const digitsOf = (doc: number): string => doc.toString(36)

export const hitId = (doc: number): string => `hit_${digitsOf(doc)}`

export const hitCursor = ({ doc, before = [], at }: HitPlace): string =>
  `hit_${[doc, ...before].map(digitsOf).join('.')}${at === undefined ? '' : `@${at}`}`

const CURSOR = new RegExp(
  String.raw`^hit_([0-9a-z]{1,11}(?:\.[0-9a-z]{1,11}){0,${LARGEST_LIMIT - 1}})(?:@(\d{1,9}))?$`,
)

/** Reads the id of a hit, or the cursor of a list. @returns undefined for what is neither */
export const readHitCursor = (cursor: string): HitPlace | undefined => {
  const [, digits = '', at] = CURSOR.exec(cursor) ?? []
  const [doc, ...before] = digits.split('.').map((each) => Number.parseInt(each, 36))
  if (doc === undefined || ![doc, ...before].every(Number.isSafeInteger)) return undefined
  return { doc, before, ...(at !== undefined && { at: Number(at) }) }
}
