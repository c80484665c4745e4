import { isActive } from '#contract/run-status.ts'
import { messageIn } from '#server/store/event-payload.ts'
import type { ImportOutcome, ImportedRun, ImportedThread } from '#server/store/imports.ts'
import type { ImportStore } from '#server/store/imports.ts'
import { type SummaryState, emptySummary } from '#server/store/summary.ts'

import { pastActivity } from './activity.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { goneThreads } from './gone-threads.ts'
import { insertMessage, rowOf } from './message-row.ts'
import { insertRunEvent } from './run-events.ts'
import { createRun, lastTimeOf } from './run-row.ts'
import { insertRunStep } from './run-steps.ts'
import { isConstraint } from './sqlite-error.ts'
import { createThread, saveThread, withMessage, withRun } from './thread-row.ts'

export const importThreads = (context: Context): ImportStore => {
  const { db, write } = context
  const { purgeThreads } = goneThreads(context)
  return {
    importThreads: async (threads) => {
      // What is left of a deleted thread has its ids, and it may be the one that comes again.
      while (await purgeThreads()) continue
      return Promise.all(
        threads.map((imported) =>
          write((emit): ImportOutcome => {
            if (db.get('SELECT 1 FROM threads WHERE hash = ?', imported.hash)) return 'skipped'
            insertWhole(db, imported)
            emit({ type: 'thread.imported', thread_id: imported.thread.id })
            return 'imported'
          }).catch((error: unknown): ImportOutcome => {
            if (isConstraint(error)) return 'id_taken'
            throw error
          }),
        ),
      )
    },
  }
}

const insertWhole = (db: Database, { hash, thread, messages, runs }: ImportedThread): void => {
  const lastActiveAt = lastTime(thread.created_at, messages, runs)
  const summary: SummaryState = { ...emptySummary(thread.created_at), last_active_at: lastActiveAt }
  const open = createThread(db, thread, summary, pastActivity(db, lastActiveAt), hash)
  let filled = open
  const writers = new Map(messages.map(({ id, run_id }) => [id, run_id]))
  for (const message of messages) {
    const place = insertMessage(db, open.seq, rowOf(message))
    filled = withMessage(db, filled, place, undefined, message)
  }
  // Only one run can hold a thread, whatever the source says.
  const holder = runs.findLast(({ run }) => isActive(run.status))
  for (const imported of runs) {
    const { run, steps, events = [] } = imported
    requireWritten(imported, writers)
    const place = createRun(db, open.seq, run, imported === holder)
    filled = withRun(filled, place, run)
    for (const step of steps) insertRunStep(db, place.seq, step)
    for (const event of events) insertRunEvent(db, place.seq, event)
  }
  saveThread(db, open, filled)
}

/** @param writers which run each message names */
const requireWritten = (
  { run, events = [] }: ImportedRun,
  writers: ReadonlyMap<string, string | null>,
): void => {
  for (const id of new Set(events.flatMap((event) => messageIn(event) ?? []))) {
    const writer = writers.get(id)
    if (writer === undefined || writer === run.id) continue
    throw new Error(`the log of ${run.id} tells of ${id}, which does not name it as its run`)
  }
}

const lastTime = (
  createdAt: number,
  messages: ImportedThread['messages'],
  runs: ImportedThread['runs'],
): number => {
  let last = createdAt
  for (const message of messages) last = Math.max(last, message.created_at)
  for (const { run } of runs) last = Math.max(last, lastTimeOf(run))
  return last
}
