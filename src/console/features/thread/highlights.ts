import { fold } from './fold.ts'
import { placesOf } from './spans.ts'
import { type Level, type Wanted, placesIn } from './wanted.ts'

/** What is looked for in what is drawn. */
export interface Looked {
  wanted: Wanted
  level: Level
}

/** What stands in a message beside its text. */
const BESIDE =
  'button:not([data-words]), .sr-only, .md-code-head, .md-cite, [aria-hidden=true], [data-no-words]'
/** Words of two of these do not stand together. */
const APART =
  'p, li, ul, ol, pre, div, table, tr, td, th, h1, h2, h3, h4, h5, h6, blockquote, dt, dd, [data-apart]'

/** The places of the words in what is shown of an element, also across bold and links. */
const rangesIn = (element: Element, { wanted, level }: Looked): Range[] => {
  if (wanted.exact === '') return []
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
  let before: Element | null = null
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!(node instanceof Text)) continue
    const block: Element | null = node.parentElement?.closest(APART) ?? null
    if (block !== before && text !== '' && !/\s$/.test(text)) text += ' '
    before = block
    nodes.push(node)
    starts.push(text.length)
    text += node.data
  }
  return placesOf(starts, placesIn(fold(text), wanted, level, 1000).spans).flatMap(
    ({ from, to }) => {
      const [first, last] = [nodes[from.nth], nodes[to.nth]]
      if (!first || !last) return []
      const range = document.createRange()
      // What stands between two nodes is in neither.
      range.setStart(first, Math.min(from.offset, first.length))
      range.setEnd(last, Math.min(to.offset, last.length))
      return [range]
    },
  )
}

/** What was found in elements, until they change: one that grows leaves the others as they are. */
export class KeptRanges {
  #kept = new WeakMap<Node, { looked: Looked; ranges: readonly Range[] }>()
  readonly #observer = new MutationObserver((changes) => this.#forget(changes))

  find(element: Element, looked: Looked): readonly Range[] {
    this.#forget(this.#observer.takeRecords())
    const kept = this.#kept.get(element)
    if (kept?.looked === looked) return kept.ranges
    const ranges = rangesIn(element, looked)
    this.#kept.set(element, { looked, ranges })
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
export const paintFinds = (
  finds: readonly Range[],
  current: Range | undefined,
  name: 'find' | 'find-step' = 'find',
): void => {
  if (!canHighlight) {
    // An older browser shows at least the place that is looked at, in the messages.
    if (name !== 'find') return
    const selection = getSelection()
    selection?.removeAllRanges()
    if (current) selection?.addRange(current)
    return
  }
  paint(name, finds)
  paint(`${name}-current`, current ? [current] : [])
}

/** WebKit draws anew what leaves a highlight, not what a highlight that is replaced had. */
const paint = (name: string, ranges: readonly Range[]): void => {
  const known = CSS.highlights.get(name)
  const highlight = known ?? new Highlight()
  if (!known) CSS.highlights.set(name, highlight)
  const wanted = new Set<AbstractRange>(ranges)
  for (const range of highlight) if (!wanted.has(range)) highlight.delete(range)
  for (const range of ranges) highlight.add(range)
}
