import type { Definition, FootnoteDefinition, Nodes, RootContent } from 'mdast'

import { type BlockContext, NO_CONTEXT } from './hast.ts'
import { type DocumentLabels, labelOf, labelsIn } from './labels.ts'
import { type MarkedText, indexOfMark } from './marks.ts'
import type { Segment } from './split-document.ts'

const labelsOf = new WeakMap<Nodes, string[]>()

/** Labels a block refers to; kept by the block's identity. */
function referencesOf(node: Nodes): string[] {
  const known = labelsOf.get(node)
  if (known) return known
  const own = 'identifier' in node && node.type !== 'definition' ? [labelOf(node)] : []
  const below = 'children' in node ? node.children.flatMap((child) => referencesOf(child)) : []
  const labels = own.length + below.length === 0 ? NONE : [...own, ...below]
  labelsOf.set(node, labels)
  return labels
}
const NONE: string[] = []

const definedIn = new WeakMap<Nodes, readonly Nodes[]>()
const NOTHING: readonly Nodes[] = []

/** Definitions in a block; kept by the block's identity. */
function definitionsIn(node: Nodes): readonly Nodes[] {
  const known = definedIn.get(node)
  if (known) return known
  const own = node.type === 'definition' || node.type === 'footnoteDefinition' ? [node] : []
  const below = 'children' in node ? node.children.flatMap((child) => definitionsIn(child)) : []
  const defined = own.length + below.length === 0 ? NOTHING : [...own, ...below]
  definedIn.set(node, defined)
  return defined
}

/** Definitions that nothing refers to, and second ones of a label. */
export function unusedDefinitions(
  segments: readonly Segment[],
  { definitions, footnotes }: DocumentLabels,
  notes: ReadonlyMap<string, number>,
): ReadonlySet<Nodes> {
  if (definitions.size + footnotes.size === 0) return NO_CONTEXT.unused
  const found = segments.map(labelsIn)
  const used = new Set(found.flatMap((each) => each.used))
  const isUsed = (node: Definition) =>
    used.has(labelOf(node)) && definitions.get(labelOf(node)) === node
  const isNoted = (node: FootnoteDefinition) =>
    notes.has(labelOf(node)) && footnotes.get(labelOf(node)) === node
  return new Set<Nodes>(
    found.flatMap((each) => [
      ...each.definitions.filter((node) => !isUsed(node)),
      ...each.footnotes.filter((node) => !isNoted(node)),
    ]),
  )
}

const contexts = new WeakMap<Nodes, { key: string; context: BlockContext }>()

/** What a block refers to; the same object for as long as that means the same. */
export function contextOf(
  node: RootContent,
  { definitions }: DocumentLabels,
  notes: ReadonlyMap<string, number>,
  unusedHere: ReadonlySet<Nodes>,
): BlockContext {
  const labels = referencesOf(node)
  const shown = definitionsIn(node).map((each) => unusedHere.has(each))
  if (labels.length === 0 && !shown.includes(true)) return NO_CONTEXT
  const used = labels.flatMap((label) => definitions.get(label) ?? [])
  const numbers = labels.map((label) => notes.get(label))
  const key = JSON.stringify([used.map(({ url, title }) => [url, title]), labels, numbers, shown])
  const known = contexts.get(node)
  if (known?.key === key) return known.context
  const unused = new Set(definitionsIn(node).filter((_, index) => shown[index]))
  const context = { definitions: used, notes, unused }
  contexts.set(node, { key, context })
  return context
}

/** Footnotes are numbered in the order of their first references. */
export function numberNotes(
  references: readonly string[],
  { footnotes }: DocumentLabels,
): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>()
  for (const label of references) {
    if (footnotes.has(label) && !numbers.has(label)) numbers.set(label, numbers.size + 1)
  }
  return numbers
}

function shownTexts(node: Nodes): string[] {
  if (node.type === 'definition' || node.type === 'math' || node.type === 'inlineMath') return []
  const own = 'value' in node ? [node.value] : 'url' in node ? [node.url] : []
  return 'children' in node ? [...own, ...node.children.flatMap(shownTexts)] : own
}

/** Which marks have a place in the blocks where they are shown. */
export function shownMarks(nodes: readonly RootContent[], { pattern }: MarkedText): Set<number> {
  if (pattern === null) return new Set()
  const texts = nodes.flatMap(shownTexts)
  return new Set(texts.flatMap((text) => text.match(pattern) ?? []).map(indexOfMark))
}
