import type { Element, ElementContent, RootContent } from 'hast'

/**
 * While text grows, each of its nodes is cut into pieces of about this length. Changing a text node
 * drops a selection that reaches into it, and only the last piece changes.
 */
const PIECE = 48

function pieces(value: string): ElementContent[] {
  const parts: ElementContent[] = []
  let start = 0
  while (value.length - start > PIECE) {
    const space = value.indexOf(' ', start + PIECE)
    if (space < 0 || space + 1 >= value.length) break
    parts.push({ type: 'text', value: value.slice(start, space + 1) })
    start = space + 1
  }
  return [...parts, { type: 'text', value: value.slice(start) }]
}

/** The same tree with long texts in pieces; code keeps its text whole. */
export function cutTexts<T extends RootContent | ElementContent>(nodes: readonly T[]): T[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return pieces(node.value) as T[]
    if (node.type !== 'element' || node.tagName === 'pre' || node.tagName.startsWith('x-'))
      return [node]
    return [{ ...node, children: cutTexts(node.children) }]
  })
}

const CARET: Element = { type: 'element', tagName: 'x-caret', properties: {}, children: [] }
const HOLDS_CARET = new Set(
  'p li ul ol blockquote h1 h2 h3 h4 h5 h6 table tbody thead tr td th x-plain pre code'.split(' '),
)

/** Puts the writing mark at the very end of the text. */
export function withCaret<T extends RootContent | ElementContent>(nodes: readonly T[]): T[] {
  const last = nodes.findLastIndex((node) => node.type === 'element' || node.type === 'text')
  const node = nodes[last]
  const holds =
    node?.type === 'element' &&
    HOLDS_CARET.has(node.tagName) &&
    // Text directly in a list or table is only space between its children.
    node.children.length > 0
  if (!holds) return [...nodes, CARET as T]
  const inner = nodes.slice()
  inner[last] = { ...node, children: withCaret(trimEnd(node.children)) }
  return inner
}

const trimEnd = (nodes: ElementContent[]): ElementContent[] => {
  const last = nodes.at(-1)
  return last?.type === 'text' && /^\s*$/.test(last.value) ? nodes.slice(0, -1) : nodes
}
