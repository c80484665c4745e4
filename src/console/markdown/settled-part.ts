import type { RootContent } from 'mdast'

import { lineStart } from './lines.ts'
import { pendingMath } from './math-block.ts'

export const startOf = (node: RootContent) => node.position?.start.offset ?? 0

const isIndentedCode = (text: string, node: RootContent) =>
  node.type === 'code' && text[startOf(node)] !== '`' && text[startOf(node)] !== '~'

/**
 * Whether `node` means the same without what stands before it. A paragraph right after a definition
 * may still turn out to be that definition's title, and after indented code the parser does not
 * begin a list at any number.
 */
export function canStartSegment(text: string, before: RootContent, node: RootContent): boolean {
  if (node.type === 'paragraph' && before.type === 'definition') return false
  return !isIndentedCode(text, before) && !isIndentedCode(text, node)
}

const isWithin = (position: RootContent['position'], offset: number) =>
  offset >= (position?.start.offset ?? Infinity) && offset < (position?.end.offset ?? 0)

export const isAfterBlank = (text: string, start: number) =>
  text.slice(lineStart(text, start - 1), start).trim() === ''

/** How much of `text` no later text can change: all up to the last block that can stand alone. */
export function settledPart(text: string, nodes: readonly RootContent[]): number {
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
