import type { VirtualItem } from '@tanstack/react-virtual'

import { newPlaces, type Place } from '#console/util/left-places.ts'

/** Where a list of messages was left, to come back to. Of this tab and this visit. */
export interface LeftPlace {
  /** The window it was read in; undefined for the one at the end. */
  around: string | undefined
  atEnd: boolean
  /** Without the box of finding, and so is the line that was read. */
  offset: number
  /** The first row then; offsets count from it. */
  firstKey: string | undefined
  measurements: VirtualItem[]
}

const KEPT = 50
const left = new Map<string, LeftPlace>()
/** What is left of them when the page is loaded again. */
const places = newPlaces('clew.left-threads')

/**
 * The name that the place of a link is kept under: a thread has one place, and each step in history that
 * led to a message or a call of it has its own.
 * @param entry the key of that step
 */
export const linkName = (threadId: string, entry: string, to: string): string =>
  `${threadId}#${to} ${entry}`

/** Whether the reader read on from where the link led, since the page was loaded or before. */
export const isLinkLeft = (link: string): 'now' | 'before' | undefined =>
  places.isOfThisVisit(link) ? 'now' : places.recall(link) && 'before'

/** @param name a thread's id, or the name of a link */
export const recallPlace = (name: string): LeftPlace | undefined => left.get(name)

/** The message that was read, and how far; undefined where the end was. */
export const recallLine = (name: string): Place | undefined => {
  const place = places.recall(name)
  return place?.rowId === undefined ? undefined : place
}

/** @param line the message at the top of what is seen, and how far it is scrolled out */
export function rememberPlace(
  name: string,
  place: LeftPlace,
  line: { messageId: string; by: number } | undefined,
): void {
  left.delete(name)
  left.set(name, place)
  places.remember(
    name,
    line && !place.atEnd ? { rowId: line.messageId, by: line.by } : { rowId: undefined, by: 0 },
  )
  if (left.size <= KEPT) return
  for (const oldest of left.keys()) return void left.delete(oldest)
}

export function forgetPlace(name: string): void {
  left.delete(name)
  places.forget(name)
}

/** The message to open at: of this visit, else of the page before it was loaded again. */
export const recallAround = (name: string): string | undefined => {
  const place = left.get(name)
  return place ? place.around : recallLine(name)?.rowId
}
