import { costOf } from './cost.ts'
import type { Labels } from './labels-extension.ts'
import { type DocumentLabels, changedLabels, collectLabels, refersTo } from './labels.ts'
import { parseMarkdown } from './parse.ts'
import { type Growth, NOT_TRIED, type Segment, type SplitDocument } from './split-document.ts'
import { parseTail } from './tail.ts'

/** What may be parsed again at once because labels were defined; the rest keeps its text. */
const RELABEL_COST = 80_000
/** The labels that a document defines, as the parser is told them. */
export const namesOf = ({ definitions, footnotes }: DocumentLabels): Labels => ({
  definitions: [...definitions.keys()],
  footnotes: [...footnotes.keys()],
})

/** Parses again what refers to labels that were defined or lost; definitions stay the same. */
export function relabel(
  document: SplitDocument,
  known: DocumentLabels,
  growth: Growth,
): SplitDocument {
  const labels = namesOf(document.labels)
  const changed = changedLabels(known, document.labels)
  let left = RELABEL_COST
  const isMeant = ({ text }: Segment): boolean => {
    if (left <= 0 || !refersTo(text, changed)) return false
    left -= costOf(text)
    return left > 0
  }
  const settled = document.settled.map((segment) =>
    isMeant(segment)
      ? { text: segment.text, nodes: parseMarkdown(segment.text, labels).children }
      : segment,
  )
  // Definitions are known by identity: those of a segment that was parsed again are others.
  if (!isMeant(document.tail))
    return { ...document, settled, labels: collectLabels([...settled, document.tail]) }
  const open = { open: null, openText: '', tried: NOT_TRIED }
  const tail = parseTail({ settled, ...open, rest: document.tail.text, labels }, growth)
  return {
    ...document,
    ...open,
    ...tail,
    settled,
    labels: collectLabels([...settled, tail.tail]),
  }
}
