import { findIn, fold } from './fold.ts'

/** What stands in a message beside its text. */
const BESIDE = 'button, .sr-only, .md-code-head, .md-cite, [aria-hidden=true]'

/** The places of the words in what is shown of an element, also across bold and links. */
export const rangesIn = (element: Element, words: string): Range[] => {
  const wanted = fold(words).text
  if (wanted === '') return []
  const walker = document.createTreeWalker(
    element,
    NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
    (node) =>
      node instanceof Element && node.matches(BESIDE)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  )
  const nodes: { node: Text; start: number }[] = []
  let text = ''
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!(node instanceof Text)) continue
    nodes.push({ node, start: text.length })
    text += node.data
  }
  const holder = (place: number, isEnd: boolean) =>
    nodes.findLast(({ start }) => (isEnd ? start < place : start <= place))
  return findIn(fold(text), wanted, 1000).flatMap(({ start, end }) => {
    const from = holder(start, false)
    const to = holder(end, true)
    if (!from || !to) return []
    const range = document.createRange()
    range.setStart(from.node, start - from.start)
    range.setEnd(to.node, end - to.start)
    return [range]
  })
}

const canHighlight = typeof CSS !== 'undefined' && 'highlights' in CSS

/** Marks the places found, and the one that is looked at; without any, takes the marks off. */
export const paintFinds = (finds: readonly Range[], current: Range | undefined): void => {
  if (!canHighlight) {
    // An older browser shows at least the place that is looked at.
    const selection = getSelection()
    selection?.removeAllRanges()
    if (current) selection?.addRange(current)
    return
  }
  CSS.highlights.set('find', new Highlight(...finds))
  CSS.highlights.set('find-current', new Highlight(...(current ? [current] : [])))
}
