import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import type { ApiError } from '#server/refusals/api-error.ts'
import { noThread } from '#server/refusals/threads.ts'
import { facetsOf, hasFacets } from '#server/store/facets.ts'
import {
  type Place,
  type SummaryState,
  compare,
  foldMessage,
  foldRun,
  previewOf,
  storedSummary,
  titleOf,
} from '#server/store/summary.ts'

import { nextActivity } from './activity.ts'
import { fromBody, toBody } from './context.ts'
import type { Database } from './database.ts'
import { type MessageRow, MESSAGE_COLUMNS, toMessage } from './message-row.ts'
import { asObject, readable } from './readable.ts'
import { changeFacets, deleteFacets, insertFacets } from './thread-facets.ts'

export interface ThreadRow {
  seq: number
  id: string
  created_at: number
  activity: number
  summary: string
  body: string
}
export const THREAD_COLUMNS = 't.seq, t.id, t.created_at, t.activity, t.summary, t.body'

export const toThread = ({ id, created_at, body }: ThreadRow): Thread => ({
  id,
  object: 'thread',
  created_at,
  ...fromBody<Pick<Thread, 'metadata' | 'tool_resources'>>({ noun: 'thread', id }, body),
})

/** The cast: only `saveThread` and `createThread` write it. @throws {StoreDamaged} */
export const summaryIn = ({ id, summary }: Pick<ThreadRow, 'id' | 'summary'>): SummaryState =>
  readable('thread', id, () => asObject(JSON.parse(summary)) as SummaryState)

/** Whether a thread that is here is a copy that never was whole. It is asked of the rows of a page alone. */
export const isPartial = (db: Database, id: string): boolean =>
  db.get(
    `SELECT 1 FROM mirrored_threads m CROSS JOIN threads t ON t.id = m.id
     WHERE m.id = ? AND m.refreshed_at IS NULL`,
    id,
  ) !== undefined

/** A thread as a write holds it: read once, changed, saved once. */
export interface OpenThread {
  seq: number
  thread: Thread
  summary: SummaryState
  activity: number
  /** By which it is listed among those of its facets. */
  settled: number
}

export const openThread = (db: Database, id: string): OpenThread | undefined => {
  const row = db.get<ThreadRow & { settled: number }>(
    `SELECT t.settled, ${THREAD_COLUMNS} FROM threads t WHERE t.id = ?`,
    id,
  )
  return (
    row && {
      seq: row.seq,
      thread: toThread(row),
      summary: summaryIn(row),
      activity: row.activity,
      settled: row.settled,
    }
  )
}

/** @throws {ApiError} `noThread` */
export const requireThread = (db: Database, id: string): OpenThread => {
  const open = openThread(db, id)
  if (!open) throw noThread(id)
  return open
}

/** @throws {ApiError} while a run is active: `refuse` says what cannot be done then */
export const requireUnlocked = (
  db: Database,
  { seq, thread }: OpenThread,
  refuse: (threadId: string, runId: string) => ApiError,
): void => {
  const run = db.get<{ id: string }>('SELECT id FROM runs WHERE thread = ? AND active = 1', seq)
  if (run) throw refuse(thread.id, run.id)
}

export const createThread = (
  db: Database,
  thread: Thread,
  summary: SummaryState,
  activity: number,
  hash: string | null = null,
): OpenThread => {
  const seq = db.insert(
    `INSERT INTO threads (id, created_at, activity, settled, hash, summary, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    thread.id,
    thread.created_at,
    activity,
    activity,
    hash,
    JSON.stringify(storedSummary(summary)),
    bodyOf(thread),
  )
  const open = { seq, thread, summary, activity, settled: activity }
  insertFacets(db, open, facetsOf(open))
  return open
}

/** Writes back what changed since `was` was read. */
export const saveThread = (db: Database, was: OpenThread, now: OpenThread): void => {
  changeFacets(db, was, now)
  db.run(
    'UPDATE threads SET activity = ?, settled = ?, summary = ?, body = ? WHERE seq = ?',
    now.activity,
    // Nothing has to follow a thread that can be found by nothing.
    hasFacets(now) ? now.settled : now.activity,
    JSON.stringify(storedSummary(now.summary)),
    bodyOf(now.thread),
    now.seq,
  )
}

/** Makes a thread as old as it is: it was first known by something that is younger. */
export const backdate = (db: Database, open: OpenThread, created_at: number): OpenThread => {
  const now = { ...open, thread: { ...open.thread, created_at } }
  const facets = facetsOf(open)
  deleteFacets(db, open, facets)
  db.run('UPDATE threads SET created_at = ? WHERE seq = ?', created_at, open.seq)
  insertFacets(db, now, facets)
  return now
}

/** Brings the thread to the top of the activity order. */
export const touched = (db: Database, open: OpenThread, at: number): OpenThread => ({
  ...open,
  activity: nextActivity(db, at),
  summary: { ...open.summary, last_active_at: at },
})

/** A line of the summary that is taken from one of the messages. */
export type Line = 'title' | 'preview'

/** Folds a message into the summary; where the title's or preview's was lost, looks for the next. */
export const withMessage = (
  db: Database,
  open: OpenThread,
  place: Place,
  before: Message | undefined,
  after: Message | undefined,
): OpenThread => {
  const was = open.summary
  const summary = foldMessage(was, place, before, after)
  let now = { ...open, summary }
  if (was.title && !summary.title) now = withNext(db, now, 'title', place)
  if (was.preview && !summary.preview) now = withNext(db, now, 'preview', place)
  return now
}

export const withRun = (open: OpenThread, place: Place, run: Run): OpenThread => ({
  ...open,
  summary: foldRun(open.summary, place, run),
})

/** How many messages a write looks at for a title or preview: the others are looked at later. */
const LOOKED_AT = 200

const withNext = (db: Database, open: OpenThread, line: Line, from: Place): OpenThread => {
  const { summary, from: next } = lookOn(db, open, line, from, LOOKED_AT)
  if (next) {
    db.run(
      `INSERT INTO lines_to_find (thread, line, at, seq) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET at = excluded.at, seq = excluded.seq
       WHERE iif(line = 'title', (excluded.at, excluded.seq) < (at, seq), (excluded.at, excluded.seq) > (at, seq))`,
      open.seq,
      line,
      next.at,
      next.seq,
    )
  }
  return { ...open, summary }
}

/**
 * Looks for a title after a place, or for a preview before it.
 * @returns the summary with what was found, and where to go on if so many messages had none
 */
export const lookOn = (
  db: Database,
  open: OpenThread,
  line: Line,
  from: Place,
  limit: number,
): { summary: SummaryState; from?: Place } => {
  const { summary } = open
  const order = line === 'title' ? 'asc' : 'desc'
  let [left, last] = [limit, from]
  for (const { place, message } of messagesFrom(db, open, { from, order, limit })) {
    const found =
      line === 'title' ? titleFrom(summary, message, place) : previewFrom(summary, message, place)
    if (found) return { summary: found }
    left -= 1
    last = place
  }
  return left === 0 ? { summary, from: last } : { summary }
}

/** Until an earlier one is found, a message that came since may have given the title. */
const titleFrom = (summary: SummaryState, message: Message, place: Place) => {
  const title = titleOf(message, place)
  if (!title) return undefined
  const isFirst = !summary.title || compare(place, summary.title.place) < 0
  return isFirst ? { ...summary, title } : summary
}

const previewFrom = (summary: SummaryState, message: Message, place: Place) => {
  const preview = previewOf(message, place)
  if (!preview) return undefined
  const isLast = !summary.preview || compare(place, summary.preview.place) > 0
  return isLast ? { ...summary, preview } : summary
}

function* messagesFrom(
  db: Database,
  open: OpenThread,
  { from, order, limit }: { from: Place; order: 'asc' | 'desc'; limit: number },
): Iterable<{ place: Place; message: Message }> {
  const rows = db.iterate<MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE thread = ?
     AND (created_at, tie) ${order === 'asc' ? '>' : '<'} (?, ?)
     ORDER BY created_at ${order}, tie ${order} LIMIT ?`,
    open.seq,
    from.at,
    from.seq,
    limit,
  )
  for (const row of rows) {
    yield {
      place: { at: row.created_at, seq: row.seq },
      message: toMessage(row, open.thread.id),
    }
  }
}

const bodyOf = (thread: Thread): string => toBody(thread, ['id', 'object', 'created_at', 'summary'])
