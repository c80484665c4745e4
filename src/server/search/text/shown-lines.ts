import { fenceAfter } from '#contract/code-in-markdown.ts'

/** A line as a page shows it, without the marks of Markdown in it. */
export interface ShownLine {
  text: string
  /** The place in the written text of a place in this one. */
  placeOf: (at: number) => number
}

/** What is left out of a line: `[start, end)`. */
type Cut = [start: number, end: number]

/** What no line without marks has. */
const HAS_MARKS = /[*`~\]】]/
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]/u
const WORD_AT_END = new RegExp(`${WORD.source}$`, 'u')
const WORD_AT_START = new RegExp(`^${WORD.source}`, 'u')
/** What a line is read by: an escape, marks, brackets and the marker of a source. */
const MARK = /\\[!-/:-@[-`{-~]|`+|\*+|~+|!?\[|\]|【\d{1,9}:\d{1,9}†[^【】]{0,300}】/gu
/** What stands behind the text of a link. */
const ADDRESS =
  /\((?:<[^<>]{0,2000}>|[^\s()]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,8})(?:\s{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'))?\s{0,9}\)/uy
const LINE = /[^\n\u2029]+/g

/**
 * Of each line of a text its beginning, and where its marks join what stands beside them, as in `re**fund**ed`
 * or in writing without spaces, the line as it is shown. Code in fences stands as it is written.
 */
export function* shownLines(
  text: string,
): Generator<{ start: number; shown: ShownLine | undefined }> {
  let fence: string | undefined
  for (const { 0: line, index: start } of HAS_MARKS.test(text) ? text.matchAll(LINE) : []) {
    const before = fence
    fence = fenceAfter(before, line)
    if (before === undefined && fence === undefined)
      yield { start, shown: HAS_MARKS.test(line) ? shownLine(line, start) : undefined }
  }
}

const shownLine = (line: string, start: number): ShownLine | undefined => {
  const cuts = joined(cutsOf(line))
  if (!joinsWords(line, cuts)) return undefined
  const kept: { at: number; from: number }[] = []
  let text = ''
  let end = 0
  for (const [from, to] of [...cuts, [line.length, line.length]] as const) {
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

/** Cuts that touch are one. */
const joined = (cuts: Cut[]): Cut[] => {
  const all: Cut[] = []
  for (const [start, end] of cuts.toSorted((a, b) => a[0] - b[0])) {
    const last = all.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else all.push([start, end])
  }
  return all
}

/** Whether words stand beside each other without the cuts that do not with them. */
const joinsWords = (line: string, cuts: readonly Cut[]): boolean => {
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

interface Mark {
  start: number
  mark: string
}

const cutsOf = (line: string): Cut[] => {
  const cuts: Cut[] = []
  const open = new Map<string, Mark>()
  const brackets: Mark[] = []
  const lastTicks = lastTicksOf(line)
  const marks = new RegExp(MARK)
  for (let found = marks.exec(line); found; found = marks.exec(line)) {
    const [mark] = found
    const start = found.index
    const end = start + mark.length
    switch (mark[0]) {
      case '`': {
        const close = (lastTicks.get(mark.length) ?? 0) > start ? nextTicks(line, end, mark) : -1
        if (close < 0) break
        cuts.push([start, end], [close, close + mark.length])
        marks.lastIndex = close + mark.length
        break
      }
      case '*':
      case '~': {
        if (!isEmphasis(line, start, mark)) break
        const opening = open.get(mark)
        if (opening && isLetter(line[start - 1])) {
          cuts.push([opening.start, opening.start + mark.length], [start, end])
          open.delete(mark)
        } else if (isLetter(line[end])) {
          if (opening) leftOver(line, opening, cuts)
          open.set(mark, { start, mark })
        } else leftOver(line, { start, mark }, cuts)
        break
      }
      case '!':
      case '[':
        brackets.push({ start, mark })
        break
      case ']': {
        const bracket = brackets.pop()
        ADDRESS.lastIndex = end
        const address = bracket && ADDRESS.exec(line)?.[0]
        if (!bracket || address === undefined) break
        cuts.push([bracket.start, bracket.start + bracket.mark.length])
        cuts.push([start, end + address.length])
        marks.lastIndex = end + address.length
        break
      }
      case '【':
        cuts.push([start, end])
        break
      default:
    }
  }
  for (const mark of open.values()) leftOver(line, mark, cuts)
  return cuts
}

const isLetter = (character: string | undefined): boolean =>
  character !== undefined && !/\s/.test(character)

/** A star between numbers multiplies them. */
const isEmphasis = (line: string, start: number, mark: string): boolean => {
  if (mark.startsWith('~')) return mark.length === 2
  if (mark.length > 3) return false
  return mark.length > 1 || !(/\d/.test(line[start - 1] ?? '') && /\d/.test(line[start + 1] ?? ''))
}

/** Beside writing that is not ASCII, marks that have no second one in the line are none of its words. */
const leftOver = (line: string, { start, mark }: Mark, cuts: Cut[]): void => {
  const end = start + mark.length
  if (mark.length > 1 && /[^\0-\x7f]/.test((line[start - 1] ?? '') + (line[end] ?? '')))
    cuts.push([start, end])
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
