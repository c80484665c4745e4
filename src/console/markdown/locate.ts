import type { Annotation } from '#contract/message.ts'

export type KnownAnnotation = Exclude<Annotation, { type: 'unknown' }>

/** Where an annotation's text really is, in UTF-16 offsets. */
export interface Located {
  annotation: KnownAnnotation
  start: number
  end: number
}

export const isKnown = (annotation: Annotation): annotation is KnownAnnotation =>
  annotation.type !== 'unknown'

const SURROGATES = /[\ud800-\udbff][\udc00-\udfff]/g

/** Tells the offset in UTF-16 units of a code point. Goes through the text once. */
function pointOffsets(text: string): (index: number) => number {
  const pairs = Array.from(text.matchAll(SURROGATES), ({ index }, count) => index - count)
  return (index) => {
    // How many pairs begin before that code point.
    let [low, high] = [0, pairs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      // The index is inside the array.
      if (pairs[middle]! < index) low = middle + 1
      else high = middle
    }
    return Math.min(index + low, text.length)
  }
}

/** How many characters are searched for one text's annotations at most. */
const SEARCHED = 20_000_000
/** How many occurrences are looked at on each side of where an annotation should be. */
const TRIED = 50

/** Stretches that are taken, in their order; only equal ones overlap. */
class Places {
  readonly #places: Located[] = []

  /** Index of the first place that begins after `start`. */
  #after(start: number): number {
    let [low, high] = [0, this.#places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      // The index is inside the array.
      if (this.#places[middle]!.start <= start) low = middle + 1
      else high = middle
    }
    return low
  }

  isFree(start: number, end: number): boolean {
    const index = this.#after(start)
    const before = this.#places[index - 1]
    if (before?.start === start) return before.end === end
    return (before?.end ?? 0) <= start && end <= (this.#places[index]?.start ?? Infinity)
  }

  add(place: Located): void {
    this.#places.splice(this.#after(place.start), 0, place)
  }

  all(): Located[] {
    return this.#places
  }
}

/**
 * Finds each annotation in the text: by its offsets as UTF-16 units, else as code points, else by
 * searching for its text. What cannot be found without doubt, or overlaps another, is left over.
 */
export function locate(
  text: string,
  annotations: readonly Annotation[],
): { located: Located[]; leftOver: KnownAnnotation[] } {
  const places = new Places()
  const leftOver: KnownAnnotation[] = []
  const toUnits = pointOffsets(text)
  const missing = new Set<string>()
  let searched = 0

  /** The free occurrence of `part` nearest to `offset`, if any. */
  function nearest(part: string, offset: number): number {
    if (missing.has(part) || searched > SEARCHED) return -1
    let found = false
    const search = (step: (from: number) => number, from: number): number => {
      let at = from
      for (let tries = 0; tries < TRIED; tries += 1) {
        const next = step(at)
        searched += next < 0 ? text.length : Math.abs(next - at) + 1
        if (next < 0) return -1
        found = true
        if (places.isFree(next, next + part.length)) return next
        at = next
      }
      return -1
    }
    const after = search((from) => text.indexOf(part, from + 1), offset - 1)
    const before = search((from) => (from > 0 ? text.lastIndexOf(part, from - 1) : -1), offset)
    if (!found) missing.add(part)
    if (after < 0 || before < 0) return Math.max(after, before)
    return after - offset < offset - before ? after : before
  }

  for (const annotation of annotations.filter(isKnown)) {
    const { text: part, start_index: given } = annotation
    const points = toUnits(given)
    const fits = (start: number) =>
      text.startsWith(part, start) && places.isFree(start, start + part.length)
    const start =
      part === ''
        ? -1
        : fits(given)
          ? given
          : fits(points)
            ? points
            : nearest(part, Math.min(given, text.length))
    if (start < 0) leftOver.push(annotation)
    else places.add({ annotation, start, end: start + part.length })
  }
  return { located: places.all(), leftOver }
}
