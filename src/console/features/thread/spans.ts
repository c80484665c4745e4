import type { Span } from './fold.ts'

/** A place in one of several texts that stand one after the other. */
interface Place {
  /** Which of the texts it is in. */
  nth: number
  offset: number
}

/**
 * Where spans of the joined text begin and end in its parts. `starts` tells where each part begins; the
 * spans are in order, so both are walked through once.
 */
export const placesOf = (
  starts: readonly number[],
  spans: readonly Span[],
): { from: Place; to: Place }[] => {
  let nth = 0
  const placeOf = (place: number, isEnd: boolean): Place => {
    const isPast = (start: number) => (isEnd ? start < place : start <= place)
    while (isPast(starts[nth + 1] ?? Infinity)) nth += 1
    return { nth, offset: place - (starts[nth] ?? 0) }
  }
  return spans.map(({ start, end }) => ({ from: placeOf(start, false), to: placeOf(end, true) }))
}
