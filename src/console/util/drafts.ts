import { newStore, type Store } from './store.ts'
import { type Tab, thisTab } from './tab.ts'
import { mergeValues } from './three-way.ts'

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
  /** This page wrote what was last seen. */
  isOwn: boolean
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

  const textOf = (id: string): string | null => {
    try {
      return tab.storage()?.getItem(prefix + id) ?? null
    } catch {
      return null
    }
  }
  const read = (text: string | null): Value => {
    if (text === null) return empty()
    try {
      return parse(JSON.parse(text))
    } catch {
      // Of another version, or changed by hand.
      return empty()
    }
  }
  const entryOf = (id: string): Entry<Value> => {
    const known = entries.get(id)
    if (known) return known
    const seen = textOf(id)
    const entry: Entry<Value> = {
      value: newStore(adopt(read(seen), empty(), id)),
      unkept: newStore<Unkept | undefined>(undefined),
      seen,
      isOwn: false,
      isUnsaved: false,
      isHeld: false,
    }
    entries.set(id, entry)
    return entry
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
  /** Takes over what another tab wrote. What was typed here, and was not known there, stays. */
  const agree = (id: string, entry: Entry<Value>, before = entry.seen) => {
    const text = textOf(id)
    if (text === entry.seen || entry.unkept.get() !== undefined) return
    const isUnknownThere = entry.isUnsaved || (entry.isOwn && before !== entry.seen)
    entry.seen = text
    entry.isOwn = false
    if (text === null && entry.isHeld) return save(id, entry)
    const mine = entry.value.get()
    const theirs = read(text)
    entry.value.set(adopt(isUnknownThere ? joined(read(before), mine, theirs) : theirs, mine, id))
    if (isUnknownThere) save(id, entry)
  }
  const save = (id: string, entry: Entry<Value>) => {
    entry.isUnsaved = false
    const value = entry.value.get()
    const storage = tab.storage()
    const text = isEmpty(value) ? null : JSON.stringify(value)
    if (!storage) return entry.unkept.set(text === null ? undefined : 'closed')
    if (text === entry.seen && entry.unkept.get() === undefined) return
    try {
      if (text === null) storage.removeItem(prefix + id)
      else storage.setItem(prefix + id, text)
      entry.seen = text
      entry.isOwn = true
      entry.unkept.set(undefined)
    } catch {
      entry.unkept.set('full')
    }
  }
  const flush = () => {
    isWaiting = false
    for (const [id, entry] of entries) {
      if (!entry.isUnsaved) continue
      agree(id, entry)
      save(id, entry)
    }
  }

  tab.onWritten((key, before) => {
    if (key === null || !key.startsWith(prefix)) return
    const id = key.slice(prefix.length)
    const entry = entries.get(id)
    if (entry) agree(id, entry, before)
  })
  tab.onBack(() => {
    for (const [id, entry] of entries) agree(id, entry)
  })
  tab.onLeaving(flush)

  const storedIds = (): string[] => {
    const storage = tab.storage()
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? '')
    return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
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
      if (!isWaiting && entry.isUnsaved) {
        isWaiting = true
        tab.later(flush)
      }
    },
    forget,
    ids: storedIds,
    idsOf: ofOwner,
    readAgain: (id) => agree(id, entryOf(id)),
  }
}
