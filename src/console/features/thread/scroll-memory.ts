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

const KEY = 'clew.reading'

/** A page that is loaded again opens where it was read: at this message of this thread. */
interface Reading {
  threadId: string
  messageId: string
}

const readKept = (): Reading | undefined => {
  try {
    // The cast: only `keepReading` writes it.
    return (JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Reading | null) ?? undefined
  } catch {
    return undefined
  }
}
const kept = typeof sessionStorage === 'undefined' ? undefined : readKept()

/** Keeps in this tab at which message the thread is read; undefined where it is read at its end. */
export const keepReading = (threadId: string, messageId: string | undefined): void => {
  try {
    if (messageId === undefined) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, JSON.stringify({ threadId, messageId } satisfies Reading))
  } catch {
    // Storage is full or closed to us: then the thread opens at its end.
  }
}

/** The message to open a thread at: of this visit, else of the page before it was loaded again. */
export const recallAround = (threadId: string): string | undefined => {
  const place = left.get(threadId)
  if (place) return place.around
  return kept?.threadId === threadId ? kept.messageId : undefined
}
