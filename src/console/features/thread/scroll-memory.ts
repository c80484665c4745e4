import type { VirtualItem } from '@tanstack/react-virtual'

import { newPlaces, type Place } from '#console/util/left-places.ts'

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
/** What is left of them when the page is loaded again. */
const places = newPlaces('clew.left-threads')

export const recallPlace = (threadId: string): LeftPlace | undefined => left.get(threadId)

/** The message that was read, and how far; undefined where the end was. */
export const recallLine = (threadId: string): Place | undefined => {
  const place = places.recall(threadId)
  return place?.rowId === undefined ? undefined : place
}

/** @param line the message at the top of what is seen, and how far it is scrolled out */
export function rememberPlace(
  threadId: string,
  place: LeftPlace,
  line: { messageId: string; by: number } | undefined,
): void {
  left.delete(threadId)
  left.set(threadId, place)
  places.remember(
    threadId,
    line && !place.atEnd ? { rowId: line.messageId, by: line.by } : { rowId: undefined, by: 0 },
  )
  if (left.size <= KEPT) return
  for (const oldest of left.keys()) return void left.delete(oldest)
}

/** The message to open a thread at: of this visit, else of the page before it was loaded again. */
export const recallAround = (threadId: string): string | undefined => {
  const place = left.get(threadId)
  return place ? place.around : recallLine(threadId)?.rowId
}
