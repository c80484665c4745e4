import type { RunEvent, StreamEvent } from '#contract/event.ts'
import {
  TEXT,
  emptyDelta,
  fromStored,
  messageIn,
  textPrefix,
  toStored,
  emptiedEvent,
} from '#server/store/event-payload.ts'
import type { RunStore } from '#server/store/runs.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { findMessage } from './message-row.ts'
import { mapListed, takePage } from './page.ts'
import { readable } from './readable.ts'

interface RunEventRow {
  sequence_number: number
  created_at_ms: number
  event: string
  data: string
}
interface ListedRow extends RunEventRow {
  polled: number | null
}

const toRunEvent = (
  { sequence_number, created_at_ms, event, data, polled }: ListedRow,
  runId: string,
): RunEvent =>
  readable(`event ${sequence_number} of run`, runId, () =>
    numbered(fromStored({ event, data }), {
      sequence: sequence_number,
      ms: created_at_ms,
      polled: polled === 1,
    }),
  )

/** Appends to a run's log. */
export const insertRunEvents = (
  db: Database,
  run: number,
  events: readonly StreamEvent[],
  { now, polled = false }: { now: number; polled?: boolean | undefined },
): RunEvent[] => {
  if (events.length === 0) return []
  const last = db.get<{ value: number | null }>(
    'SELECT max(sequence_number) AS value FROM run_events WHERE run = ?',
    run,
  )
  const first = (last?.value ?? 0) + 1
  return events.map((event, index) => {
    const logged = numbered(event, { sequence: first + index, ms: now, polled })
    insertRunEvent(db, run, logged)
    return logged
  })
}

export const insertRunEvent = (db: Database, run: number, logged: RunEvent): void => {
  const { event, data } = toStored(logged)
  db.insert(
    'INSERT INTO run_events (run, sequence_number, created_at_ms, event, data, polled) VALUES (?, ?, ?, ?, ?, ?)',
    run,
    logged.sequence_number,
    logged.created_at_ms,
    event,
    data,
    logged.polled ? 1 : null,
  )
}

interface MessagePlace {
  id: string
  thread: number
  run_id: string | null
}

/**
 * Takes what a message held out of the log that tells of it: that of the run which wrote it, and no other
 * (`ImportedRun`). The events keep their places and times.
 */
export const clearFromLog = (db: Database, { id, thread, run_id }: MessagePlace): void => {
  if (run_id === null) return
  const run = db.get<{ seq: number }>(
    'SELECT seq FROM runs WHERE id = ? AND thread = ?',
    run_id,
    thread,
  )
  if (run) clearFromRun(db, run.seq, id)
}

/** Takes what a message held out of the log of one run. */
export const clearFromRun = (db: Database, run: number, id: string): void => {
  const start = textPrefix(id)
  const empty = toStored(emptyDelta(id))
  // In one statement: a long answer has as many rows as tokens.
  db.run(
    `UPDATE run_events SET event = ?, data = ?
     WHERE run = ? AND (
       (event = '${TEXT}' AND substr(data, 1, length(?)) = ?)
       OR (event = 'thread.message.delta' AND json_extract(data, '$.id') = ?))`,
    empty.event,
    empty.data,
    run,
    start,
    start,
    id,
  )
  const states = db.all<RunEventRow>(
    `SELECT sequence_number, created_at_ms, event, data FROM run_events
     WHERE run = ? AND event LIKE 'thread.message.%' AND event <> 'thread.message.delta'
       AND json_extract(data, '$.id') = ?`,
    run,
    id,
  )
  for (const row of states) {
    db.run(
      'UPDATE run_events SET data = ? WHERE run = ? AND sequence_number = ?',
      toStored(emptiedEvent(fromStored(row))).data,
      run,
      row.sequence_number,
    )
  }
}

/** Events as a log takes them: those of messages that were deleted while written tell no text. */
export const withoutDeleted = (
  db: Database,
  { run, thread }: { run: number; thread: string },
  events: readonly StreamEvent[],
): readonly StreamEvent[] => {
  const ids = new Set(events.flatMap((event) => messageIn(event) ?? []))
  const deleted = new Set<string>()
  for (const id of ids) {
    if (!findMessage(db, thread, id) && isBegun(db, run, id)) deleted.add(id)
  }
  if (deleted.size === 0) return events
  return events.map((event) => (deleted.has(messageIn(event) ?? '') ? emptiedEvent(event) : event))
}

const isBegun = (db: Database, run: number, id: string): boolean =>
  db.get(
    `SELECT 1 FROM run_events
     WHERE run = ? AND event = 'thread.message.created' AND json_extract(data, '$.id') = ?`,
    run,
    id,
  ) !== undefined

const numbered = (
  { event, data }: StreamEvent,
  { sequence, ms, polled }: { sequence: number; ms: number; polled: boolean },
): RunEvent => ({
  object: 'thread.run.event',
  sequence_number: sequence,
  created_at_ms: ms,
  event,
  data,
  ...(polled && { polled }),
})

export const runEvents = ({ db }: Context): Pick<RunStore, 'listRunEvents'> => ({
  listRunEvents: async (runId, after, limit) => {
    const rows = db.iterate<ListedRow>(
      `SELECT sequence_number, created_at_ms, event, data, polled FROM run_events
       WHERE run = (SELECT seq FROM runs WHERE id = ?) AND sequence_number > ?
       ORDER BY sequence_number LIMIT ?`,
      runId,
      after,
      limit + 1,
    )
    return mapListed(
      takePage(rows, limit, ({ data }) => data.length),
      (row) => toRunEvent(row, runId),
    )
  },
})
