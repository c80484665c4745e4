import { UNDRAWN_BETWEEN } from '#console/markdown/web-link.ts'

import { type Span, foldBoth, waysToWrite } from './fold.ts'
import { linesWithoutMarks } from './lines-without-marks.ts'
import { readPlacesIn } from './read-places.ts'
import { placesOf } from './spans.ts'
import type { Level, Wanted } from './wanted.ts'

/** What is looked for in what is drawn. */
export interface Looked {
  wanted: Wanted
  level: Level
}

/** What stands in a message beside its text; the name of a file is looked through by itself, as a search does. */
const BESIDE =
  'button:not([data-words]), .sr-only, .md-cite, .md-note, [aria-hidden=true], [data-no-words], [data-file-name]'
/** Words of two of these do not stand together. */
const APART =
  'p, li, ul, ol, pre, div, table, tr, td, th, h1, h2, h3, h4, h5, h6, blockquote, dt, dd, [data-apart]'

/** A text that stands as it was written, with the marks of Markdown in it, or a part of one before its next sibling. */
const AS_WRITTEN = '[data-as-written]'

/** Places of words: where they are drawn; and of those that are not, what they are found at, or their stretch with marks. */
export interface Ranges {
  drawn: readonly Range[]
  undrawn: readonly Range[]
}

const NONE: Ranges = { drawn: [], undrawn: [] }

export const allRanges = ({ drawn, undrawn }: Ranges): readonly Range[] => [...drawn, ...undrawn]

/** What holds texts that are not drawn, each with one of them. */
const undrawnIn = (element: Element): { at: Element; text: string }[] =>
  [...element.querySelectorAll<HTMLElement>('[data-undrawn]')].flatMap((at) =>
    (at.dataset['undrawn'] ?? '').split(UNDRAWN_BETWEEN).map((text) => ({ at, text })),
  )

/** The formulas that are drawn. */
const formulasIn = (element: Element): { at: Element; drawn: string; written: string }[] =>
  [...element.querySelectorAll<HTMLElement>('[data-tex]')].map((at) => ({
    at,
    drawn: at.textContent,
    written: at.dataset['tex'] ?? '',
  }))

const rangeAt = (node: Node): Range => {
  const range = document.createRange()
  if (node.hasChildNodes()) range.selectNodeContents(node)
  else range.selectNode(node)
  return range
}

/** The text of an element as it is drawn, which nodes it stands in, each with where it begins, and the stretches that stand as they were typed. */
export const drawnTextIn = (
  element: Element,
): { text: string; nodes: Text[]; starts: number[]; written: Span[] } => {
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
  const written: Span[] = []
  let stretch: Span | undefined
  let before: Element | null = null
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!(node instanceof Text)) continue
    const block: Element | null = node.parentElement?.closest(APART) ?? null
    const isNew = block !== before
    const isAsWritten = block?.matches(AS_WRITTEN) === true
    const goesOn = isAsWritten && stretch !== undefined && block.previousElementSibling === before
    if (isNew && text !== '' && (goesOn || !/\s$/.test(text))) text += '\n'
    if (isNew && !goesOn) {
      stretch = isAsWritten ? { start: text.length, end: text.length } : undefined
      if (stretch) written.push(stretch)
    }
    before = block
    nodes.push(node)
    starts.push(text.length)
    text += node.data
    if (stretch) stretch.end = text.length
  }
  return { text, nodes, starts, written }
}

/** The places of the words in an element, also across bold and links. */
const rangesIn = (element: Element, { wanted, level }: Looked): Ranges => {
  if (wanted.exact === '') return NONE
  const { text, nodes, starts, written } = drawnTextIn(element)
  const undrawn = undrawnIn(element)
  const formulas = formulasIn(element)
  const read = foldBoth(
    text,
    undrawn.map((each) => each.text),
    formulas,
    written.flatMap(({ start, end }) => linesWithoutMarks(text.slice(start, end), start)),
  )
  const beside = [
    ...undrawn,
    ...formulas.map(({ at, written }) => ({ at, text: waysToWrite(written) })),
  ]
  const holders = [...nodes, ...beside.map(({ at }) => at)]
  let end = text.length
  for (const each of beside) {
    starts.push(end + UNDRAWN_BETWEEN.length)
    end += UNDRAWN_BETWEEN.length + each.text.length
  }
  const { spans, acrossMarks } = readPlacesIn(read, wanted, level, 1000)
  const rangesOf = (found: readonly Span[]): Range[] =>
    placesOf(starts, found).flatMap(({ from, to }) => {
      const [first, last] = [holders[from.nth], holders[to.nth]]
      if (!first || !last) return []
      if (!(first instanceof Text && last instanceof Text)) return rangeAt(first)
      const range = document.createRange()
      // What stands between two nodes is in neither.
      range.setStart(first, Math.min(from.offset, first.length))
      range.setEnd(last, Math.min(to.offset, last.length))
      return range
    })
  const ranges = rangesOf(spans)
  const count = spans.filter(({ start }) => start < text.length).length
  return {
    drawn: ranges.slice(0, count),
    undrawn: [...ranges.slice(count), ...rangesOf(acrossMarks)],
  }
}

/** What was found in elements, until they change: one that grows leaves the others as they are. */
export class KeptRanges {
  #kept = new WeakMap<Node, { looked: Looked; ranges: Ranges }>()
  readonly #observer = new MutationObserver((changes) => this.#forget(changes))

  find(element: Element, looked: Looked): Ranges {
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
export const paint = (name: string, ranges: readonly Range[]): void => {
  if (!canHighlight) return
  const known = CSS.highlights.get(name)
  const highlight = known ?? new Highlight()
  if (!known) CSS.highlights.set(name, highlight)
  const wanted = new Set<AbstractRange>(ranges)
  for (const range of highlight) if (!wanted.has(range)) highlight.delete(range)
  for (const range of ranges) highlight.add(range)
}
