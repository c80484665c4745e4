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

/** Offset in UTF-16 units of the code point at `index`. */
function unitsOf(text: string, index: number): number {
  let units = 0
  for (let points = 0; points < index && units < text.length; points += 1) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
  }
  return units
}

/** The occurrence of `part` that begins nearest to `offset`, if any is free. */
function nearest(text: string, part: string, offset: number, isFree: (start: number) => boolean) {
  let best = -1
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!isFree(at)) continue
    if (best < 0 || Math.abs(at - offset) < Math.abs(best - offset)) best = at
    if (at > offset) break
  }
  return best
}

/**
 * Finds each annotation in the text: by its offsets as UTF-16 units, else as code points, else by
 * searching for its text. What cannot be found without doubt, or overlaps another, is left over.
 */
export function locate(
  text: string,
  annotations: readonly Annotation[],
): { located: Located[]; leftOver: KnownAnnotation[] } {
  const located: Located[] = []
  const leftOver: KnownAnnotation[] = []
  for (const annotation of annotations.filter(isKnown)) {
    const { text: part, start_index: given } = annotation
    const isFree = (start: number) =>
      located.every((other) => {
        const end = start + part.length
        return (
          end <= other.start || start >= other.end || (start === other.start && end === other.end)
        )
      })
    const points = unitsOf(text, Math.min(given, text.length))
    const start =
      part === ''
        ? -1
        : text.startsWith(part, given) && isFree(given)
          ? given
          : text.startsWith(part, points) && isFree(points)
            ? points
            : nearest(text, part, given, isFree)
    if (start < 0) leftOver.push(annotation)
    else located.push({ annotation, start, end: start + part.length })
  }
  located.sort((a, b) => a.start - b.start)
  return { located, leftOver }
}
