import { type FormulaText, type ReadText, type Span, type UnmarkedText, fold } from './fold.ts'
import { type Level, type Wanted, placesIn } from './wanted.ts'

/** Where a text has what is wanted. */
export interface ReadPlaces {
  spans: Span[]
  /** Stretches of what is drawn that have it without the marks within them, and of which none is in `spans`. */
  acrossMarks: Span[]
  isExact: boolean
}

/**
 * Where a text has what is wanted. A formula counts once for what is found in it as it is written, and not
 * for what is found as it is drawn.
 */
export const readPlacesIn = (
  read: ReadText,
  wanted: Wanted,
  level: Level,
  most = Infinity,
): ReadPlaces => {
  const { unmarked } = read
  const from = unmarked?.[0]?.start ?? Infinity
  // What stands in a line is found in it as it is drawn and without its marks.
  const { spans, isExact } = placesIn(read, wanted, level, unmarked ? 2 * most : most)
  const count = spans.findIndex(({ start }) => start >= from)
  const written = (count < 0 ? spans : spans.slice(0, count)).slice(0, most)
  const kept = withoutDrawnFormulas(read, written, wanted, isExact ? undefined : level)
  const acrossMarks =
    unmarked && count >= 0 ? stretchesOf(spans.slice(count), unmarked, written).slice(0, most) : []
  return { spans: kept, acrossMarks, isExact }
}

/** Where what was found in lines without marks is drawn, where none of what was found as it is drawn stands. */
const stretchesOf = (
  spans: readonly Span[],
  unmarked: readonly UnmarkedText[],
  written: readonly Span[],
): Span[] => {
  let [nth, next] = [0, 0]
  return spans.flatMap((span) => {
    while ((unmarked[nth]?.end ?? Infinity) <= span.start) nth += 1
    const line = unmarked[nth]
    if (!line) return []
    const start = line.placeOf(Math.max(0, span.start - line.start))
    const end = line.placeOf(Math.min(span.end, line.end) - 1 - line.start) + 1
    while ((written[next]?.end ?? Infinity) <= start) next += 1
    return (written[next]?.start ?? Infinity) < end ? [] : { start, end }
  })
}

const withoutDrawnFormulas = (
  { formulas, original }: ReadText,
  spans: Span[],
  wanted: Wanted,
  level: Level | undefined,
): Span[] => {
  const first = formulas?.[0]
  if (!formulas || !first) return spans
  const kept = spans.filter(({ start }) => start < first.start)
  let nth = 0
  let counted: FormulaText | undefined
  for (const span of spans.slice(kept.length)) {
    while ((formulas[nth]?.end ?? Infinity) <= span.start) nth += 1
    const formula = formulas[nth]
    if (!formula || formula === counted) continue
    const words = fold(original.slice(span.start, span.end)).text
    if (isDrawn(formula, words, wanted, level)) continue
    counted = formula
    kept.push(span)
  }
  return kept
}

/** Whether words that stand in the source of a formula are found as it is drawn, too. */
const isDrawn = (
  { drawn }: FormulaText,
  words: string,
  { terms }: Wanted,
  level: Level | undefined,
): boolean =>
  drawn.text.includes(words) &&
  (level === undefined ||
    placesIn(drawn, { exact: '', groups: [], terms }, level, 1).spans.length > 0)
