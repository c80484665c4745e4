import { parseCalmly } from './calm.ts'
import { type Growing, LAG, LONG_TAIL, merge, reopen } from './growing.ts'
import { lineStart } from './lines.ts'
import { pendingMath } from './math-block.ts'
import { parseMarkdown } from './parse.ts'
import { canStartSegment, isAfterBlank, startOf } from './settled-part.ts'
import {
  EMPTY_SEGMENT,
  type Growth,
  NOT_TRIED,
  type Segment,
  type SplitDocument,
} from './split-document.ts'

interface Tail {
  tail: Segment
  parsed: number
  isExact: boolean
}

/** What is not settled, as it is shown. */
export function parseTail(growing: Growing, growth: Growth): Tail {
  const { open, openText, rest } = growing
  const parsed = rest.length
  const text = openText + rest
  if (text === '') return { tail: EMPTY_SEGMENT, parsed, isExact: true }
  const isCalm = growth === 'calm'
  const exact = (source: string) => parseMarkdown(source, growing.labels, open?.carried).children
  const source = (open?.prefix ?? '') + rest
  const nodes = merge(open, isCalm ? parseCalmly(source, exact) : exact(source))
  if (nodes) return { tail: { text, nodes }, parsed, isExact: !isCalm }
  reopen(growing)
  return parseTail(growing, growth)
}

/** A line that can belong to no list, quote or note before it, nor become the beginning of one. */
const PLAIN_LINE = /^(?:\*\*|__|["'“„«(])?\p{L}/u

/**
 * Settles what stands before the last line, though that line is not whole, where it begins a block
 * for certain: what is written there keeps its place from its first character on.
 */
export function settleBeforeLine(growing: Growing, given: Tail): Tail {
  const { open, rest } = growing
  const [before, last] = given.tail.nodes.slice(-2)
  const source = (open?.prefix ?? '') + rest
  const start = lineStart(source, source.length)
  const cut = start - source.length + rest.length
  if (!before || !last || cut <= 0 || startOf(last) !== start) return given
  if (!isAfterBlank(source, start) || start > pendingMath(source)) return given
  if (!PLAIN_LINE.test(source.slice(start))) return given
  // What is open is never indented code, and is no longer where its text was parsed.
  const isOpen = open !== null && given.tail.nodes.length === 2
  if (!isOpen && !canStartSegment(source, before, last)) return given
  const text = growing.openText + rest.slice(0, cut)
  growing.settled.push({ text, nodes: given.tail.nodes.slice(0, -1) })
  growing.open = null
  growing.openText = ''
  growing.tried = NOT_TRIED
  const line = rest.slice(cut)
  return { ...given, tail: { text: line, nodes: [last] }, parsed: line.length }
}

/** The tail as it was, where it is long and has hardly grown. */
export function laggingTail(previous: SplitDocument, growing: Growing): Tail | undefined {
  const { open, openText, rest } = growing
  const isSame = open === previous.open && openText === previous.openText
  if (!isSame || previous.parsed < LONG_TAIL || previous.tail.nodes.length === 0) return undefined
  if (rest.length > previous.parsed * (1 + LAG)) return undefined
  const tail = { text: openText + rest, nodes: previous.tail.nodes }
  return { tail, parsed: previous.parsed, isExact: false }
}
