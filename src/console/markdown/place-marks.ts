import type { Element, ElementContent, Root, RootContent } from 'hast'

import { type MarkedText, indexOfMark, unmarkText } from './marks.ts'

type Content = RootContent | ElementContent

/** A button may not stand inside these; its place is right after them. */
const KEEPS_OUT = new Set(['a', 'code', 'pre', 'x-file', 'x-math'])

const markElement = (index: number): Element => ({
  type: 'element',
  tagName: 'x-cite',
  properties: { dataMark: index },
  children: [],
})

function splitText(value: string, { pattern }: MarkedText): Content[] {
  if (pattern === null) return [{ type: 'text', value }]
  const parts: Content[] = []
  let done = 0
  for (const match of value.matchAll(pattern)) {
    if (match.index > done) parts.push({ type: 'text', value: value.slice(done, match.index) })
    parts.push(markElement(indexOfMark(match[0])))
    done = match.index + match[0].length
  }
  if (done < value.length) parts.push({ type: 'text', value: value.slice(done) })
  return parts
}

function unmarkProperties(node: Element, marked: MarkedText): Element['properties'] {
  const entries = Object.entries(node.properties).map(([name, value]) => [
    name,
    typeof value === 'string' ? unmarkText(value, marked) : value,
  ])
  // The same names with values of the same kinds.
  return Object.fromEntries(entries) as Element['properties']
}

const isMark = (node: Content): node is Element =>
  node.type === 'element' && node.tagName === 'x-cite'

/** Marks found below `node` are returned after it where they may not stand inside. */
function placeIn(node: Content, marked: MarkedText): Content[] {
  if (node.type === 'text') return splitText(node.value, marked)
  if (node.type !== 'element') return [node]
  const children = node.children.flatMap((child) => placeIn(child, marked)) as ElementContent[]
  const properties = unmarkProperties(node, marked)
  if (!KEEPS_OUT.has(node.tagName)) return [{ ...node, properties, children }]
  const inside = children.filter((child) => !isMark(child))
  return [{ ...node, properties, children: inside }, ...children.filter(isMark)]
}

/** Turns marks in text into `x-cite` elements, and puts back the text of those in attributes. */
export const placeMarks = (tree: Root, marked: MarkedText): Root =>
  marked.pattern === null
    ? tree
    : {
        ...tree,
        children: tree.children.flatMap((child) => placeIn(child, marked)) as RootContent[],
      }
