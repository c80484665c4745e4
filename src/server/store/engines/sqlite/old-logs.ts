import { TEXT } from '#server/store/event-payload.ts'
import type { RunStore } from '#server/store/runs.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { findMessage } from './message-row.ts'
import { clearFromRun } from './run-events.ts'

/** Holds the newest run whose log is still to be looked through. */
const KEY = 'logs_to_clear'

interface RunPlace {
  seq: number
  thread: string
  events: number
}

export const oldLogs = ({ db, writeUnseen }: Context): Pick<RunStore, 'clearOldLogs'> => ({
  clearOldLogs: async (limit) => {
    const from = db.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', KEY)
    if (!from) return 0
    return writeUnseen(() => {
      const runs = runsFrom(db, Number(from.value), limit)
      for (const { seq, thread } of runs) {
        for (const id of messagesIn(db, seq)) {
          if (!findMessage(db, thread, id)) clearFromRun(db, seq, id)
        }
      }
      const last = runs.at(-1)
      if (last) db.run('UPDATE settings SET value = ? WHERE key = ?', String(last.seq - 1), KEY)
      else db.run('DELETE FROM settings WHERE key = ?', KEY)
      return runs.length
    })
  },
})

/** Runs from `seq` down, as many as have so many events together. */
const runsFrom = (db: Database, seq: number, limit: number): RunPlace[] => {
  const runs: RunPlace[] = []
  let events = 0
  for (let at = seq; events < limit;) {
    const run = db.get<RunPlace>(
      `SELECT runs.seq, threads.id AS thread,
         (SELECT count(*) FROM run_events WHERE run = runs.seq) AS events
       FROM runs JOIN threads ON threads.seq = runs.thread
       WHERE runs.seq <= ? ORDER BY runs.seq DESC LIMIT 1`,
      at,
    )
    if (!run) break
    runs.push(run)
    // An empty log costs as much as an event.
    events += 1 + run.events
    at = run.seq - 1
  }
  return runs
}

/** The messages that a log tells of. */
const messagesIn = (db: Database, run: number): string[] =>
  db
    .all<{ id: string }>(
      `SELECT DISTINCT json_extract(data, iif(event = '${TEXT}', '$[0]', '$.id')) AS id
       FROM run_events WHERE run = ? AND (event = '${TEXT}' OR event LIKE 'thread.message.%')`,
      run,
    )
    .map(({ id }) => id)
