import type { RootContent } from 'mdast'

import type { Labels } from './labels-extension.ts'

/**
 * The closed part of a block that still grows: list items, table rows, lines of code. Only what
 * follows is parsed, after `prefix`, and `merge` puts both together.
 */
export interface OpenBlock {
  /** Text that makes what follows parse as the same block. */
  prefix: string
  /**
   * Puts the closed part before the first block parsed from `prefix` and what follows; undefined where
   * that block shows that the part should not have been closed.
   */
  merge: (node: RootContent) => RootContent[] | undefined
  /** Inline markers in the closed part, for the parser's limit. */
  carried?: number
}

/** A block that grows, and what it was parsed with. */
export interface Grown {
  node: RootContent
  /** The block with what was closed before it. */
  merged: RootContent
  open: OpenBlock | null
  labels: Labels
}

export interface Opened {
  open: OpenBlock
  /** How much of the source the closed part takes. */
  cut: number
}
