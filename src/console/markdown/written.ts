import type { Nodes, Parents } from 'mdast'

import { isVisible } from '../util/visible.ts'
import { hostOf } from './web-link.ts'

/** What was written where a node may show nothing of it, or shows it drawn. */
interface Written {
  written?: string
}

declare module 'mdast' {
  interface BlockquoteData extends Written {}
  interface DefinitionData extends Written {}
  interface FootnoteDefinitionData extends Written {}
  interface HeadingData extends Written {}
  interface ImageData extends Written {}
  interface LinkData extends Written {}
  interface LinkReferenceData extends Written {}
  interface ParagraphData extends Written {}
}

declare module 'mdast-util-math' {
  interface InlineMathData extends Written {}
  interface MathData extends Written {}
}

const isParent = (node: Nodes): node is Parents => 'children' in node

function showsSomething(node: Nodes): boolean {
  if (node.type === 'text') return isVisible(node.value)
  if (node.type === 'break') return false
  return isParent(node) ? node.children.some(showsSomething) : true
}

/** An address of the web that none can be, such as one with a blank in its host. */
const isBroken = (url: string): boolean => /^https?:/i.test(url) && hostOf(url) === null

function note(node: Nodes, text: string): void {
  switch (node.type) {
    case 'definition':
    case 'footnoteDefinition':
    case 'image':
    case 'inlineMath':
    case 'math':
      break
    case 'link':
      if (showsSomething(node) && !isBroken(node.url)) return
      break
    case 'paragraph':
    case 'heading':
    case 'blockquote':
    case 'linkReference':
      if (showsSomething(node)) return
      break
    default:
      return
  }
  const { start, end } = node.position ?? {}
  node.data = { ...node.data, written: text.slice(start?.offset, end?.offset) }
}

/**
 * Notes on each node that may show nothing what was written there: a definition that nothing uses, an
 * image that has no address to fetch it from, a link without words or to nowhere, a heading of blanks.
 * On a formula too, which is copied as it was written.
 */
export function noteWritten(node: Nodes, text: string): void {
  note(node, text)
  if (isParent(node)) for (const child of node.children) noteWritten(child, text)
}
