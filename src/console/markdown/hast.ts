import type { Element, ElementContent, Root, RootContent as HastContent } from 'hast'
import { type Schema, defaultSchema, sanitize } from 'hast-util-sanitize'
import type {
  Blockquote,
  Break,
  Code,
  Definition,
  FootnoteDefinition,
  Heading,
  Image,
  ImageReference,
  Link,
  LinkReference,
  ListItem,
  Nodes,
  Paragraph,
  Parents,
  RootContent,
  TableRow,
} from 'mdast'
import type { InlineMath, Math } from 'mdast-util-math'
import {
  type Handler,
  type Handlers,
  type State,
  defaultHandlers,
  toHast,
} from 'mdast-util-to-hast'

import { withoutTicks } from './dollars.ts'
import { labelOf } from './labels.ts'
import { isCounted } from './list-numbers.ts'
import { type MarkedText, indexOfMark, unmarkText } from './marks.ts'
import { sourceOf } from './note-macros.ts'
import { placeMarks } from './place-marks.ts'
import { textOf } from './text-of.ts'
import {
  FOLLOWED,
  cutWritten,
  destinationOf,
  hostOf,
  toldOf,
  undrawnOf,
  undrawnOfImage,
} from './web-link.ts'

/** What a block needs to know of the rest of its document. */
export interface BlockContext {
  definitions: readonly Definition[]
  /** Numbers of footnotes, by label. */
  notes: ReadonlyMap<string, number>
  /** Definitions of the block that nothing uses: they are shown as they were written. */
  unused: ReadonlySet<Nodes>
}

export const NO_CONTEXT: BlockContext = { definitions: [], notes: new Map(), unused: new Set() }

const element = (
  tagName: string,
  properties: Element['properties'],
  children: ElementContent[],
): Element => ({ type: 'element', tagName, properties, children })

const text = (value: string): ElementContent => ({ type: 'text', value })

const allowed = (tagName: string) => defaultSchema.tagNames?.includes(tagName)

const TAG_NAMES =
  'a blockquote br code del em h1 h2 h3 h4 h5 h6 hr img input li ol p pre strong sup table tbody td th thead tr ul x-math x-note x-file x-plain x-text x-address'.split(
    ' ',
  )

const schema: Schema = {
  ...defaultSchema,
  tagNames: TAG_NAMES.filter((name) => name.startsWith('x-') || allowed(name)),
  attributes: {
    ...defaultSchema.attributes,
    '*': ['align', 'alt', 'start', 'title', 'checked', 'disabled', 'value', 'dataUndrawn'],
    code: [['className', /^language-./], 'dataMeta'],
    'x-math': ['dataDisplay', 'dataWritten', 'dataTex'],
    'x-note': ['dataLabel', 'dataNumber'],
    'x-file': ['dataMark'],
  },
  protocols: { href: FOLLOWED, src: ['http', 'https'] },
}

const BLOCK_PARENTS = new Set(['root', 'blockquote', 'listItem', 'footnoteDefinition'])

/** HTML is shown, never run. */
const html: Handler = (_, node: { value: string }, parent) => {
  const isBlock = parent === undefined || BLOCK_PARENTS.has(parent.type)
  return isBlock ? element('x-plain', {}, [text(node.value)]) : text(node.value)
}

/** In a cell no line ending stands behind it: a table shows its text on one line. */
const lineBreak: Handler = (state, node: Break, parent) =>
  parent?.type === 'tableCell' ? element('br', {}, []) : defaultHandlers.break(state, node)

const writtenText = (written: string): ElementContent => text(cutWritten(written))

/** Its words with its address in view, as nobody can follow it. */
function unfollowed(
  words: ElementContent[],
  target: Pick<Link, 'url' | 'title'>,
): ElementContent[] {
  const told = toldOf(words.map(textOf).join(''), target)
  return told === '' ? words : [...words, text(' '), element('x-address', {}, [text(told)])]
}

/** With what is found at it and is not drawn. */
const withUndrawn = (drawn: Element, undrawn: string): Element =>
  undrawn === '' ? drawn : { ...drawn, properties: { ...drawn.properties, dataUndrawn: undrawn } }

const isElement = (drawn: unknown): drawn is Element =>
  typeof drawn === 'object' && drawn !== null && 'tagName' in drawn

const linkReference: Handler = (state, node: LinkReference) => {
  const target = state.definitionById.get(node.identifier.toUpperCase())
  if (target && destinationOf(target.url) === null) return unfollowed(state.all(node), target)
  const drawn = defaultHandlers.linkReference(state, node)
  if (!target || !isElement(drawn)) return drawn
  return withUndrawn(drawn, undrawnOf(textOf(drawn), target, node.label ?? ''))
}

const imageReference: Handler = (state, node: ImageReference) => {
  const target = state.definitionById.get(node.identifier.toUpperCase())
  const drawn = defaultHandlers.imageReference(state, node)
  if (!target || !isElement(drawn)) return drawn
  return withUndrawn(drawn, undrawnOfImage(node.alt ?? '', target, node.label ?? ''))
}

/** What may be followed is told by protocols in small letters. */
const withPlainProtocol = (url: string) =>
  url.replace(/^[a-z]+:/i, (protocol) => protocol.toLowerCase())

/** A target that is an annotated path becomes a download; one that runs into a marker ends before it. */
const link =
  (marked: MarkedText, fallback: 'link' | 'image'): Handler =>
  (state, node: Link | Image) => {
    const { pattern } = marked
    // Each of the two handlers is given its own kind of node.
    const draw = defaultHandlers[fallback] as (...given: [typeof state, typeof node]) => Element
    const fallbackTo = (its: typeof node) => {
      if (its.type === 'link' && destinationOf(its.url) === null)
        return unfollowed(state.all(its), its)
      const drawn = draw(state, { ...its, url: withPlainProtocol(its.url) })
      return withUndrawn(
        drawn,
        its.type === 'link' ? undrawnOf(textOf(drawn), its) : undrawnOfImage(its.alt ?? '', its),
      )
    }
    const [match] = (pattern && node.url.match(pattern)) ?? []
    if (match === undefined) return fallbackTo(node)
    if (match === node.url) {
      const children = node.type === 'link' ? state.all(node) : [text(node.alt || 'image')]
      const dataUndrawn = unmarkText(match, marked)
      return element('x-file', { dataMark: indexOfMark(match), dataUndrawn }, children)
    }
    const url = node.url.slice(0, node.url.indexOf(match))
    return fallbackTo({ ...node, url: unmarkText(url, marked) })
  }

/** A block that would show nothing stands as it was written. */
const blockOr =
  <T extends Blockquote | Heading | Paragraph>(
    handler: (state: State, node: T, parent?: Parents) => Element,
  ) =>
  (state: State, node: T, parent?: Parents): Element =>
    node.data?.written === undefined
      ? handler(state, node, parent)
      : element('x-plain', {}, [text(node.data.written)])

/** A link without words shows where it leads, else what was written. */
const worded =
  (handler: Handler): Handler =>
  (state, node: Link | LinkReference, parent) => {
    const written = node.data?.written
    if (written === undefined) return handler(state, node, parent)
    if (node.type !== 'link' || destinationOf(node.url) === null) return writtenText(written)
    return handler(state, { ...node, children: [{ type: 'text', value: node.url }] }, parent)
  }

/** An image that cannot be fetched stands as it was written. */
const fetchable =
  (marked: MarkedText, handler: Handler): Handler =>
  (state, node: Image, parent) =>
    hostOf(unmarkText(node.url, marked)) === null && !marked.pattern?.test(node.url)
      ? writtenText(node.data?.written ?? node.alt ?? '')
      : handler(state, node, parent)

const definition =
  (unused: BlockContext['unused']) => (_: State, node: Definition | FootnoteDefinition) =>
    unused.has(node) ? element('x-plain', {}, [text(node.data?.written ?? '')]) : undefined

function formula(
  node: Code | InlineMath | Math,
  display: 'block' | 'inline',
  marked: MarkedText,
): Element {
  const source = withoutTicks(sourceOf(node))
  // Over several lines it may have the marks of a quote in it.
  const data = node.type === 'code' ? undefined : node.data
  const written =
    /^[^\n\r]+$/.test(data?.written ?? '') || data?.written?.includes(node.value)
      ? data?.written
      : undefined
  const own = withoutTicks(node.value)
  const dollars = display === 'block' ? `$$\n${own}\n$$` : `$${own}$`
  return element(
    'x-math',
    {
      dataDisplay: display,
      dataWritten: unmarkText(written ?? dollars, marked),
      dataTex: unmarkText(own, marked),
    },
    [text(unmarkText(source, marked))],
  )
}

/** A fence of `math` holds a formula. What stands behind a language is a file name, highlighted lines. */
const code = (marked: MarkedText) => (state: State, node: Code) => {
  if (node.lang === 'math') return formula(node, 'block', marked)
  const pre = defaultHandlers.code(state, node)
  const [inner] = pre.children
  if (node.meta && inner?.type === 'element') inner.properties['dataMeta'] = node.meta
  return pre
}

/** All cells, though the row has more of them than the table has columns. */
const tableRow: Handler = (state, node: TableRow, parent?: Parents) => {
  const columns = parent?.type === 'table' ? parent.align?.length : undefined
  const missing = node.children.length - (columns ?? Infinity)
  if (parent?.type !== 'table' || missing <= 0) return defaultHandlers.tableRow(state, node, parent)
  const align = [...(parent.align ?? []), ...Array.from({ length: missing }, () => null)]
  return defaultHandlers.tableRow(state, node, { ...parent, align })
}

/** With the number it was written with, where counting would change it. */
const listItem: Handler = (state, node: ListItem, parent?: Parents) => {
  const item = defaultHandlers.listItem(state, node, parent)
  const number = node.data?.number
  if (number !== undefined && parent?.type === 'list' && !isCounted(parent))
    item.properties['value'] = String(number)
  return item
}

const holdsBlock = (node: ElementContent): boolean =>
  node.type === 'element' &&
  (node.tagName === 'img' || node.tagName === 'x-math' || node.children.some(holdsBlock))

/**
 * A tight item has no paragraph that would keep the lines of its text. And WebKit paints no highlights in
 * text that stands beside blocks without an element of its own.
 */
const needsElement = (paragraph: Element, parent: Parents | undefined): boolean =>
  (parent?.type === 'listItem' &&
    (parent.children.length > 1 || textOf(paragraph).includes('\n'))) ||
  (paragraph.children.length > 1 && holdsBlock(paragraph))

const inElement = (paragraph: Element, parent: Parents | undefined): Element =>
  needsElement(paragraph, parent)
    ? { ...paragraph, children: [element('x-text', {}, paragraph.children)] }
    : paragraph

const paragraph = (state: State, node: Paragraph, parent?: Parents): Element =>
  node.data?.plain
    ? element('x-plain', {}, state.all(node))
    : inElement(defaultHandlers.paragraph(state, node), parent)

const handlersFor = (marked: MarkedText, { notes, unused }: BlockContext): Handlers => ({
  html,
  break: lineBreak,
  link: worded(link(marked, 'link')),
  linkReference: worded(linkReference),
  imageReference,
  image: fetchable(marked, link(marked, 'image')),
  blockquote: blockOr(defaultHandlers.blockquote),
  heading: blockOr(defaultHandlers.heading),
  code: code(marked),
  tableRow,
  listItem,
  definition: definition(unused),
  math: (_, node) => formula(node, 'block', marked),
  inlineMath: (_, node) => formula(node, node.data?.display ? 'block' : 'inline', marked),
  footnoteReference: (_, node) =>
    element(
      'x-note',
      {
        dataLabel: labelOf(node),
        dataNumber: notes.get(labelOf(node)) ?? 0,
        dataUndrawn: node.label ?? node.identifier,
      },
      [],
    ),
  footnoteDefinition: definition(unused),
  paragraph: blockOr(paragraph),
})

/**
 * The blocks as safe hast: no element, attribute or protocol that is not listed above, whatever the
 * text holds. Marks become `x-cite` elements.
 */
export function toSafeHast(
  nodes: readonly RootContent[],
  context: BlockContext,
  marked: MarkedText,
): HastContent[] {
  const definitions = context.definitions.map((definition) => ({
    ...definition,
    url: withPlainProtocol(unmarkText(definition.url, marked)),
  }))
  const tree = toHast(
    { type: 'root', children: [...nodes, ...definitions] },
    { handlers: handlersFor(marked, context) },
  )
  // A root goes in, so a root comes out.
  const safe = sanitize(tree, schema) as Root
  return placeMarks(safe, marked).children.filter(
    (child) => child.type !== 'text' || child.value.trim() !== '',
  )
}
