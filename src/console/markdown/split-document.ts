import type { Root, RootContent } from 'mdast'

import type { OpenBlock } from './grown.ts'
import type { DocumentLabels } from './labels.ts'

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

export interface Tried {
  /** In whole lines. */
  lines: number
  /** With the last line, which is not whole. */
  all: number
}

/** `calm` for a text that is being written: its end is shown as `parseCalmly` has it. */
export type Growth = 'whole' | 'calm'

export const NOT_TRIED: Tried = { lines: 0, all: 0 }

export const EMPTY_SEGMENT: Segment = { text: '', nodes: [] }
export const EMPTY_DOCUMENT: SplitDocument = {
  text: '',
  settled: [],
  settledLength: 0,
  tail: EMPTY_SEGMENT,
  labels: { definitions: new Map(), footnotes: new Map() },
  open: null,
  openText: '',
  tried: NOT_TRIED,
  parsed: 0,
  isExact: true,
}

/** All top-level blocks in order. */
export const blocksOf = (document: SplitDocument): Root['children'] =>
  [...document.settled, document.tail].flatMap((segment) => [...segment.nodes])
