import type { Root, RootContent } from 'mdast'

import { parseCalmly } from './calm.ts'
import { costOf, cutBefore, reachOf } from './cost.ts'
import type { OpenBlock } from './grown.ts'
import type { Labels } from './labels-extension.ts'
import {
  type DocumentLabels,
  changedLabels,
  collectLabels,
  refersTo,
  sameLabels,
} from './labels.ts'
import { completeEnd, lineStart, plainLines } from './lines.ts'
import { pendingMath } from './math-block.ts'
import { nestFences } from './nested-fences.ts'
import { openBlock } from './open-block.ts'
import { PARAGRAPH_PART } from './open-paragraph.ts'
import { parseMarkdown } from './parse.ts'

/** A run of whole top-level blocks; `nodes` keeps its identity until its meaning changes. */
export interface Segment {
  text: string
  nodes: readonly RootContent[]
}

/** A document cut into settled segments, which later text cannot change, and the growing tail. */
export interface SplitDocument {
  text: string
  settled: readonly Segment[]
  /** Length of the text of all settled segments. */
  settledLength: number
  tail: Segment
  labels: DocumentLabels
  /** The closed part of the block the tail begins with, and its text. */
  open: OpenBlock | null
  openText: string
  /** How much of the text after `openText` was looked at in vain for a place to cut. */
  tried: Tried
  /** How much of that text the tail shows; it may lag behind while the text grows. */
  parsed: number
  /** Whether the tail means what a fresh parse makes of its text: see `Growth`. */
  isExact: boolean
}

interface Tried {
  /** In whole lines. */
  lines: number
  /** With the last line, which is not whole. */
  all: number
}

/** `calm` for a text that is being written: its end is shown as `parseCalmly` has it. */
export type Growth = 'whole' | 'calm'

/** The most text that is parsed in one piece where there is a place to cut. */
const SLICE = 8_000
/** What one parse may cost at most: a block that costs more is cut in two wherever that may be. */
const PARSE_COST = 24_000
/** What may be parsed again at once because labels were defined; the rest keeps its text. */
const RELABEL_COST = 80_000
/** A tail of more than this that cannot be cut is not parsed for each piece that comes. */
const LONG_TAIL = 3_000
/** How much of itself a long tail has to grow by before it is parsed again. */
const LAG = 0.02

const EMPTY_SEGMENT: Segment = { text: '', nodes: [] }
export const EMPTY_DOCUMENT: SplitDocument = {
  text: '',
  settled: [],
  settledLength: 0,
  tail: EMPTY_SEGMENT,
  labels: { definitions: new Map(), footnotes: new Map() },
  open: null,
  openText: '',
  tried: { lines: 0, all: 0 },
  parsed: 0,
  isExact: true,
}

const startOf = (node: RootContent) => node.position?.start.offset ?? 0

const isIndentedCode = (text: string, node: RootContent) =>
  node.type === 'code' && text[startOf(node)] !== '`' && text[startOf(node)] !== '~'

/**
 * Whether `node` means the same without what stands before it. A paragraph right after a definition
 * may still turn out to be that definition's title, and after indented code the parser does not
 * begin a list at any number.
 */
function canStartSegment(text: string, before: RootContent, node: RootContent): boolean {
  if (node.type === 'paragraph' && before.type === 'definition') return false
  return !isIndentedCode(text, before) && !isIndentedCode(text, node)
}

const isWithin = (position: RootContent['position'], offset: number) =>
  offset >= (position?.start.offset ?? Infinity) && offset < (position?.end.offset ?? 0)

const isAfterBlank = (text: string, start: number) =>
  text.slice(lineStart(text, start - 1), start).trim() === ''

/** How much of `text` no later text can change: all up to the last block that can stand alone. */
function settledPart(text: string, nodes: readonly RootContent[]): number {
  const formulas = nodes.slice(0, -1).filter(({ type }) => type === 'math')
  const pending = pendingMath(text, (line) =>
    formulas.some(({ position }) => isWithin(position, line)),
  )
  for (let index = nodes.length - 1; index > 0; index -= 1) {
    const [before, node] = nodes.slice(index - 1, index + 1)
    const start = node ? lineStart(text, startOf(node)) : 0
    // A formula that is never closed goes on with the lines before it.
    if (!before || !node || start > pending || (start === pending && !isAfterBlank(text, start)))
      continue
    if (canStartSegment(text, before, node)) return start
  }
  return 0
}

const countUntil = (nodes: readonly RootContent[], cut: number) => {
  const index = nodes.findIndex((node) => startOf(node) >= cut)
  return index < 0 ? nodes.length : index
}

interface Growing {
  settled: Segment[]
  open: OpenBlock | null
  /** The text of the open block that is closed. */
  openText: string
  rest: string
  labels: Labels
  tried: Tried
}

const NOT_TRIED: Tried = { lines: 0, all: 0 }

const merge = (
  open: OpenBlock | null,
  nodes: readonly RootContent[],
): RootContent[] | undefined => {
  const [first, ...others] = nodes
  if (!open || !first) return [...nodes]
  const merged = open.merge(first)
  return merged && [...merged, ...others]
}

/** Undoes what was closed of the open block: what came since shows that it is another. */
function reopen(growing: Growing): void {
  growing.rest = growing.openText + growing.rest
  growing.openText = ''
  growing.open = null
}

const parsePart = ({ open, labels }: Growing, text: string): RootContent[] =>
  parseMarkdown((open?.prefix ?? '') + text, labels, open?.carried).children

/** Moves what can be closed of the one block of `rest.slice(0, end)` out of `rest`. */
function closePart(growing: Growing, nodes: readonly RootContent[], end: number): boolean {
  const { open, rest, labels } = growing
  const prefix = open?.prefix ?? ''
  const [node, second] = nodes
  const [merged] = merge(open, nodes) ?? []
  if (!node || !merged || second) return false
  const opened = openBlock(prefix + rest.slice(0, end), { node, merged, open, labels })
  if (!opened || opened.cut <= prefix.length) return false
  if (opened.cut > pendingMath(prefix + rest.slice(0, end))) return false
  growing.open = opened.open
  growing.openText += rest.slice(0, opened.cut - prefix.length)
  growing.rest = rest.slice(opened.cut - prefix.length)
  growing.tried = NOT_TRIED
  return true
}

/** Settles what can be settled of `rest.slice(0, end)`, a number of whole lines. */
function settle(growing: Growing, end: number): boolean {
  const { open, rest } = growing
  const prefix = open?.prefix ?? ''
  const source = prefix + rest.slice(0, end)
  const children = parsePart(growing, rest.slice(0, end))
  const cut = settledPart(source, children)
  if (cut <= prefix.length) return closePart(growing, children, end)
  const nodes = merge(open, children.slice(0, countUntil(children, cut)))
  if (!nodes) {
    reopen(growing)
    return true
  }
  growing.settled.push({ text: growing.openText + source.slice(prefix.length, cut), nodes })
  growing.open = null
  growing.openText = ''
  growing.rest = rest.slice(cut - prefix.length)
  growing.tried = NOT_TRIED
  return true
}

/** Cuts in two what costs too much as one, though both may mean something else than the whole. */
function cutAnywhere(growing: Growing, reach: number): void {
  const cut = cutBefore(growing.rest, 0, reach)
  const text = growing.rest.slice(0, cut)
  const nodes = merge(growing.open, parsePart(growing, text))
  if (!nodes) return reopen(growing)
  growing.settled.push({ text: growing.openText + text, nodes })
  growing.open = null
  growing.openText = ''
  growing.rest = growing.rest.slice(cut)
  growing.tried = NOT_TRIED
}

/** Whether so much more is there than was looked at in vain that it is worth another look. */
const isWorthIt = (length: number, tried: number) =>
  length > tried && (length < LONG_TAIL || length > tried * (1 + LAG))

function settleAll(growing: Growing): void {
  let reach = SLICE
  for (;;) {
    const { rest, tried } = growing
    const most = reachOf(rest, 0, PARSE_COST)
    const complete = completeEnd(most < rest.length ? rest.slice(0, most) : rest)
    const sliceEnd = complete > reach ? completeEnd(rest.slice(0, reach)) : complete
    const end = sliceEnd === 0 ? complete : sliceEnd
    const isUntried = isWorthIt(end, tried.lines)
    if (isUntried && settle(growing, end)) reach = SLICE
    else if (end < complete) reach *= 2
    else if (most < rest.length) closeOrCut(growing, most)
    else {
      if (isUntried) growing.tried = { ...tried, lines: end }
      return
    }
  }
}

function closeOrCut(growing: Growing, reach: number): void {
  if (!closeLine(growing, reach)) cutAnywhere(growing, reach)
}

/** Closes a part of a paragraph whose last line is not whole, in the first `end` characters. */
function closeLine(growing: Growing, end: number): boolean {
  const text = growing.rest.slice(0, end)
  if (text.length < PARAGRAPH_PART) return false
  const nodes = parsePart(growing, text)
  return nodes[0]?.type === 'paragraph' && closePart(growing, nodes, end)
}

/** Closes parts of a paragraph whose last line is not whole. */
function closeLines(growing: Growing): void {
  for (;;) {
    const { rest, tried } = growing
    if (rest.length < Math.max(PARAGRAPH_PART, tried.all + PARAGRAPH_PART / 4)) return
    if (!isWorthIt(rest.length, tried.all)) return
    if (closeLine(growing, rest.length)) continue
    growing.tried = { ...growing.tried, all: rest.length }
    return
  }
}

interface Tail {
  tail: Segment
  parsed: number
  isExact: boolean
}

function parseTail(growing: Growing, growth: Growth): Tail {
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
function settleBeforeLine(growing: Growing, given: Tail): Tail {
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
function laggingTail(previous: SplitDocument, growing: Growing): Tail | undefined {
  const { open, openText, rest } = growing
  const isSame = open === previous.open && openText === previous.openText
  if (!isSame || previous.parsed < LONG_TAIL || previous.tail.nodes.length === 0) return undefined
  if (rest.length > previous.parsed * (1 + LAG)) return undefined
  const tail = { text: openText + rest, nodes: previous.tail.nodes }
  return { tail, parsed: previous.parsed, isExact: false }
}

/** How many settled segments `text` still begins with, and their length. */
function commonSegments(document: SplitDocument, text: string): [count: number, length: number] {
  if (text.startsWith(document.text)) return [document.settled.length, document.settledLength]
  let length = 0
  for (const [index, segment] of document.settled.entries()) {
    if (!text.startsWith(segment.text, length)) return [index, length]
    length += segment.text.length
  }
  return [document.settled.length, length]
}

const namesOf = ({ definitions, footnotes }: DocumentLabels): Labels => ({
  definitions: [...definitions.keys()],
  footnotes: [...footnotes.keys()],
})

/** Parses again what refers to labels that were defined or lost; definitions stay the same. */
function relabel(document: SplitDocument, known: DocumentLabels, growth: Growth): SplitDocument {
  const labels = namesOf(document.labels)
  const changed = changedLabels(known, document.labels)
  let left = RELABEL_COST
  const isMeant = ({ text }: Segment): boolean => {
    if (left <= 0 || !refersTo(text, changed)) return false
    left -= costOf(text)
    return left > 0
  }
  const settled = document.settled.map((segment) =>
    isMeant(segment)
      ? { text: segment.text, nodes: parseMarkdown(segment.text, labels).children }
      : segment,
  )
  // Definitions are known by identity: those of a segment that was parsed again are others.
  if (!isMeant(document.tail))
    return { ...document, settled, labels: collectLabels([...settled, document.tail]) }
  const open = { open: null, openText: '', tried: NOT_TRIED }
  const tail = parseTail({ settled, ...open, rest: document.tail.text, labels }, growth)
  return {
    ...document,
    ...open,
    ...tail,
    settled,
    labels: collectLabels([...settled, tail.tail]),
  }
}

/**
 * The document for `text`. When `text` continues that of `previous` only the tail is parsed, and
 * settled segments are the same objects as before.
 *
 * The blocks of all segments equal those of a parse of the whole text, at every length of it; for a
 * text that is being written (`calm`) this holds of the settled segments, and of all once it is whole.
 */
export function advance(
  previous: SplitDocument,
  source: string,
  growth: Growth = 'whole',
): SplitDocument {
  const text = nestFences(plainLines(source))
  if (text === previous.text && (previous.isExact || growth === 'calm')) return previous
  const [count, length] = commonSegments(previous, text)
  const continues = text.startsWith(previous.text)
  const known = previous.labels
  const openText = continues ? previous.openText : ''
  const growing: Growing = {
    settled: previous.settled.slice(0, count),
    open: continues ? previous.open : null,
    openText,
    rest: text.slice(length + openText.length),
    labels: namesOf(known),
    tried: continues ? previous.tried : NOT_TRIED,
  }
  settleAll(growing)
  closeLines(growing)
  const lagging = growth === 'calm' && continues ? laggingTail(previous, growing) : undefined
  const tail = lagging ?? settleBeforeLine(growing, parseTail(growing, growth))
  const { settled, open, tried } = growing
  const labels = collectLabels([...settled, tail.tail])
  const settledLength = text.length - tail.tail.text.length
  const next = {
    text,
    settled,
    settledLength,
    labels,
    open,
    openText: growing.openText,
    tried,
    ...tail,
  }
  return sameLabels(labels, known) ? next : relabel(next, known, growth)
}

/** The document for a whole text, from nothing. */
export const splitDocument = (text: string): SplitDocument => advance(EMPTY_DOCUMENT, text)

/** All top-level blocks in order. */
export const blocksOf = (document: SplitDocument): Root['children'] =>
  [...document.settled, document.tail].flatMap((segment) => [...segment.nodes])
