import type { Annotation } from '#contract/message.ts'

import type { WebSource } from '../models/told-sources.ts'

/**
 * The pages that a text draws on as its annotations. A page with a number stands wherever the text names that, where
 * no other has a place of its own; one that stands nowhere, or where is in doubt, has an empty place at the beginning.
 */
export const webCitations = (text: string, sources: readonly WebSource[]): Annotation[] => {
  const unitOf = unitsOf(text)
  const own = sources.map(
    ({ url, span }) => span && placeOf(text, url, [span, mapped(span, unitOf)]),
  )
  const taken = new Set(own.map((place) => place?.start))
  const numbers = numbersIn(text)
  const placesOf = ({ number = 0 }: WebSource, at: number): Span[] =>
    own[at] ? [own[at]] : (numbers.get(number) ?? []).filter(({ start }) => !taken.has(start))
  const placed = sources.map((source, at) => ({ source, places: placesOf(source, at) }))
  const standing = new Set(
    placed.flatMap(({ source, places }) => (places.length > 0 ? source.url : [])),
  )
  return placed.flatMap(({ source: { url, title }, places }) => {
    if (places.length === 0 && standing.has(url)) return []
    standing.add(url)
    return (places.length > 0 ? places : [NOWHERE]).map(({ start, end }) => ({
      type: 'url_citation' as const,
      text: text.slice(start, end),
      start_index: start,
      end_index: end,
      url_citation: { url, title },
    }))
  })
}

const NOWHERE: Span = { start: 0, end: 0 }

/** How often one number of a list is looked for. */
const MOST_PLACES = 50

/** Where a text names the numbers of a list, as `[1]`; a link's words are none. */
const numbersIn = (text: string): Map<number, Span[]> => {
  const places = new Map<number, Span[]>()
  for (const { 0: written, 1: number, index: start } of text.matchAll(/\[(\d{1,3})\](?![(:])/g)) {
    const known = places.get(Number(number)) ?? []
    if (known.length < MOST_PLACES) known.push({ start, end: start + written.length })
    places.set(Number(number), known)
  }
  return places
}

type Span = NonNullable<WebSource['span']>

/** Endpoints count UTF-16 units or code points; where that matters, the page's address decides. */
const placeOf = (text: string, url: string, [units, points]: [Span, Span]): Span | undefined => {
  const isSame = units.start === points.start && units.end === points.end
  if (isSame) return units.end <= text.length ? units : undefined
  const named = [units, points].filter(({ start, end }) => {
    const slice = text.slice(start, end)
    return slice.isWellFormed() && slice.includes(url)
  })
  return named.find(({ start, end }) => LINK.test(text.slice(start, end))) ?? named[0]
}

/** A whole link, in brackets or not. */
const LINK = /^\(?\[[^]*\)$/

const mapped = ({ start, end }: Span, map: (index: number) => number): Span => ({
  start: map(start),
  end: map(end),
})

/** Tells where a code point begins, in UTF-16 units. */
const unitsOf = (text: string): ((point: number) => number) => {
  if (!/[\uD800-\uDBFF]/.test(text)) return (point) => point
  const begins: number[] = []
  let unit = 0
  for (const point of text) {
    begins.push(unit)
    unit += point.length
  }
  return (point) => begins[point] ?? unit + point - begins.length
}
