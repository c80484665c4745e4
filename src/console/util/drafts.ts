import { nanoid } from 'nanoid'

import { newStore, type Store } from './store.ts'
import { type Tab, thisTab } from './tab.ts'
import { mergeValues } from './three-way.ts'
import { bothWrites, hasSeen, type Version, versionIn, versionText } from './versions.ts'

/** How long after a write another tab may write without knowing it. Afterwards it has slept. */
const CROSSING_MS = 3000

/** So many versions are known, for one of them is what two tabs wrote over. */
const MOST_KNOWN = 12

/** Why what was typed is not kept: storage is full, or closed to us. */
export type Unkept = 'full' | 'closed'

export interface DraftOptions<Value> {
  /** Keys begin with it; the id follows. */
  prefix: string
  empty: () => Value
  /** Whether nothing would be lost by forgetting it. */
  isEmpty: (value: Value) => boolean
  /** Reads what was kept. @throws where it cannot be used */
  parse: (kept: unknown) => Value
  /** What was found in storage, first or again, joined with what only this page has. */
  adopt?: (kept: Value, mine: Value, id: string) => Value
  /** What this tab and another changed at the same time, joined. `base` is what both knew. */
  merge?: (base: Value, mine: Value, theirs: Value) => Value
  tab?: Tab
}

/** How soon a change is kept. `later`: with the next change that is. */
export type Keeping = 'soon' | 'now' | 'later'

export interface Drafts<Value> {
  get: (id: string) => Value
  use: (id: string) => Value
  change: (id: string, change: (value: Value) => Value, keeping?: Keeping) => void
  forget: (id: string) => void
  /** The ids of all drafts that are kept. */
  ids: () => string[]
  /** The ids of an owner's drafts: its own, and those that begin with it and a slash. */
  idsOf: (owner: string) => string[]
  /** Takes over what other tabs wrote, where this page has not been told yet. */
  readAgain: (id: string) => void
  /** Whether a draft cannot be kept, and why. */
  unkept: (id: string) => Unkept | undefined
  useUnkept: (id: string) => Unkept | undefined
}

interface Entry<Value> {
  value: Store<Value>
  unkept: Store<Unkept | undefined>
  /** The text in storage when this page last read or wrote it. */
  seen: string | null
  /** What that text was, and the versions before it, the oldest first. */
  known: readonly Version[]
  /** This page wrote what was last seen. */
  isOwn: boolean
  /** When it did, by the page's clock. */
  wroteAt: number
  /** What another tab wrote, and this one wrote over without knowing it. */
  crossed: Version | undefined
  isUnsaved: boolean
  /** It stays here though another tab forgets it. */
  isHeld: boolean
}

/** What is done to all drafts of an owner: each kind of them does it to its own. */
interface OfOwner {
  forget: (owner: string) => void
  hold: (owner: string) => void
}
const kinds = new Set<OfOwner>()

/**
 * Forgets all drafts of what is gone for good: under its id, and under ids that begin with it and a
 * slash.
 */
export const forgetDraftsOf = (owner: string): void => {
  for (const { forget } of kinds) forget(owner)
}

/** Keeps the drafts of what others deleted while it is on the screen, though other tabs forget them. */
export const holdDraftsOf = (owner: string): void => {
  for (const { hold } of kinds) hold(owner)
}

/**
 * What people type, kept in this browser until it is sent. All tabs show the same: what one of them
 * keeps or forgets, the others take over. What is typed in two of them at once is joined.
 */
export function newDrafts<Value>({
  prefix,
  empty,
  isEmpty,
  parse,
  adopt = (kept) => kept,
  merge = mergeValues,
  tab = thisTab(),
}: DraftOptions<Value>): Drafts<Value> {
  const entries = new Map<string, Entry<Value>>()
  let isWaiting = false
  /** This page as others know it, and how many times it has written. */
  const own = nanoid(6)
  let count = 0

  const textOf = (id: string): string | null => {
    try {
      return tab.storage()?.getItem(prefix + id) ?? null
    } catch {
      return null
    }
  }
  const read = (json: string | null): Value => {
    if (json === null) return empty()
    try {
      return parse(JSON.parse(json))
    } catch {
      // Of another version, or changed by hand.
      return empty()
    }
  }
  const entryOf = (id: string): Entry<Value> => {
    const known = entries.get(id)
    if (known) return known
    const seen = textOf(id)
    const version = versionIn(seen)
    const entry: Entry<Value> = {
      value: newStore(adopt(read(version.json), empty(), id)),
      unkept: newStore<Unkept | undefined>(undefined),
      seen,
      known: [version],
      isOwn: false,
      wroteAt: Number.NEGATIVE_INFINITY,
      crossed: undefined,
      isUnsaved: false,
      isHeld: false,
    }
    entries.set(id, entry)
    return entry
  }
  const versionOf = ({ known }: Entry<Value>): Version => known.at(-1) ?? versionIn(null)
  const isNow = (entry: Entry<Value>, text: string | null, version: Version) => {
    entry.seen = text
    entry.known = [...entry.known, version].slice(-MOST_KNOWN)
  }
  /** Two values of one choice may merge into a text that is neither: then mine stays. */
  const joined = (base: Value, mine: Value, theirs: Value): Value => {
    const both = merge(base, mine, theirs)
    try {
      parse(both)
      return both
    } catch {
      return mine
    }
  }
  /** The newest version that both tabs know. Null where there is none: then all of either stays. */
  const commonOf = ({ known }: Entry<Value>, theirs: Version): string | null =>
    known.findLast(({ writes }) => hasSeen(theirs.writes, writes))?.json ?? null

  /** Takes over what another tab wrote. What was typed here, and was not known there, stays. */
  const agree = (
    id: string,
    entry: Entry<Value>,
    told?: { before: string | null; now: Version },
  ) => {
    const text = textOf(id)
    if (text === entry.seen || entry.unkept.get() !== undefined) return
    const last = versionOf(entry)
    // What says that a draft is empty does not stand there for long.
    const theirs = text === null && told?.now.json === null ? told.now : versionIn(text)
    const isCrossed =
      entry.isOwn &&
      performance.now() - entry.wroteAt < CROSSING_MS &&
      !hasSeen(theirs.writes, last.writes)
    const isOverOther = entry.isOwn && told !== undefined && told.before !== entry.seen
    const isUnknownThere = entry.isUnsaved || isCrossed || isOverOther
    const base = isCrossed
      ? commonOf(entry, text === null ? versionIn(null) : theirs)
      : isOverOther
        ? versionIn(told.before).json
        : last.json
    isNow(entry, text, theirs)
    entry.isOwn = false
    if (theirs.json === null && entry.isHeld) return save(id, entry)
    const mine = entry.value.get()
    const their = read(theirs.json)
    entry.value.set(adopt(isUnknownThere ? joined(read(base), mine, their) : their, mine, id))
    if (isUnknownThere) save(id, entry, last)
  }
  /** @param known what the value is made of, besides what stands in storage */
  const save = (id: string, entry: Entry<Value>, known?: Version) => {
    entry.isUnsaved = false
    const value = entry.value.get()
    const storage = tab.storage()
    const json = isEmpty(value) ? null : JSON.stringify(value)
    if (!storage) return entry.unkept.set(json === null ? undefined : 'closed')
    const last = versionOf(entry)
    if (json === (entry.seen === null ? null : last.json) && entry.unkept.get() === undefined)
      return
    const writes = { ...bothWrites(last.writes, known?.writes ?? {}), [own]: ++count }
    try {
      const text = versionText({ json, writes })
      storage.setItem(prefix + id, text)
      isNow(entry, text, { json, writes })
      entry.isOwn = true
      entry.wroteAt = performance.now()
      entry.unkept.set(undefined)
      if (json === null) tab.later(() => tidy(id, entry))
    } catch {
      entry.unkept.set('full')
    }
  }
  /** Joins what this tab wrote over, where the tab that wrote it has not: it is gone. */
  const joinCrossed = (id: string, entry: Entry<Value>) => {
    const { crossed } = entry
    entry.crossed = undefined
    if (!crossed || hasSeen(versionOf(entry).writes, crossed.writes)) return
    const mine = entry.value.get()
    const both = joined(read(commonOf(entry, crossed)), mine, read(crossed.json))
    entry.value.set(adopt(both, mine, id))
    save(id, entry, crossed)
  }
  const isEmptied = (text: string | null) => text !== null && versionIn(text).json === null
  const flush = () => {
    isWaiting = false
    for (const [id, entry] of entries) {
      if (entry.isUnsaved) {
        agree(id, entry)
        save(id, entry)
      }
      joinCrossed(id, entry)
    }
  }
  /** By now the other tabs know that it is empty. */
  const tidy = (id: string, entry: Entry<Value>) => {
    const isMine = entry.isOwn && entry.seen !== null && textOf(id) === entry.seen
    if (!isMine || !isEmptied(entry.seen)) return
    tab.storage()?.removeItem(prefix + id)
    entry.seen = null
  }
  const soon = () => {
    if (isWaiting) return
    isWaiting = true
    tab.later(flush)
  }

  tab.onWritten((key, before, now) => {
    if (key === null || !key.startsWith(prefix)) return
    const id = key.slice(prefix.length)
    const entry = entries.get(id)
    if (!entry) return
    const version = versionIn(now)
    agree(id, entry, { before, now: version })
    if (now === null || hasSeen(versionOf(entry).writes, version.writes)) return
    entry.crossed = version
    soon()
  })
  tab.onBack(() => {
    for (const [id, entry] of entries) agree(id, entry)
  })
  tab.onLeaving(() => {
    flush()
    for (const [id, entry] of entries) tidy(id, entry)
  })

  const storedIds = (): string[] => {
    const storage = tab.storage()
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? '')
    return keys
      .filter((key) => key.startsWith(prefix) && !isEmptied(storage?.getItem(key) ?? null))
      .map((key) => key.slice(prefix.length))
  }
  const forget = (id: string) => {
    const entry = entryOf(id)
    entry.value.set(empty())
    entry.isHeld = false
    save(id, entry)
  }
  const ofOwner = (owner: string) =>
    [...new Set([...entries.keys(), ...storedIds()])].filter(
      (id) => id === owner || id.startsWith(`${owner}/`),
    )
  kinds.add({
    forget: (owner) => ofOwner(owner).forEach(forget),
    hold: (owner) => {
      for (const id of ofOwner(owner)) entryOf(id).isHeld = true
    },
  })

  return {
    get: (id) => entryOf(id).value.get(),
    use: (id) => entryOf(id).value.use(),
    unkept: (id) => entryOf(id).unkept.get(),
    useUnkept: (id) => entryOf(id).unkept.use(),
    change: (id, change, keeping = 'soon') => {
      const entry = entryOf(id)
      if (keeping === 'later') agree(id, entry)
      const before = entry.value.get()
      const after = change(before)
      if (Object.is(after, before)) return
      entry.value.set(after)
      if (keeping === 'later') return
      entry.isUnsaved = true
      // A page that slept was not told what others wrote.
      agree(id, entry)
      if (keeping === 'now') return save(id, entry)
      if (entry.isUnsaved) soon()
    },
    forget,
    ids: storedIds,
    idsOf: ofOwner,
    readAgain: (id) => agree(id, entryOf(id)),
  }
}
