import { seconds } from '#server/clock.ts'
import type { Place } from '#server/store/summary.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'

/** How long a deleted object is a cursor still, in seconds: a day. */
const KEPT_SECONDS = 86_400
/** Of old places, how many are removed with each new one: more than come in. */
const FORGOTTEN_AT_ONCE = 10

type ListName =
  | 'assistants'
  | 'files'
  | 'messages'
  | 'reviews'
  | 'threads'
  | 'threads by activity'
  | 'vector stores'
  | 'vector store files'

/** A list: its name, and the `seq` of the thread or vector store that it is of. */
export interface ListOf {
  list: ListName
  owner?: number | undefined
}

/** Keeps the place of an object that is being deleted. */
export const keepPlace = (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { list, owner = 0 }: ListOf,
  id: string,
  { at, seq }: Place,
): void => {
  const now = seconds(clock)
  db.run(
    `DELETE FROM deleted_places WHERE (list, owner, id) IN
     (SELECT list, owner, id FROM deleted_places WHERE deleted_at <= ? LIMIT ?)`,
    now - KEPT_SECONDS,
    FORGOTTEN_AT_ONCE,
  )
  db.run(
    'INSERT OR REPLACE INTO deleted_places (list, owner, id, at, seq, deleted_at) VALUES (?, ?, ?, ?, ?, ?)',
    list,
    owner,
    id,
    at,
    seq,
    now,
  )
}

/** Where a deleted object stood in that list. */
export const deletedPlace = (
  db: Database,
  { list, owner = 0 }: ListOf,
  id: string,
): Place | undefined =>
  db.get<Place>(
    'SELECT at, seq FROM deleted_places WHERE list = ? AND owner = ? AND id = ?',
    list,
    owner,
    id,
  )
