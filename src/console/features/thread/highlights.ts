import { findIn, fold } from './fold.ts'
import { placesOf } from './spans.ts'

/** What stands in a message beside its text. */
const BESIDE = 'button, .sr-only, .md-code-head, .md-cite, [aria-hidden=true]'

/** The places of the words in what is shown of an element, also across bold and links. */
const rangesIn = (element: Element, words: string): Range[] => {
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
  const nodes: Text[] = []
  const starts: number[] = []
  let text = ''
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!(node instanceof Text)) continue
    nodes.push(node)
    starts.push(text.length)
    text += node.data
  }
  return placesOf(starts, findIn(fold(text), wanted, 1000)).flatMap(({ from, to }) => {
    const [first, last] = [nodes[from.nth], nodes[to.nth]]
    if (!first || !last) return []
    const range = document.createRange()
    range.setStart(first, from.offset)
    range.setEnd(last, to.offset)
    return [range]
  })
}

/** What was found in elements, until they change: one that grows leaves the others as they are. */
export class KeptRanges {
  #kept = new WeakMap<Node, { words: string; ranges: readonly Range[] }>()
  readonly #observer = new MutationObserver((changes) => this.#forget(changes))

  find(element: Element, words: string): readonly Range[] {
    this.#forget(this.#observer.takeRecords())
    const kept = this.#kept.get(element)
    if (kept?.words === words) return kept.ranges
    const ranges = rangesIn(element, words)
    this.#kept.set(element, { words, ranges })
    this.#observer.observe(element, { subtree: true, childList: true, characterData: true })
    return ranges
  }
  /** Keeps nothing, and looks at no element any more. */
  stop(): void {
    this.#observer.disconnect()
    this.#kept = new WeakMap()
  }

  #forget(changes: readonly MutationRecord[]): void {
    for (const { target } of changes)
      for (let node: Node | null = target; node; node = node.parentNode) this.#kept.delete(node)
  }
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
