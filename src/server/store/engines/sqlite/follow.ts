import type { Recorded } from '#server/store/changes.ts'

import { latestNumber, readChanges } from './changes.ts'
import type { Database } from './database.ts'

/**
 * What is derived from objects and kept beside them, such as an index. It is made from nothing by a walk
 * over the objects, and then kept by the changes since that walk began. Each of its steps is a part of
 * one transaction with its watermark, and each looks at objects as they stand: a change may be told
 * that the walk has seen already.
 */
export interface Follower {
  name: string
  /** Counts up when what it makes changes: then it is made anew, while the server runs. */
  version: number
  /** Removes some of all that it made. @returns whether there may be more */
  clear(): boolean
  /** Takes in some objects after that place, or the first. @returns the place of the last, or undefined at the end */
  walk(after: string | undefined): string | undefined
  apply(changes: readonly Recorded[]): void
}

export interface Watermark {
  version: number
  number: number
  state: 'clearing' | 'walking' | 'following'
  place: string | null
}

/** How many changes a step takes in. */
const AT_ONCE = 200

/**
 * Takes a follower one step on, within a transaction of the caller's.
 * @returns whether there is more to do
 */
export const follow = (db: Database, follower: Follower): boolean => {
  const mark = watermarkOf(db, follower.name)
  const next = stepFrom(mark, db, follower)
  if (!next) return false
  keep(db, follower.name, next)
  return true
}

/**
 * A walk over objects that makes anew what writes keep up to date by themselves.
 * @param walk see `Follower`
 * @returns whether there is more to do
 */
export const walkOnce = (
  db: Database,
  { name, version, walk }: Pick<Follower, 'name' | 'version' | 'walk'>,
): boolean => {
  const mark = watermarkOf(db, name)
  const isKnown = mark?.version === version
  if (isKnown && mark.state === 'following') return false
  const place = walk((isKnown && mark.place) || undefined)
  const isDone = place === undefined
  keep(db, name, {
    version,
    number: 0,
    state: isDone ? 'following' : 'walking',
    place: place ?? null,
  })
  return !isDone
}

/** Whether there is nothing left for `walkOnce` to do. */
export const hasWalked = (db: Database, name: string, version: number): boolean => {
  const mark = watermarkOf(db, name)
  return mark?.version === version && mark.state === 'following'
}

const keep = (db: Database, name: string, mark: Watermark): void => {
  db.run(
    `INSERT OR REPLACE INTO watermarks (name, version, number, state, place) VALUES (?, ?, ?, ?, ?)`,
    name,
    mark.version,
    mark.number,
    mark.state,
    mark.place,
  )
}

export const watermarkOf = (db: Database, name: string): Watermark | undefined =>
  db.get<Watermark>('SELECT version, number, state, place FROM watermarks WHERE name = ?', name)

/** Does the step, and answers where the follower is after it; undefined where there was none to do. */
const stepFrom = (
  mark: Watermark | undefined,
  db: Database,
  follower: Follower,
): Watermark | undefined => {
  if (mark?.version !== follower.version) return anew(db, follower)
  switch (mark.state) {
    case 'clearing':
      return follower.clear() ? mark : { ...mark, state: 'walking' }
    case 'walking': {
      const place = follower.walk(mark.place ?? undefined)
      return place === undefined ? { ...mark, state: 'following', place: null } : { ...mark, place }
    }
    case 'following': {
      const changes = readChanges(db, mark.number, AT_ONCE)
      if (!changes || changes.some(({ type }) => type === 'reset')) return anew(db, follower)
      const last = changes.at(-1)
      if (!last) return undefined
      follower.apply(changes)
      return { ...mark, number: last.number }
    }
  }
}

/** What changes from here on is followed after the walk. */
const anew = (db: Database, { version }: Follower): Watermark => ({
  version,
  number: latestNumber(db),
  state: 'clearing',
  place: null,
})
