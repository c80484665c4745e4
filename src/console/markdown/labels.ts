import type { Definition, FootnoteDefinition, Nodes, RootContent } from 'mdast'

/** What a document defines, by normalised label; the first definition of a label counts. */
export interface DocumentLabels {
  definitions: ReadonlyMap<string, Definition>
  footnotes: ReadonlyMap<string, FootnoteDefinition>
}

interface Found {
  definitions: Definition[]
  footnotes: FootnoteDefinition[]
  /** Labels of footnote references, in order. */
  references: string[]
  /** Labels of definitions that links and images use. */
  used: string[]
}

/** `identifier` is lower-cased by mdast; the parser compares labels in upper case. */
export const labelOf = (node: { identifier: string }) => node.identifier.toUpperCase()

const foundIn = new WeakMap<readonly RootContent[], Found>()

function collect(node: Nodes, found: Found): void {
  if (node.type === 'definition') found.definitions.push(node)
  if (node.type === 'footnoteDefinition') found.footnotes.push(node)
  if (node.type === 'footnoteReference') found.references.push(labelOf(node))
  if (node.type === 'linkReference' || node.type === 'imageReference')
    found.used.push(labelOf(node))
  if ('children' in node) for (const child of node.children) collect(child, found)
}

const NOTHING: Found = { definitions: [], footnotes: [], references: [], used: [] }

interface Labelled {
  text: string
  nodes: readonly RootContent[]
}

/** Definitions and references of a segment's blocks; kept by the identity of its nodes. */
export function labelsIn({ text, nodes }: Labelled): Found {
  if (!text.includes('[')) return NOTHING
  let found = foundIn.get(nodes)
  if (!found) {
    found = { definitions: [], footnotes: [], references: [], used: [] }
    for (const node of nodes) collect(node, found)
    foundIn.set(nodes, found)
  }
  return found
}

const addFirst = <T extends { identifier: string }>(map: Map<string, T>, nodes: readonly T[]) => {
  for (const node of nodes) if (!map.has(labelOf(node))) map.set(labelOf(node), node)
}

export function collectLabels(segments: readonly Labelled[]): DocumentLabels {
  const definitions = new Map<string, Definition>()
  const footnotes = new Map<string, FootnoteDefinition>()
  for (const segment of segments) {
    const found = labelsIn(segment)
    addFirst(definitions, found.definitions)
    addFirst(footnotes, found.footnotes)
  }
  return { definitions, footnotes }
}

const sameKeys = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>) =>
  a.size === b.size && [...a.keys()].every((key) => b.has(key))

/** Whether both define the same labels, whatever they stand for. */
export const sameLabels = (a: DocumentLabels, b: DocumentLabels): boolean =>
  sameKeys(a.definitions, b.definitions) && sameKeys(a.footnotes, b.footnotes)

/** Labels that only one of both defines. */
export function changedLabels(a: DocumentLabels, b: DocumentLabels): Set<string> {
  const keys = (labels: DocumentLabels) => [
    ...labels.definitions.keys(),
    ...[...labels.footnotes.keys()].map((label) => `^${label}`),
  ]
  const [before, after] = [new Set(keys(a)), new Set(keys(b))]
  const onlyIn = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
    [...one].filter((label) => !other.has(label))
  return new Set([...onlyIn(before, after), ...onlyIn(after, before)])
}

const IN_BRACKETS = /\[((?:[^[\]\\]|\\.){1,999})\]/gs
/** As the parser normalises a label; `labelOf` knows it with its escapes. */
const normalise = (label: string) =>
  label.trim().replaceAll(/\s+/g, ' ').toLowerCase().toUpperCase()

/** Whether a text has one of the labels in brackets. */
export function refersTo(text: string, labels: ReadonlySet<string>): boolean {
  if (!text.includes('[')) return false
  for (const [, label = ''] of text.matchAll(IN_BRACKETS)) {
    if (labels.has(normalise(label))) return true
  }
  return false
}
