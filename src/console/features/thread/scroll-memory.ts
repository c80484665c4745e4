import type { VirtualItem } from '@tanstack/react-virtual'

/** Where a thread was left, to come back to. Of this tab and this visit. */
export interface LeftPlace {
  /** The window it was read in; undefined for the one at the end. */
  around: string | undefined
  atEnd: boolean
  offset: number
  /** The first row then; offsets count from it. */
  firstKey: string | undefined
  measurements: VirtualItem[]
}

const KEPT = 50
const left = new Map<string, LeftPlace>()

export const recallPlace = (threadId: string): LeftPlace | undefined => left.get(threadId)

export function rememberPlace(threadId: string, place: LeftPlace): void {
  left.delete(threadId)
  left.set(threadId, place)
  if (left.size <= KEPT) return
  for (const oldest of left.keys()) return void left.delete(oldest)
}
