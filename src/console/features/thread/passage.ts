import type { Passage } from '#contract/review.ts'

/** How much of the text before and behind a passage is kept: `contract/review.ts`. */
const AROUND = 40
/** The longest passage. */
export const MAX_QUOTE = 2000

/** Where a passage stands in a text. */
export interface Place {
  start: number
  end: number
}

/** Whether a place is between the two halves of one character. */
const isInCharacter = (text: string, at: number): boolean =>
  /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at))

const outward = (text: string, at: number, by: 1 | -1): number =>
  isInCharacter(text, at) ? at + by : at

/** A part of a text as it is kept, without blanks at its ends; undefined where there is nothing in it. */
export const passageOf = (text: string, place: Place): Passage | undefined => {
  const rough = text.slice(place.start, place.end)
  const quote = rough.trim()
  if (quote === '') return undefined
  const start = outward(text, place.start + rough.indexOf(quote), -1)
  const end = outward(text, start + quote.length, 1)
  return {
    quote: text.slice(start, end),
    prefix: text.slice(outward(text, Math.max(0, start - AROUND), 1), start),
    suffix: text.slice(end, outward(text, Math.min(text.length, end + AROUND), -1)),
    start,
    end,
  }
}

const placesOf = (text: string, quote: string): number[] => {
  const places: number[] = []
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) places.push(at)
  return places
}

/**
 * Where a passage stands in a text that may have changed since: at its place where its quote is there, else where
 * the quote has the same text around it, else at the nearest place of the quote.
 */
export const placeOf = (
  text: string,
  { quote, prefix, suffix, start }: Passage,
): Place | undefined => {
  if (quote === '') return undefined
  const at = (from: number): Place => ({ start: from, end: from + quote.length })
  if (text.startsWith(quote, start)) return at(start)
  const places = placesOf(text, quote)
  const isAsBefore = (from: number) =>
    text.slice(0, from).endsWith(prefix) && text.startsWith(suffix, from + quote.length)
  const same = places.filter(isAsBefore)
  const [nearest] = (same.length > 0 ? same : places).toSorted(
    (one, other) => Math.abs(one - start) - Math.abs(other - start),
  )
  return nearest === undefined ? undefined : at(nearest)
}
