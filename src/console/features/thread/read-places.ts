import { type FormulaText, type ReadText, type Span, fold } from './fold.ts'
import { type Level, type Wanted, placesIn } from './wanted.ts'

/**
 * Where a text has what is wanted. A formula counts once for what is found in it as it is written, and not
 * for what is found as it is drawn.
 */
export const readPlacesIn = (
  read: ReadText,
  wanted: Wanted,
  level: Level,
  most = Infinity,
): { spans: Span[]; isExact: boolean } => {
  const { spans, isExact } = placesIn(read, wanted, level, most)
  const { formulas } = read
  const first = formulas?.[0]
  if (!formulas || !first) return { spans, isExact }
  const kept = spans.filter(({ start }) => start < first.start)
  let nth = 0
  let counted: FormulaText | undefined
  for (const span of spans.slice(kept.length)) {
    while ((formulas[nth]?.end ?? Infinity) <= span.start) nth += 1
    const formula = formulas[nth]
    if (!formula || formula === counted) continue
    const words = fold(read.original.slice(span.start, span.end)).text
    if (isDrawn(formula, words, wanted, isExact ? undefined : level)) continue
    counted = formula
    kept.push(span)
  }
  return { spans: kept, isExact }
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
