import { isDisplayMath } from '#contract/display-math.ts'

import { isFormula } from './bracket-math.ts'
import { dollarAt } from './dollar-at.ts'
import { environmentBlockEnd } from './environment-syntax.ts'
import { environmentEnd } from './environments.ts'
import { mathBlockAt } from './math-block.ts'
import { CONTAINERS, MAX_MATH } from './math-lines.ts'
import { formulaBarsIn } from './table-bars.ts'

/** A formula that a page draws, and where it stands with its marks. */
export interface WrittenFormula {
  start: number
  end: number
  tex: string
}

/** Where a formula stands with its marks, and what stands between them. */
interface Place {
  start: number
  end: number
  from: number
  to: number
}

/** What may begin a formula, and addresses, in which none begins. */
const MARK = /\\[^]?|\$+|(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[^\s<]*|<[a-z][^<>\s]*>/giu
const DOLLARS = /\$+/g
const CLOSERS: ReadonlyMap<string, ')' | ']'> = new Map([
  ['\\(', ')'],
  ['\\[', ']'],
])
/** Brackets that are escaped, and the escapes beside them. */
const ESCAPE = /\\([^])/g
const BRACKET = /[()[\]]/
/** A line without text, which ends a paragraph. */
const GAP = /\n[ \t>]*(?=\n)/
/** What ends a paragraph where it begins a line; of lists with numbers those that begin with one. */
const NEXT_BLOCK = /\n[ \t>]*(?:[-*+] |0{0,8}1[.)] |#{1,6} |```|~~~|(?:-+|=+)[ \t]*(?=\n))/
/** The marks of a quote before its further lines. */
const QUOTES = /(?<=\n)[ \t]*>[ \t>]*/g

const environmentAt = (start: number, end: number | undefined): Place | undefined =>
  end === undefined ? undefined : { start, end, from: start, to: end }

/** A formula that has lines of its own. */
const blockAt = (text: string, start: number): Place | undefined => {
  if (text.startsWith('\\begin{', start))
    return environmentAt(start, environmentBlockEnd(text, start))
  const block = mathBlockAt(text, start)
  return block && { start, ...block }
}

/** What begins a further line that may be a formula of its own. */
const NEXT_LINE = /\n[ \t>]*(?=\$\$|\\begin\{)/g

/** Whether a paragraph ends within a stretch of a text. */
const endsWithin = (text: string, from: number, to: number): boolean => {
  const content = text.slice(from, to)
  if (!content.includes('\n')) return false
  return (
    GAP.test(content) ||
    NEXT_BLOCK.test(content) ||
    [...content.matchAll(NEXT_LINE)].some(
      ({ 0: { length }, index }) => blockAt(text, from + index + length) !== undefined,
    )
  )
}

/** `\(…\)` or `\[…\]` within a paragraph. */
const bracketAt = (text: string, start: number, closer: ')' | ']'): Place | undefined => {
  const from = start + 2
  const within = text.slice(from, from + MAX_MATH + 2)
  for (const { 1: sign = '', index } of within.matchAll(ESCAPE)) {
    if (!BRACKET.test(sign)) continue
    if (sign !== closer) return undefined
    const content = within.slice(0, index)
    const to = from + index
    const before = text.charAt(start - 1).replace('\n', '')
    const after = text.charAt(to + 2).replace('\n', '')
    const isMeant = !endsWithin(text, from, to) && isFormula({ closer, content, before, after })
    return isMeant ? { start, end: to + 2, from, to } : undefined
  }
  return undefined
}

/** What stands within a paragraph between two dollars or more and the next as many. */
const displayedAt = (text: string, start: number, length: number): Place | undefined => {
  const from = start + length
  DOLLARS.lastIndex = from
  for (let found = DOLLARS.exec(text); found; found = DOLLARS.exec(text)) {
    const { 0: closing, index: to } = found
    if (to - from > MAX_MATH) return undefined
    if (closing.length === 1) continue
    const end = to + closing.length
    const content = text.slice(from, to)
    const isMeant =
      closing.length === length &&
      !GAP.test(content) &&
      isDisplayMath(content.replaceAll(QUOTES, ''), text.charAt(end))
    return isMeant ? { start, end, from, to } : undefined
  }
  return undefined
}

const inLineAt = (text: string, start: number, mark: string): Place | undefined => {
  const closer = CLOSERS.get(mark)
  if (closer !== undefined) return bracketAt(text, start, closer)
  if (mark.startsWith('\\'))
    return text.startsWith('\\begin{', start)
      ? environmentAt(start, environmentEnd(text, start, MAX_MATH))
      : undefined
  if (mark.length > 1) return displayedAt(text, start, mark.length)
  const dollar = dollarAt(text, start)
  if (dollar.is !== 'math') return undefined
  return { start, end: dollar.end, from: start + 1, to: dollar.end - 1 }
}

/** Whether a stretch of a row goes from one cell of a table to the next. */
const isOfCells = (text: string, { from, to }: Place, bars: ReadonlySet<number>): boolean => {
  for (let at = from; at < to; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '|' && !bars.has(at)) return true
  }
  return false
}

/** A line of a text. */
interface Line {
  end: number
  /** Where it begins behind the marks of lists and quotes. */
  opens: number
  isQuoted: boolean
  isRow: boolean
}

const lineFrom = (text: string, start: number): Line => {
  const found = text.indexOf('\n', start)
  const end = found < 0 ? text.length : found
  const [before = ''] = CONTAINERS.exec(text.slice(start, end)) ?? []
  const opens = start + before.length
  return { end, opens, isQuoted: before.includes('>'), isRow: text[opens] === '|' }
}

/**
 * The formulas of a text beside its code, as a page draws them. Nothing is parsed, for whole threads are read so:
 * what a formula is, the rules of the page's grammar say.
 * @param code stands before and behind what stands for code
 */
export const writtenFormulas = (source: string, code: string): WrittenFormula[] => {
  const found: WrittenFormula[] = []
  if (!source.includes('$') && !source.includes('\\')) return found
  // With an end of its last line a dollar is decided there, too.
  const text = `${source.replaceAll(code, '`')}\n`
  let bars: Set<number> | undefined
  let line = lineFrom(text, 0)
  let done = 0
  for (const { 0: mark, index: start } of text.matchAll(MARK)) {
    while (line.end < start) line = lineFrom(text, line.end + 1)
    if (start < done || !(mark.startsWith('$') || mark.startsWith('\\'))) continue
    const block = start === line.opens ? blockAt(text, start) : undefined
    const place = block ?? inLineAt(text, start, mark)
    if (!place) continue
    if (line.isRow && isOfCells(text, place, (bars ??= formulaBarsIn(text)))) continue
    const written = source.slice(place.from, place.to)
    const tex = line.isQuoted ? written.replaceAll(QUOTES, '') : written
    done = Math.min(place.end, source.length)
    found.push({ start, end: done, tex: line.isRow ? tex.replaceAll('\\|', '|') : tex })
  }
  return found
}
