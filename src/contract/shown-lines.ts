import { fenceAfter } from './code-in-markdown.ts'
import { type Apart, type Stretch, beginsBlock, emphasisIn, joined } from './emphasis.ts'

/** A line as a page shows it, without the marks of Markdown in it. */
export interface ShownLine {
  text: string
  /** The place in the written text of a place in this one. */
  placeOf: (at: number) => number
}

/** What no line without marks has: underscores stand within no word but beside other marks. */
const HAS_MARKS = /[*`~\]】]/
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]/u
const WORD_AT_END = new RegExp(`${WORD.source}$`, 'u')
const WORD_AT_START = new RegExp(`^${WORD.source}`, 'u')
/** What a paragraph is read by beside emphasis: an escape, code, brackets and the marker of a source. */
const MARK = /\\[!-/:-@[-`{-~]|`+|!?\[|\]|【\d{1,9}:\d{1,9}†[^【】]{0,300}】/gu
/** What stands behind the text of a link. */
const ADDRESS =
  /\((?:<[^<>]{0,2000}>|[^\s()]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,8})(?:\s{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'))?\s{0,9}\)/uy
const LINE = /[^\n\u2029]+/g

interface Line {
  start: number
  end: number
}

/**
 * Of each line of a text its beginning, and where its marks join what stands beside them, as in `re**fund**ed`
 * or in writing without spaces, the line as it is shown. Code in fences stands as it is written.
 */
export function* shownLines(
  text: string,
): Generator<{ start: number; shown: ShownLine | undefined }> {
  let fence: string | undefined
  let paragraph: Line[] = []
  for (const { 0: line, index: start } of HAS_MARKS.test(text) ? text.matchAll(LINE) : []) {
    const before = fence
    fence = fenceAfter(before, line)
    const isCode = before !== undefined || fence !== undefined
    const last = paragraph.at(-1)
    if (last && (isCode || !goesOn(text, last, start))) {
      yield* shownIn(text, paragraph)
      paragraph = []
    }
    if (!isCode) paragraph.push({ start, end: start + line.length })
  }
  yield* shownIn(text, paragraph)
}

const goesOn = (text: string, { end }: Line, start: number): boolean =>
  start === end + 1 && text[end] === '\n' && !beginsBlock(text, start)

function* shownIn(
  text: string,
  paragraph: readonly Line[],
): Generator<{ start: number; shown: ShownLine | undefined }> {
  const from = paragraph[0]?.start ?? 0
  const written = text.slice(from, paragraph.at(-1)?.end ?? 0)
  const cuts = HAS_MARKS.test(written) ? joined(cutsOf(written)) : []
  let next = 0
  for (const { start, end } of paragraph) {
    const line = text.slice(start, end)
    const [first, last] = [start - from, end - from]
    while ((cuts[next]?.[1] ?? Infinity) <= first) next += 1
    const own: Stretch[] = []
    for (let cut = cuts[next]; cut && cut[0] < last; cut = cuts[next + own.length])
      own.push([Math.max(0, cut[0] - first), Math.min(cut[1], last) - first])
    yield { start, shown: shownLine(line, start, own) }
  }
}

const shownLine = (
  line: string,
  start: number,
  cuts: readonly Stretch[],
): ShownLine | undefined => {
  if (!joinsWords(line, cuts)) return undefined
  const kept: { at: number; from: number }[] = []
  let text = ''
  let end = 0
  for (let at = 0; at <= cuts.length; at += 1) {
    const [from, to] = cuts[at] ?? [line.length, line.length]
    if (from > end) kept.push({ at: text.length, from: end })
    text += line.slice(end, from)
    end = to
  }
  return { text, placeOf: (at) => start + placeIn(kept, at) }
}

const placeIn = (kept: readonly { at: number; from: number }[], at: number): number => {
  let [low, high] = [0, kept.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((kept[middle]?.at ?? 0) <= at) low = middle
    else high = middle - 1
  }
  const piece = kept[low]
  return piece ? piece.from + at - piece.at : at
}

/** Whether words stand beside each other without the cuts that do not with them. */
const joinsWords = (line: string, cuts: readonly Stretch[]): boolean => {
  let next = line.length
  let hasWordsAfter = false
  for (const [start, end] of cuts.toReversed()) {
    hasWordsAfter ||= WORD.test(line.slice(end, next))
    next = start
    if (!hasWordsAfter) continue
    if (WORD.test(line.slice(start, end))) return true
    const isBeside = WORD_AT_START.test(line.slice(end, end + 2))
    if (isBeside && WORD_AT_END.test(line.slice(Math.max(0, start - 2), start))) return true
  }
  return false
}

const cutsOf = (written: string): Stretch[] => {
  const cuts: Stretch[] = []
  const apart: Apart[] = []
  const brackets: { start: number; mark: string }[] = []
  const lastTicks = lastTicksOf(written)
  let lastLink = -1
  const marks = new RegExp(MARK)
  for (let found = marks.exec(written); found; found = marks.exec(written)) {
    const [mark] = found
    const start = found.index
    const end = start + mark.length
    switch (mark[0]) {
      case '`': {
        const close = (lastTicks.get(mark.length) ?? 0) > start ? nextTicks(written, end, mark) : -1
        if (close < 0) break
        const after = close + mark.length
        cuts.push([start, end], [close, after])
        apart.push({ start, end: after })
        marks.lastIndex = after
        break
      }
      case '!':
      case '[':
        brackets.push({ start, mark })
        break
      case ']': {
        const bracket = brackets.pop()
        ADDRESS.lastIndex = end
        const address = bracket && ADDRESS.exec(written)?.[0]
        if (!bracket || address === undefined) break
        // No link is within another.
        if (bracket.mark === '[' && bracket.start < lastLink) break
        const words = bracket.start + bracket.mark.length
        const after = end + address.length
        marks.lastIndex = after
        if (bracket.mark === '![') {
          // What it says is not drawn where it stands.
          cuts.push([bracket.start, after])
          apart.push({ start: bracket.start, end: after })
          break
        }
        cuts.push([bracket.start, words], [start, after])
        apart.push({ start: bracket.start, end: after, words: [words, start] })
        lastLink = bracket.start
        break
      }
      case '【':
        cuts.push([start, end])
        break
      default:
    }
  }
  apart.sort((one, other) => one.start - other.start)
  return cuts.concat(emphasisIn(written, apart))
}

/** Of each length, where the last backticks of that many stand: none is looked for behind them. */
const lastTicksOf = (line: string): Map<number, number> => {
  const last = new Map<number, number>()
  for (const { 0: ticks, index } of line.matchAll(/`+/g)) last.set(ticks.length, index)
  return last
}

const nextTicks = (line: string, from: number, ticks: string): number => {
  for (const { 0: found, index } of ticksFrom(line, from)) if (found === ticks) return index
  return -1
}

function* ticksFrom(line: string, from: number): Generator<RegExpExecArray> {
  const ticks = /`+/g
  ticks.lastIndex = from
  for (let found = ticks.exec(line); found; found = ticks.exec(line)) yield found
}
