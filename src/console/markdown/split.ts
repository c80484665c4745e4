import type { Root, RootContent } from 'mdast'

import type { Labels } from './labels-extension.ts'
import { type DocumentLabels, collectLabels, sameLabels } from './labels.ts'
import { completeEnd, lineStart } from './lines.ts'
import { type OpenBlock, openBlock } from './open-block.ts'
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
}

/** The most text that is parsed in one piece where there is a place to cut. */
const SLICE = 8_000

const EMPTY_SEGMENT: Segment = { text: '', nodes: [] }
export const EMPTY_DOCUMENT: SplitDocument = {
  text: '',
  settled: [],
  settledLength: 0,
  tail: EMPTY_SEGMENT,
  labels: { definitions: new Map(), footnotes: new Map() },
  open: null,
  openText: '',
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

/** How much of `text` no later text can change: all up to the last block that can stand alone. */
function settledPart(text: string, nodes: readonly RootContent[]): number {
  for (let index = nodes.length - 1; index > 0; index -= 1) {
    const [before, node] = nodes.slice(index - 1, index + 1)
    if (before && node && canStartSegment(text, before, node)) return lineStart(text, startOf(node))
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
}

const merge = (open: OpenBlock | null, nodes: readonly RootContent[]): RootContent[] => {
  const [first, ...others] = nodes
  return open && first ? [...open.merge(first), ...others] : [...nodes]
}

/** Settles what can be settled of `rest.slice(0, end)`, a number of whole lines. */
function settle(growing: Growing, end: number): boolean {
  const { open, rest, labels } = growing
  const prefix = open?.prefix ?? ''
  const source = prefix + rest.slice(0, end)
  const { children } = parseMarkdown(source, labels)
  const cut = settledPart(source, children)
  if (cut > prefix.length) {
    growing.settled.push({
      text: growing.openText + source.slice(prefix.length, cut),
      nodes: merge(open, children.slice(0, countUntil(children, cut))),
    })
    growing.open = null
    growing.openText = ''
    growing.rest = rest.slice(cut - prefix.length)
    return true
  }
  const [only, second] = children
  const [merged] = merge(open, children)
  if (!only || !merged || second) return false
  const opened = openBlock(source, only, merged)
  if (!opened || opened.cut <= prefix.length) return false
  growing.open = opened.open
  growing.openText += rest.slice(0, opened.cut - prefix.length)
  growing.rest = rest.slice(opened.cut - prefix.length)
  return true
}

function settleAll(growing: Growing): void {
  let reach = SLICE
  for (;;) {
    const complete = completeEnd(growing.rest)
    const sliceEnd = complete > reach ? completeEnd(growing.rest.slice(0, reach)) : complete
    const end = sliceEnd === 0 ? complete : sliceEnd
    if (end === 0) return
    if (settle(growing, end)) reach = SLICE
    else if (end < complete) reach *= 2
    else return
  }
}

const parseSegment = (text: string, labels: Labels): Segment =>
  text === '' ? EMPTY_SEGMENT : { text, nodes: parseMarkdown(text, labels).children }

function parseTail({ open, openText, rest, labels }: Growing): Segment {
  const source = (open?.prefix ?? '') + rest
  if (source === '') return EMPTY_SEGMENT
  return { text: openText + rest, nodes: merge(open, parseMarkdown(source, labels).children) }
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

/** Parses again what has a `[` in it, after labels were defined or lost; definitions stay the same. */
function relabel(document: SplitDocument): SplitDocument {
  const labels: Labels = {
    definitions: [...document.labels.definitions.keys()],
    footnotes: [...document.labels.footnotes.keys()],
  }
  const reparse = (segment: Segment) =>
    segment.text.includes('[') ? parseSegment(segment.text, labels) : segment
  const settled = document.settled.map(reparse)
  const tail = reparse(document.tail)
  const open = { open: null, openText: '' }
  return { ...document, ...open, settled, tail, labels: collectLabels([...settled, tail]) }
}

/**
 * The document for `text`. When `text` continues that of `previous` only the tail is parsed, and
 * settled segments are the same objects as before.
 *
 * The blocks of all segments equal those of a parse of the whole text, at every length of it.
 */
export function advance(previous: SplitDocument, source: string): SplitDocument {
  // Byte order marks are invisible, and the parser drops one wherever a part begins.
  const text = source.replaceAll('\uFEFF', '')
  if (text === previous.text) return previous
  const [count, length] = commonSegments(previous, text)
  const continues = text.startsWith(previous.text)
  const known = previous.labels
  const openText = continues ? previous.openText : ''
  const growing: Growing = {
    settled: previous.settled.slice(0, count),
    open: continues ? previous.open : null,
    openText,
    rest: text.slice(length + openText.length),
    labels: { definitions: [...known.definitions.keys()], footnotes: [...known.footnotes.keys()] },
  }
  settleAll(growing)
  const tail = parseTail(growing)
  const { settled, open } = growing
  const labels = collectLabels([...settled, tail])
  const settledLength = text.length - tail.text.length
  const next = { text, settled, settledLength, tail, labels, open, openText: growing.openText }
  return sameLabels(labels, known) ? next : relabel(next)
}

/** The document for a whole text, from nothing. */
export const splitDocument = (text: string): SplitDocument => advance(EMPTY_DOCUMENT, text)

/** All top-level blocks in order. */
export const blocksOf = (document: SplitDocument): Root['children'] =>
  [...document.settled, document.tail].flatMap((segment) => [...segment.nodes])
