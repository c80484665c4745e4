import type { RunStep } from '#contract/run-step.ts'
import { withKnownPassages } from '#server/store/passages.ts'
import type { RunStore } from '#server/store/runs.ts'
import type { Place } from '#server/store/summary.ts'

import { type Context, fromBody, toBody } from './context.ts'
import type { Database } from './database.ts'
import { mapListed, readPage } from './page.ts'
import { type RunRow, findRun } from './run-row.ts'
import type { Emit } from './writer.ts'

export interface RunStepRow {
  seq: number
  id: string
  created_at: number
  body: string
}
export const RUN_STEP_COLUMNS = 'seq, id, created_at, body'

export const toRunStep = (
  { id, created_at, body }: RunStepRow,
  threadId: string,
  runId: string,
): RunStep => ({
  id,
  object: 'thread.run.step',
  created_at,
  thread_id: threadId,
  run_id: runId,
  ...fromBody<Omit<RunStep, 'id' | 'object' | 'created_at' | 'thread_id' | 'run_id'>>(
    { noun: 'run step', id },
    body,
    usualStep,
  ),
})

const usualStep = (): Partial<RunStep> => ({
  last_error: null,
  expired_at: null,
  cancelled_at: null,
  failed_at: null,
  metadata: {},
  usage: null,
})

const findStep = (db: Database, run: number, id: string): RunStepRow | undefined =>
  db.get<RunStepRow>(`SELECT ${RUN_STEP_COLUMNS} FROM run_steps WHERE id = ? AND run = ?`, id, run)

/** A step of a run as it stands. */
export const storedStep = (
  db: Database,
  { seq, id: run_id, thread_id }: RunRow,
  id: string,
): RunStep | undefined => {
  const row = findStep(db, seq, id)
  return row && toRunStep(row, thread_id, run_id)
}

/** Inserts a step, or sets it but for its metadata, which only its owner changes. */
export const putRunStep = (db: Database, run: RunRow, step: RunStep, emit: Emit): void => {
  const before = storedStep(db, run, step.id)
  const told = withKnownPassages(step, before)
  setRunStep(db, run, before ? { ...told, metadata: before.metadata } : told, emit)
}

/** Inserts a step, or sets it. */
export const setRunStep = (
  db: Database,
  { seq: run, id: run_id, thread_id }: RunRow,
  step: RunStep,
  emit: Emit,
): void => {
  const ids = { thread_id, run_id, step_id: step.id }
  const row = findStep(db, run, step.id)
  if (row) {
    db.run('UPDATE run_steps SET body = ? WHERE seq = ?', stepBody(step), row.seq)
    return emit({ type: 'run_step.modified', ...ids })
  }
  insertRunStep(db, run, step)
  emit({ type: 'run_step.created', ...ids })
}

export const insertRunStep = (db: Database, run: number, step: RunStep): void => {
  db.insert(
    `INSERT INTO run_steps (id, run, created_at, body, tools_of)
     VALUES (?1, ?2, ?3, ?4, iif(?5, (SELECT thread FROM runs WHERE seq = ?2), NULL))`,
    step.id,
    run,
    step.created_at,
    stepBody(step),
    step.step_details.type === 'tool_calls' ? 1 : 0,
  )
}

export const keepWithStep = (
  db: Database,
  run: number,
  { step_id, words }: { step_id: string; words: string },
): void => {
  db.run('UPDATE run_steps SET kept = ? WHERE id = ? AND run = ?', words, step_id, run)
}

const stepBody = (step: RunStep): string =>
  toBody(step, ['id', 'object', 'created_at', 'thread_id', 'run_id'], usualStep)

export const runSteps = ({
  db,
}: Context): Pick<RunStore, 'getRunStep' | 'listRunSteps' | 'listToolSteps' | 'listKept'> => ({
  getRunStep: async (threadId, runId, id) => {
    const run = findRun(db, threadId, runId)
    return run && storedStep(db, run, id)
  },

  listKept: async (threadId, runId) => {
    const rows = db.all<{ id: string; kept: string }>(
      'SELECT id, kept FROM run_steps WHERE run = ? AND kept IS NOT NULL',
      findRun(db, threadId, runId)?.seq ?? null,
    )
    return new Map(rows.map(({ id, kept }) => [id, kept]))
  },

  listRunSteps: async (threadId, runId, page) => {
    const run = findRun(db, threadId, runId)?.seq ?? null
    return mapListed(
      readPage<RunStepRow>(
        db,
        {
          select: RUN_STEP_COLUMNS,
          body: 'body',
          from: 'run_steps',
          where: 'run = ?',
          params: [run],
          at: 'created_at',
          tie: 'tie',
        },
        page,
        (id) =>
          db.get<Place>(
            'SELECT created_at AS at, seq FROM run_steps WHERE id = ? AND run = ?',
            id,
            run,
          ),
      ),
      (row) => toRunStep(row, threadId, runId),
    )
  },

  listToolSteps: async (threadId, page) => {
    const thread = db.get<{ seq: number }>('SELECT seq FROM threads WHERE id = ?', threadId)?.seq
    const range = {
      select: 's.seq, s.id, s.created_at, s.body, r.id AS run_id',
      body: 's.body',
      from: 'run_steps s CROSS JOIN runs r ON r.seq = s.run',
      where: 's.tools_of = ?',
      params: [thread ?? null],
      at: 's.created_at',
      tie: 's.tie',
    }
    const place = (id: string) =>
      db.get<Place>(
        'SELECT created_at AS at, seq FROM run_steps WHERE id = ? AND tools_of = ?',
        id,
        thread ?? null,
      )
    return mapListed(readPage<RunStepRow & { run_id: string }>(db, range, page, place), (row) =>
      toRunStep(row, threadId, row.run_id),
    )
  },
})
