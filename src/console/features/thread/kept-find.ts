import type { Find } from './finds.ts'

/** Where finding is among the places. */
export interface KeptPlace {
  find: Find
  at: number
  /** The reader went there, and was not led there by what was typed. */
  isGoneTo: boolean
}

/** What is looked for in a thread. */
export interface KeptFind {
  threadId: string
  words: string
  /** The reader typed the words, or went on from where a search led. */
  isOwn: boolean
  /** The link of a search that was followed before; it is told by what does not change as something opens beside. */
  led: string | undefined
  place: KeptPlace | undefined
  /** The focus was in the box as the page was left. */
  hasFocus: boolean
}

const KEY = 'clew.find'

const isFind = (value: unknown): value is Find =>
  typeof value === 'object' &&
  value !== null &&
  'rowId' in value &&
  typeof value.rowId === 'string' &&
  'nth' in value &&
  typeof value.nth === 'number'

const placeIn = (value: unknown): KeptPlace | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const { find, at, isGoneTo } = value as Partial<Record<keyof KeptPlace, unknown>> // each is looked at
  return isFind(find) && typeof at === 'number'
    ? { find, at, isGoneTo: isGoneTo === true }
    : undefined
}

const read = (): KeptFind | undefined => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return undefined
    const { threadId, words, isOwn, led, place, hasFocus } = kept as Partial<
      Record<keyof KeptFind, unknown> // each is looked at
    >
    if (typeof threadId !== 'string' || typeof words !== 'string') return undefined
    return {
      threadId,
      words,
      isOwn: isOwn === true,
      led: typeof led === 'string' ? led : undefined,
      place: placeIn(place),
      hasFocus: hasFocus === true,
    }
  } catch {
    return undefined
  }
}

/** Keeps what is looked for while the page is there, and in its tab while it is loaded again. */
export const newFindKeeper = () => {
  let current: KeptFind | undefined
  const write = (kept: KeptFind | undefined): void => {
    current = kept
    try {
      if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept))
      else sessionStorage.removeItem(KEY)
    } catch {
      // Storage is full or closed to us: then finding ends with the page.
    }
  }
  return {
    /** Keeps what is looked for in a thread while its messages are not shown, and while its page is loaded again. */
    keepFind: (threadId: string, change: Partial<KeptFind>): void => {
      const nothing = { words: '', isOwn: false, led: undefined, place: undefined, hasFocus: false }
      const before = current?.threadId === threadId ? current : { threadId, ...nothing }
      // The place is of the words that it was kept with.
      const isOther = change.words !== undefined && change.words !== before.words
      write({ ...before, ...(isOther && { place: undefined }), ...change })
    },
    /**
     * What is looked for in a thread, as it was left.
     * @param isNewVisit whether what the page before this one kept counts no more
     */
    recallFind: (threadId: string, isNewVisit: boolean): KeptFind | undefined => {
      if (current)
        return current.threadId === threadId ? { ...current, hasFocus: false } : undefined
      const kept = isNewVisit ? undefined : read()
      return kept?.threadId === threadId ? kept : undefined
    },
    /** Nothing is looked for in a thread any more. */
    forgetFind: (threadId: string): void => {
      if ((current ?? read())?.threadId === threadId) write(undefined)
    },
  }
}

export const { keepFind, recallFind, forgetFind } = newFindKeeper()
