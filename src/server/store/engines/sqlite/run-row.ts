import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'
import type { Place } from '#server/store/summary.ts'

import { fromBody, toBody } from './context.ts'
import type { Database } from './database.ts'

export interface RunRow {
  seq: number
  id: string
  thread_id: string
  created_at: number
  status: Run['status']
  body: string
}
/** From `runs r` joined with `threads t`. */
export const RUN_COLUMNS = 'r.seq, r.id, t.id AS thread_id, r.created_at, r.status, r.body'

export const toRun = ({ id, thread_id, created_at, status, body }: RunRow): Run => ({
  id,
  object: 'thread.run',
  created_at,
  thread_id,
  status,
  ...fromBody<Omit<Run, 'id' | 'object' | 'created_at' | 'thread_id' | 'status'>>(
    { noun: 'run', id },
    body,
    usualRun,
  ),
})

const usualRun = (): Partial<Run> => ({
  required_action: null,
  last_error: null,
  expires_at: null,
  started_at: null,
  cancelled_at: null,
  failed_at: null,
  completed_at: null,
  incomplete_details: null,
  instructions: '',
  tools: [],
  metadata: {},
  usage: null,
  temperature: null,
  top_p: null,
  max_prompt_tokens: null,
  max_completion_tokens: null,
  truncation_strategy: { type: 'auto', last_messages: null },
  tool_choice: 'auto',
  parallel_tool_calls: true,
  response_format: 'auto',
})

/** The last second that a run tells of itself: its end, or its beginning. */
export const lastTimeOf = (run: Run): number =>
  Math.max(run.created_at, run.completed_at ?? 0, run.failed_at ?? 0, run.cancelled_at ?? 0)

/** The second in which a run ended, where it tells of one. */
export const endOf = ({ completed_at, failed_at, cancelled_at }: Run): number | null =>
  completed_at ?? failed_at ?? cancelled_at

const bodyOf = (run: Run): string =>
  toBody(run, ['id', 'object', 'created_at', 'thread_id', 'status'], usualRun)

export const findRun = (db: Database, threadId: string, id: string): RunRow | undefined =>
  db.get<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM runs r CROSS JOIN threads t ON t.seq = r.thread
     WHERE r.id = ? AND t.id = ?`,
    id,
    threadId,
  )

/** @param holds whether an active status locks the thread */
export const createRun = (db: Database, thread: number, run: Run, holds: boolean): Place => ({
  at: run.created_at,
  seq: db.insert(
    'INSERT INTO runs (id, thread, created_at, status, active, body) VALUES (?, ?, ?, ?, ?, ?)',
    run.id,
    thread,
    run.created_at,
    run.status,
    Number(holds && isActive(run.status)),
    bodyOf(run),
  ),
})

export const saveRun = (db: Database, { seq, status }: RunRow, run: Run): void => {
  db.run('UPDATE runs SET body = ? WHERE seq = ?', bodyOf(run), seq)
  if (run.status === status) return
  // In front of another server an older run may seem active still: it does not take the thread back.
  db.run(
    `UPDATE runs SET status = ?, active = ? AND NOT EXISTS (
       SELECT 1 FROM runs o WHERE o.thread = runs.thread AND o.active = 1 AND o.seq <> runs.seq)
     WHERE seq = ?`,
    run.status,
    Number(isActive(run.status)),
    seq,
  )
}
