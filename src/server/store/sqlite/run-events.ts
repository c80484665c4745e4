import type { RunEvent, StreamEvent } from '#contract/event.ts'

import { fromStored, toStored } from '../event-payload.ts'
import type { Store } from '../store.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'

interface RunEventRow {
  sequence_number: number
  created_at_ms: number
  event: string
  data: string
}

const toRunEvent = ({ sequence_number, created_at_ms, event, data }: RunEventRow): RunEvent =>
  numbered(fromStored({ event, data }), sequence_number, created_at_ms)

/** Appends to a run's log. */
export const insertRunEvents = (
  db: Database,
  run: number,
  events: readonly StreamEvent[],
  nowMs: number,
): RunEvent[] => {
  if (events.length === 0) return []
  const last = db.get<{ value: number | null }>(
    'SELECT max(sequence_number) AS value FROM run_events WHERE run = ?',
    run,
  )
  const first = (last?.value ?? 0) + 1
  return events.map((event, index) => {
    const logged = numbered(event, first + index, nowMs)
    insertRunEvent(db, run, logged)
    return logged
  })
}

export const insertRunEvent = (db: Database, run: number, logged: RunEvent): void => {
  const { event, data } = toStored(logged)
  db.insert(
    'INSERT INTO run_events (run, sequence_number, created_at_ms, event, data) VALUES (?, ?, ?, ?, ?)',
    run,
    logged.sequence_number,
    logged.created_at_ms,
    event,
    data,
  )
}

const numbered = ({ event, data }: StreamEvent, sequence: number, ms: number): RunEvent => ({
  object: 'thread.run.event',
  sequence_number: sequence,
  created_at_ms: ms,
  event,
  data,
})

export const runEvents = ({ db }: Context): Pick<Store, 'listRunEvents'> => ({
  listRunEvents: async (runId, after, limit) => {
    const rows = db.all<RunEventRow>(
      `SELECT sequence_number, created_at_ms, event, data FROM run_events
       WHERE run = (SELECT seq FROM runs WHERE id = ?) AND sequence_number > ?
       ORDER BY sequence_number LIMIT ?`,
      runId,
      after,
      limit + 1,
    )
    return { data: rows.slice(0, limit).map(toRunEvent), has_more: rows.length > limit }
  },
})
