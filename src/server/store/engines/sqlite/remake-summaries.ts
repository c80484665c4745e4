import { facetsOf } from '#server/store/facets.ts'
import {
  type Place,
  SUMMARY_VERSION,
  type SummaryState,
  emptySummary,
  foldMessage,
  foldRun,
  storedSummary,
} from '#server/store/summary.ts'

import type { Database } from './database.ts'
import { hasWalked, walkOnce } from './follow.ts'
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from './message-row.ts'
import { onlyReadable } from './readable.ts'
import { reviewStateOf } from './review-row.ts'
import { RUN_COLUMNS, type RunRow, toRun } from './run-row.ts'
import { deleteFacets, insertFacets } from './thread-facets.ts'
import { type OpenThread, requireThread } from './thread-row.ts'

const NAME = 'thread summaries'

/** How far the walk is: the last thread that was finished, and what was folded of the next. */
interface Walk {
  seq: number
  part?: Part
}
interface Part {
  thread: string
  /** The summary that the thread had: another one now means that the part may not be right any more. */
  was: string
  /** The last message that was folded, and the last run, once they are begun. */
  place: Place
  run?: Place
  state: SummaryState
}
type Folded = Pick<Part, 'place' | 'run' | 'state'>

/** Whether summaries are kept that say less than those that are made today. */
export const hasOldSummaries = (db: Database): boolean => !hasWalked(db, NAME, SUMMARY_VERSION)

/**
 * Makes some summaries anew from messages and runs, and the facets with them, within a transaction of the
 * caller's. It goes on where it was after a restart.
 * @param limit about how many messages and runs are read
 * @returns whether there are more
 */
export const remakeSummaries = (db: Database, limit: number): boolean =>
  walkOnce(db, {
    name: NAME,
    version: SUMMARY_VERSION,
    walk: (after) => {
      // The cast: only what stands below writes it.
      const from: Walk = after === undefined ? { seq: 0 } : (JSON.parse(after) as Walk)
      const to = walkOn(db, from, limit)
      return to && JSON.stringify(to)
    },
  })

const walkOn = (db: Database, from: Walk, limit: number): Walk | undefined => {
  let walk = from
  for (let left = limit; left > 0;) {
    const next = db.get<{ seq: number; id: string; summary: string }>(
      'SELECT seq, id, summary FROM threads WHERE seq > ? ORDER BY seq LIMIT 1',
      walk.seq,
    )
    if (!next) return undefined
    const { part } = walk
    const isSame = part?.thread === next.id && part.was === next.summary
    // What cannot be read keeps the summary it has, so that the others get theirs.
    const [remade] = onlyReadable(
      [next],
      () => remake(db, next.id, isSame ? part : undefined, left),
      () => undefined,
    )
    if (remade?.isPart) {
      return { seq: walk.seq, part: { thread: next.id, was: next.summary, ...remade.folded } }
    }
    walk = { seq: next.seq }
    left -= (remade?.read ?? 0) + 1
  }
  return walk
}

/** Makes the summary of one thread anew, or a part of it where it holds more than may be read. */
const remake = (db: Database, id: string, part: Part | undefined, limit: number) => {
  const open = requireThread(db, id)
  const begun: Folded = part ?? {
    state: {
      ...emptySummary(open.thread.created_at),
      last_active_at: open.summary.last_active_at,
    },
    place: FIRST,
  }
  const messages = begun.run ? { folded: begun, read: 0 } : foldMessages(db, open, begun, limit)
  const left = limit - messages.read
  const { folded, read } =
    left > 0 ? foldRuns(db, open, messages.folded, left) : { folded: messages.folded, read: 0 }
  const isPart = messages.read + read === limit
  if (!isPart) putSummary(db, open, folded.state)
  return { isPart, folded, read: messages.read + read }
}

const FIRST: Place = { at: Number.MIN_SAFE_INTEGER, seq: 0 }

const foldMessages = (db: Database, open: OpenThread, begun: Folded, limit: number) => {
  let { state, place } = begun
  const rows = db.all<MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE thread = ? AND (created_at, tie) > (?, ?)
     ORDER BY created_at, tie LIMIT ?`,
    open.seq,
    place.at,
    place.seq,
    limit,
  )
  for (const row of rows) {
    place = { at: row.created_at, seq: row.seq }
    state = foldMessage(state, place, undefined, toMessage(row, open.thread.id))
  }
  return { folded: { state, place }, read: rows.length }
}

const foldRuns = (db: Database, open: OpenThread, begun: Folded, limit: number) => {
  let { state, run = FIRST } = begun
  const rows = db.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r CROSS JOIN threads t ON t.seq = r.thread
     WHERE r.thread = ? AND (r.created_at, r.tie) > (?, ?) ORDER BY r.created_at, r.tie LIMIT ?`,
    open.seq,
    run.at,
    run.seq,
    limit,
  )
  for (const row of rows) {
    run = { at: row.created_at, seq: row.seq }
    state = foldRun(state, run, toRun(row))
  }
  return { folded: { ...begun, state, run }, read: rows.length }
}

const putSummary = (db: Database, open: OpenThread, made: SummaryState): void => {
  const review = reviewStateOf(db, open.seq)
  const summary = review ? { ...made, review } : made
  const now = { ...open, summary }
  deleteFacets(db, open, facetsOf(open))
  insertFacets(db, now, facetsOf(now))
  db.run(
    'UPDATE threads SET summary = ? WHERE seq = ?',
    JSON.stringify(storedSummary(summary)),
    open.seq,
  )
}
