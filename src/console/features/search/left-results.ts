import type { VirtualItem } from '@tanstack/react-virtual'

interface LeftResults {
  offset: number
  measurements: VirtualItem[]
  /** The match that the keyboard was at. */
  hitId: string | undefined
}

const KEPT = 20
const left = new Map<string, LeftResults>()

/** Where the results of a search were left, of this visit. */
export const recallResults = (name: string): LeftResults | undefined => left.get(name)

export const rememberResults = (name: string, place: LeftResults): void => {
  left.delete(name)
  left.set(name, place)
  for (const oldest of left.keys()) {
    if (left.size <= KEPT) break
    left.delete(oldest)
  }
}
