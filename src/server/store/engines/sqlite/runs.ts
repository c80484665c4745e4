import type { RunEvent, StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import { seconds } from '#server/clock.ts'
import { activeRun } from '#server/refusals/locked-threads.ts'
import { isActivity, isCreatedIn, mayCommit, writtenMessage } from '#server/store/run-commit.ts'
import type { RunStore } from '#server/store/runs.ts'
import type { Place } from '#server/store/summary.ts'

import type { Context } from './context.ts'
import { findMessage, insertMessage, rowOf, rowsOf, saveMessage, toMessage } from './message-row.ts'
import { mapListed, readPage } from './page.ts'
import { onlyReadable } from './readable.ts'
import { insertRunEvents, withoutDeleted } from './run-events.ts'
import { RUN_COLUMNS, type RunRow, createRun, findRun, saveRun, toRun } from './run-row.ts'
import { keepWithStep, putRunStep } from './run-steps.ts'
import {
  type OpenThread,
  requireThread,
  requireUnlocked,
  saveThread,
  touched,
  withMessage,
  withRun,
} from './thread-row.ts'
import { appendMessages, startThread } from './threads.ts'
import { bringFiles } from './vector-store-row.ts'
import type { Emit } from './writer.ts'

type Runs = Pick<
  RunStore,
  | 'insertRun'
  | 'insertThreadAndRun'
  | 'getRun'
  | 'listRuns'
  | 'listActiveRuns'
  | 'commitRun'
  | 'updateRunMetadata'
>

export const runs = (context: Context): Runs => {
  const { db, write } = context
  return {
    insertRun: async (run, messages, events, attach, keep) => {
      const rows = await rowsOf(messages)
      return write((emit) => {
        const open = requireThread(db, run.thread_id)
        requireUnlocked(db, open, activeRun)
        const filled = appendMessages(db, open, rows, attach, emit)
        return startRun(context, open, filled, run, events, emit)
      }, keep)
    },

    insertThreadAndRun: async (thread, messages, run, events, brought, keep) => {
      const rows = await rowsOf(messages)
      return write((emit) => {
        bringFiles(context, brought, emit)
        const open = startThread(db, thread, rows, emit)
        return startRun(context, open, open, run, events, emit)
      }, keep)
    },

    getRun: async (threadId, id) => {
      const row = findRun(db, threadId, id)
      return row && toRun(row)
    },

    listRuns: async (threadId, page) =>
      mapListed(
        readPage<RunRow>(
          db,
          {
            select: RUN_COLUMNS,
            body: 'r.body',
            from: 'threads t CROSS JOIN runs r ON r.thread = t.seq',
            where: 't.id = ?',
            params: [threadId],
            at: 'r.created_at',
            tie: 'r.tie',
          },
          page,
          (id) =>
            db.get<Place>(
              `SELECT created_at AS at, seq FROM runs
               WHERE id = ? AND thread = (SELECT seq FROM threads WHERE id = ?)`,
              id,
              threadId,
            ),
        ),
        toRun,
      ),

    listActiveRuns: async (onDamaged) => {
      const rows = db.all<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM runs r JOIN threads t ON t.seq = r.thread
         WHERE r.active = 1 ORDER BY r.created_at, r.seq`,
      )
      return onlyReadable(rows, toRun, onDamaged)
    },

    commitRun: (threadId, runId, change, keep) =>
      write((emit) => {
        const row = findRun(db, threadId, runId)
        if (!row || !mayCommit(row.status, change)) return undefined
        const was = toRun(row)
        const run: Run = { ...was, ...change.run }
        if (change.run) {
          saveRun(db, row, run)
          emit({ type: 'run.modified', thread_id: threadId, run_id: runId, status: run.status })
        }
        for (const step of change.steps ?? []) putRunStep(db, row, step, emit)
        for (const kept of change.kept ?? []) keepWithStep(db, row.seq, kept)
        const told = change.events(run)
        commitThread(context, { row, was, run, messages: change.messages ?? [], told }, emit)
        const kept = withoutDeleted(db, { run: row.seq, thread: threadId }, told)
        const now = context.clock.now()
        const events = insertRunEvents(db, row.seq, kept, { now, polled: change.polled })
        if (events.length > 0)
          emit({ type: 'run.events', thread_id: threadId, run_id: runId, events })
        return { run, events }
      }, keep),

    updateRunMetadata: (threadId, id, metadata) =>
      write((emit) => {
        const row = findRun(db, threadId, id)
        if (!row) return undefined
        const run = { ...toRun(row), metadata }
        saveRun(db, row, run)
        emit({ type: 'run.modified', thread_id: threadId, run_id: id, status: run.status })
        return run
      }),
  }
}

/** Inserts a run into `filled`, which is saved with it; `open` is the thread as stored. */
const startRun = (
  { db, clock }: Context,
  open: OpenThread,
  filled: OpenThread,
  run: Run,
  events: readonly StreamEvent[],
  emit: Emit,
): RunEvent[] => {
  const place = createRun(db, open.seq, run, true)
  saveThread(db, open, touched(db, withRun(filled, place, run), run.created_at))
  emit({ type: 'run.created', thread_id: run.thread_id, run_id: run.id, status: run.status })
  const logged = insertRunEvents(db, place.seq, events, { now: clock.now() })
  if (logged.length > 0)
    emit({ type: 'run.events', thread_id: run.thread_id, run_id: run.id, events: logged })
  return logged
}

interface Committed {
  row: RunRow
  was: Run
  run: Run
  messages: readonly Message[]
  told: readonly StreamEvent[]
}

/** Writes a run's messages and what its change means to the thread's summary. */
const commitThread = (
  { db, clock }: Context,
  { row, was, run, messages, told }: Committed,
  emit: Emit,
): void => {
  const moved = was.status !== run.status
  if (!moved && messages.length === 0) return
  const open = requireThread(db, run.thread_id)
  let now = open
  for (const message of messages) {
    now = putMessage({ db, open: now, message, isNew: isCreatedIn(told, message), emit })
  }
  if (moved) now = withRun(now, { at: row.created_at, seq: row.seq }, run)
  if (isActivity(was, run, messages, told)) now = touched(db, now, seconds(clock))
  saveThread(db, open, now)
}

const putMessage = ({
  db,
  open,
  message,
  isNew,
  emit,
}: {
  db: Context['db']
  open: OpenThread
  message: Message
  isNew: boolean
  emit: Emit
}): OpenThread => {
  const ids = { thread_id: message.thread_id, message_id: message.id }
  const row = findMessage(db, message.thread_id, message.id)
  const before = row && toMessage(row, message.thread_id)
  const after = writtenMessage(before, message, isNew)
  if (!after) return open
  if (!row) {
    const place = insertMessage(db, open.seq, rowOf(after))
    emit({ type: 'message.created', ...ids })
    return withMessage(db, open, place, undefined, after)
  }
  saveMessage(db, row.seq, after)
  emit({ type: 'message.modified', ...ids })
  return withMessage(db, open, { at: row.created_at, seq: row.seq }, before, after)
}
