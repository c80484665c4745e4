import { math } from 'micromark-extension-math'

import { isDisplayMath } from '#contract/display-math.ts'

import { isFormula } from './bracket-math.ts'
import type { Construct, SyntaxExtension } from './labels-extension.ts'
import { lineStart } from './lines.ts'
import { BLANK, CONTAINERS, MAX_BLOCK, dollarsIn, isWithin, lineEnd } from './math-lines.ts'

type Tokenizer = Construct['tokenize']
type State = ReturnType<Tokenizer>

const DOLLAR = 36
const BACKSLASH = 92
const MARK = /\\.|\$\$?/g
/** What opens a block that words may follow on its line. */
const OPENERS = ['$$', '\\[', '\\begin{']
/** A line that only opens or closes. */
const BARE = /^\$\$+\s*$/

const marksOf = (line: string, isBracket: boolean) =>
  [...line.matchAll(MARK)].filter(({ 0: mark }) =>
    isBracket ? mark === '\\[' || mark === '\\]' : mark === '$$',
  )

/**
 * Where the block of `$$` or `\[` that opens at `from` is closed: at the end of a later line, with no
 * blank line and no other mark between.
 */
function closerOf(source: string, from: number): number | undefined {
  const isBracket = source.startsWith('\\[', from)
  if (!isBracket && !source.startsWith('$$', from)) return undefined
  const before = source.slice(lineStart(source, from), from)
  let end = lineEnd(source, from)
  const first = source.slice(from + 2, end)
  if (isBracket ? marksOf(first, true).length > 0 : /^\$|(?<!\\)\$/.test(first)) return undefined
  while (end < source.length && end - from < MAX_BLOCK) {
    const start = end + (source.startsWith('\r\n', end) ? 2 : 1)
    end = lineEnd(source, start)
    const line = source.slice(start, end)
    if (BLANK.test(line) || !isWithin(before, line)) return undefined
    const [mark, another] = marksOf(line, isBracket)
    if (!mark) continue
    const isEnd = mark[0] !== '\\[' && line.slice(mark.index + 2).trim() === '' && !another
    if (!isEnd || start + mark.index - from > MAX_BLOCK) return undefined
    const content = source.slice(from + 2, start + mark.index)
    const isMeant = isBracket
      ? isFormula({ closer: ']', content, before: '', after: '' })
      : first.trim() === '' || isDisplayMath(content.replaceAll(/(?<=\n)[ \t>]+/g, ''), '')
    return isMeant ? start + mark.index : undefined
  }
  return undefined
}

/** What a line of `$$` alone begins: a formula, up to the line that closes it, or to the end where none does yet. */
interface Bare {
  contentEnd: number
  end: number
}

/**
 * What a line of `$$` alone begins; undefined where that is text. Blank lines may stand only right behind it and right before the line
 * that closes it: all else behind one that is never closed is no formula.
 */
function bareAt(source: string, from: number): Bare | undefined {
  const opener = source.slice(from, lineEnd(source, from)).trimEnd()
  const before = source.slice(lineStart(source, from), from)
  let at = lineEnd(source, from)
  let blanks = 0
  let hasText = false
  let hasGap = false
  while (at < source.length && at - from < MAX_BLOCK) {
    const start = at + (source.startsWith('\r\n', at) ? 2 : 1)
    at = lineEnd(source, start)
    const line = source.slice(start, at)
    if (BLANK.test(line)) {
      if (start < source.length) blanks += 1
      hasGap ||= hasText && blanks > 0
      continue
    }
    if (!isWithin(before, line)) return undefined
    const isCloser = /^[\s>]*(\$\$+)[ \t]*$/.exec(line)?.[1]?.startsWith(opener) === true
    if (isCloser) return { contentEnd: start, end: at }
    // One that has words behind its end is a part of their paragraph.
    if (hasGap || dollarsIn(line).length > 0) return undefined
    hasText = true
  }
  const isGrowing = blanks === 0 && at >= source.length
  return isGrowing ? { contentEnd: source.length, end: source.length } : undefined
}

/** Where what a formula holds begins and ends that stands from `start` on in lines of its own, and where it ends itself. */
export function mathBlockAt(
  source: string,
  start: number,
): { from: number; to: number; end: number } | undefined {
  const closer = closerOf(source, start)
  if (closer !== undefined) return { from: start + 2, to: closer, end: closer + 2 }
  const from = lineEnd(source, start)
  const bare = BARE.test(source.slice(start, from)) ? bareAt(source, start) : undefined
  return bare && { from, to: bare.contentEnd, end: bare.end }
}

/** Whether a line of `$$` alone stands within a formula that is whole. */
type IsWhole = (lineStart: number) => boolean

/**
 * Where the first line begins that opens a block whose end may still be written. Blank lines may stand
 * behind a line of `$$` alone and before the one that closes it, and either may be the other.
 */
export function pendingMath(source: string, isWhole: IsWhole = () => false): number {
  let pending = source.length
  let end = source.length
  let texts = 0
  let isInText = false
  let hasBlank = false
  while (end > 0 && source.length - end <= MAX_BLOCK) {
    const start = lineStart(source, source[end - 1] === '\n' ? end - 1 : end)
    const line = source.slice(start, end)
    end = start
    if (BLANK.test(line)) {
      hasBlank ||= line.endsWith('\n')
      isInText = false
      continue
    }
    const at = CONTAINERS.exec(line)?.[0].length ?? 0
    const isBare = BARE.test(line.slice(at))
    if (isBare && isWhole(start)) break
    const isOpener =
      OPENERS.some((opener) => line.startsWith(opener, at)) || line.includes('$$', at)
    if (isBare || (!hasBlank && isOpener)) {
      pending = start
      // One that opens with words may stand within a block of those that are alone on their lines.
      if (isBare) texts = 0
    }
    if (!isBare && !isInText) texts += 1
    if (texts > 1) break
    isInText = !isBare
  }
  return pending
}

const { tokenize: fenced } = [math().flow?.[DOLLAR] ?? []].flat()[0] ?? {}

/** The formulas of `source` that stand on lines of their own. */
export function mathBlocks(source: string): SyntaxExtension {
  const tokenize: Tokenizer = function (effects, ok, nok) {
    const { offset, line: firstLine } = this.now()
    const closer = closerOf(source, offset)
    if (closer === undefined) {
      const isBare = BARE.test(source.slice(offset, lineEnd(source, offset)))
      const isMeant = isBare && bareAt(source, offset) !== undefined
      return isMeant && fenced ? fenced.call(this, effects, ok, nok) : nok
    }
    let line = firstLine
    const open: State = (code) => {
      effects.enter('mathFlow')
      effects.enter('mathFlowFence')
      effects.enter('mathFlowFenceSequence')
      effects.consume(code)
      return opened
    }
    const opened: State = (code) => {
      effects.consume(code)
      effects.exit('mathFlowFenceSequence')
      return opening
    }
    const opening: State = (code) => {
      if (code === 32 || code === -1 || code === -2) {
        effects.enter('whitespace')
        effects.consume(code)
        effects.exit('whitespace')
        return opening
      }
      effects.exit('mathFlowFence')
      if (this.interrupt) {
        effects.exit('mathFlow')
        return ok(code)
      }
      return begin(code)
    }
    const begin: State = (code) => {
      if (code === null) return nok(code)
      if (code < -2) {
        effects.enter('lineEnding')
        effects.consume(code)
        effects.exit('lineEnding')
        line += 1
        return next
      }
      if (this.now().offset >= closer) return close(code)
      effects.enter('mathFlowValue')
      return value(code)
    }
    const next: State = (code) => (this.parser.lazy[line] ? nok(code) : begin(code))
    const value: State = (code) => {
      if (code === null || code < -2 || this.now().offset >= closer) {
        effects.exit('mathFlowValue')
        return begin(code)
      }
      effects.consume(code)
      return value
    }
    const close: State = (code) => {
      effects.enter('mathFlowFence')
      effects.enter('mathFlowFenceSequence')
      effects.consume(code)
      return closing
    }
    const closing: State = (code) => {
      effects.consume(code)
      effects.exit('mathFlowFenceSequence')
      return closed
    }
    const closed: State = (code) => {
      if (code === 32 || code === -1 || code === -2) {
        effects.enter('whitespace')
        effects.consume(code)
        effects.exit('whitespace')
        return closed
      }
      effects.exit('mathFlowFence')
      effects.exit('mathFlow')
      return ok(code)
    }
    return open
  }
  const block: Construct = { name: 'mathBlock', concrete: true, tokenize }
  return { flow: { [DOLLAR]: block, [BACKSLASH]: block } }
}
