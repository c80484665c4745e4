import type { RootContent } from 'mdast'

import { cutBefore, reachOf } from './cost.ts'
import type { OpenBlock } from './grown.ts'
import type { Labels } from './labels-extension.ts'
import { completeEnd } from './lines.ts'
import { pendingMath } from './math-block.ts'
import { openBlock } from './open-block.ts'
import { PARAGRAPH_PART } from './open-paragraph.ts'
import { parseMarkdown } from './parse.ts'
import { settledPart, startOf } from './settled-part.ts'
import { NOT_TRIED, type Segment, type Tried } from './split-document.ts'

/** The most text that is parsed in one piece where there is a place to cut. */
const SLICE = 8_000
/** What one parse may cost at most: a block that costs more is cut in two wherever that may be. */
const PARSE_COST = 24_000
/** A tail of more than this that cannot be cut is not parsed for each piece that comes. */
export const LONG_TAIL = 3_000
/** How much of itself a long tail has to grow by before it is parsed again. */
export const LAG = 0.02

const countUntil = (nodes: readonly RootContent[], cut: number) => {
  const index = nodes.findIndex((node) => startOf(node) >= cut)
  return index < 0 ? nodes.length : index
}

/** A document while it is cut: what is settled of it, and the rest. */
export interface Growing {
  settled: Segment[]
  open: OpenBlock | null
  /** The text of the open block that is closed. */
  openText: string
  rest: string
  labels: Labels
  tried: Tried
}

/** The blocks of what follows an open block, with its closed part; undefined where it is another. */
export const merge = (
  open: OpenBlock | null,
  nodes: readonly RootContent[],
): RootContent[] | undefined => {
  const [first, ...others] = nodes
  if (!open || !first) return [...nodes]
  const merged = open.merge(first)
  return merged && [...merged, ...others]
}

/** Undoes what was closed of the open block: what came since shows that it is another. */
export function reopen(growing: Growing): void {
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

/** Settles all that can be settled, or costs too much as one. */
export function settleAll(growing: Growing): void {
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
export function closeLines(growing: Growing): void {
  for (;;) {
    const { rest, tried } = growing
    if (rest.length < Math.max(PARAGRAPH_PART, tried.all + PARAGRAPH_PART / 4)) return
    if (!isWorthIt(rest.length, tried.all)) return
    if (closeLine(growing, rest.length)) continue
    growing.tried = { ...growing.tried, all: rest.length }
    return
  }
}
