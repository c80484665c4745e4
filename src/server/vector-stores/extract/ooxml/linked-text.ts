import type { Package } from './package.ts'
import { partText } from './part-text.ts'

/** Diagrams (SmartArt) and charts, which stand in parts of their own. */
const KINDS = new Set(['diagramData', 'chart', 'chartEx'])

export interface LinkedText {
  /** The words of the part that a link's id names; none where they have been read. */
  linked: (id: string) => string
  /** The words of those that no id has named. */
  rest: () => string[]
}

/** Reads the diagrams and charts that a part links to, each once. */
export const linkedText = (document: Package, from: string): LinkedText => {
  const names = new Map(
    document
      .links(from)
      .filter(({ kind }) => KINDS.has(kind))
      .map(({ id, name }) => [id, name]),
  )
  const linked = (id: string) => {
    const bytes = document.take(names.get(id) ?? '')
    return bytes ? partText(bytes) : ''
  }
  return { linked, rest: () => [...names.keys()].map(linked) }
}
