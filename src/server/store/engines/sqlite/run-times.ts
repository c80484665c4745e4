import { isRunEnd } from '#contract/run-status.ts'
import type { RunStore } from '#server/store/runs.ts'
import { stepTimes } from '#server/store/step-times.ts'

import type { Context } from './context.ts'

interface Ends {
  id: string
  first: number | null
  last: number | null
  event: string | null
}

/** Events that were polled say when somebody asked: none of their times is one of the run's. */
const HEARD = 'iif(polled = 1, NULL, created_at_ms)'

const endOfLog = (column: string) =>
  `(SELECT ${column} FROM run_events WHERE run = r.seq ORDER BY sequence_number DESC LIMIT 1)`

export const runTimes = ({ db }: Context): Pick<RunStore, 'runTimes' | 'stepTimes'> => ({
  runTimes: async (runIds) => {
    const rows = db.all<Ends>(
      `SELECT r.id,
         (SELECT ${HEARD} FROM run_events WHERE run = r.seq ORDER BY sequence_number LIMIT 1) AS first,
         ${endOfLog(HEARD)} AS last, ${endOfLog('event')} AS event
       FROM runs r WHERE r.id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(runIds),
    )
    return new Map(
      rows.flatMap(({ id, first, last, event }) =>
        first !== null && last !== null && isRunEnd(event ?? '')
          ? [[id, { from: first, to: last }] as const]
          : [],
      ),
    )
  },

  stepTimes: async (runId) =>
    stepTimes(
      db.all(
        // Deltas, nearly all of a log, are passed over by their names alone.
        `SELECT event, created_at_ms AS at, CASE WHEN event GLOB 'thread.run.step.*' THEN json_extract(data, '$.id') END AS step
         FROM run_events
         WHERE run = (SELECT seq FROM runs WHERE id = ?)
           AND event GLOB 'thread.run.*' AND event <> 'thread.run.step.delta' AND polled IS NULL
         ORDER BY sequence_number`,
        runId,
      ),
    ),
})
