import type { ThreadStore } from '#server/store/threads.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { deleteReviewsOf } from './reviews-gone.ts'

/** The time of creation of threads that are deleted but for their rows; no other is so old. */
export const GONE = Number.MIN_SAFE_INTEGER

/** What a list of threads has to ask of each. The sign keeps it from being taken for the list's index. */
export const IS_THERE = `+t.created_at > ${GONE}`

/**
 * How many rows go with a deletion itself, and about how many in one write after it: a millisecond or two,
 * as the words of each are taken out of the index of texts.
 */
const AT_ONCE = 150

/**
 * Deletes a thread with all that is in it. From then on no request finds it: it has no id, no metadata
 * and no place in any list. The rows of one that is large go some at a time, by `purgeThreads`.
 */
export const deleteThreadRows = (db: Database, seq: number): void => {
  // Who takes up or watches active runs asks by their state alone, and who reads their log by their id.
  db.run("UPDATE runs SET id = 'gone ' || seq, active = 0 WHERE thread = ? AND active = 1", seq)
  db.run(
    `UPDATE threads SET id = 'gone ' || seq, created_at = ?1, activity = ?1, settled = ?1, hash = NULL, body = '{}'
     WHERE seq = ?2`,
    GONE,
    seq,
  )
  db.run('DELETE FROM lines_to_find WHERE thread = ?', seq)
  deleteReviewsOf(db, seq)
  purge(db, seq)
}

export const goneThreads = ({ db, writeUnseen }: Context): Pick<ThreadStore, 'purgeThreads'> => ({
  purgeThreads: async () => {
    if (nextGone(db) === undefined) return false
    return writeUnseen(() => {
      const seq = nextGone(db)
      if (seq !== undefined) purge(db, seq)
      return nextGone(db) !== undefined
    })
  },
})

/** Threads that are deleted while some of their rows are still there, up to a few hundred. */
export const goneThreadsOf = (db: Database): number[] =>
  db
    .all<{ seq: number }>('SELECT seq FROM threads WHERE created_at = ? LIMIT 200', GONE)
    .map(({ seq }) => seq)

const nextGone = (db: Database): number | undefined =>
  db.get<{ seq: number }>('SELECT seq FROM threads WHERE created_at = ? LIMIT 1', GONE)?.seq

/** Removes as many rows as go at once, and the thread's own when it is the last. */
const purge = (db: Database, thread: number): void => {
  let left = AT_ONCE
  while (left > 0) {
    const removed = removeSome(db, thread, left)
    if (removed === 0) {
      db.run('DELETE FROM threads WHERE seq = ?', thread)
      return
    }
    left -= removed
  }
}

const removeSome = (db: Database, thread: number, limit: number): number => {
  const messages = db.run(
    'DELETE FROM messages WHERE seq IN (SELECT seq FROM messages WHERE thread = ? LIMIT ?)',
    thread,
    limit,
  )
  if (messages > 0) return messages
  const run = db.get<{ seq: number }>('SELECT seq FROM runs WHERE thread = ? LIMIT 1', thread)
  if (!run) return 0
  const steps = db.run(
    'DELETE FROM run_steps WHERE seq IN (SELECT seq FROM run_steps WHERE run = ? LIMIT ?)',
    run.seq,
    limit,
  )
  if (steps > 0) return steps
  const events = db.run(
    `DELETE FROM run_events WHERE run = ?1 AND sequence_number IN
       (SELECT sequence_number FROM run_events WHERE run = ?1 LIMIT ?2)`,
    run.seq,
    limit,
  )
  return events > 0 ? events : db.run('DELETE FROM runs WHERE seq = ?', run.seq)
}
