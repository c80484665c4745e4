import { parseExact } from '#contract/exact-json.ts'
import { seconds } from '#server/clock.ts'
import type { Clock } from '#server/clock.ts'
import {
  ANSWER_SECONDS,
  type AnswerStore,
  type Keep,
  emptiedAnswer,
} from '#server/store/answers.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { asObject, readable } from './readable.ts'
import type { Write, Work } from './writer.ts'

/** A write that keeps the answer to its request, where that may be sent again. */
export type KeepingWrite = <Made>(work: Work<Made>, keep?: Keep<Made>) => Promise<Made>

export const keepingWrite =
  (db: Database, write: Write, clock: Clock): KeepingWrite =>
  (work, keep) =>
    write((emit) => {
      const made = work(emit)
      const answer = keep?.answer(made)
      if (keep && answer !== undefined) {
        const seq = db.insert(
          'INSERT OR REPLACE INTO answers (key, fingerprint, created_at, answer) VALUES (?, ?, ?, ?)',
          keep.key,
          keep.fingerprint,
          seconds(clock),
          JSON.stringify(answer),
        )
        // The cast: only objects of the wire are kept.
        for (const id of new Set(idsIn(answer as Answer))) {
          db.run('INSERT INTO answered_objects (id, answer) VALUES (?, ?)', id, seq)
        }
      }
      return made
    })

export const answers = ({ db, writeUnseen, clock }: Context): AnswerStore => {
  /** Answers of that second and before have had their time. */
  const past = () => seconds(clock) - ANSWER_SECONDS
  return {
    getAnswer: async (key) => {
      const row = db.get<{ seq: number; fingerprint: string; answer: string }>(
        'SELECT seq, fingerprint, answer FROM answers WHERE key = ? AND created_at > ?',
        key,
        past(),
      )
      if (!row) return undefined
      const answer = toAnswer(row)
      return {
        fingerprint: row.fingerprint,
        answer: isThere(db, answer) ? answer : emptiedAnswer(answer),
      }
    },

    forgetAnswers: (limit) =>
      writeUnseen(() =>
        db.run(
          `DELETE FROM answers WHERE seq IN
           (SELECT seq FROM answers WHERE created_at <= ? ORDER BY created_at LIMIT ?)`,
          past(),
          limit,
        ),
      ),
  }
}

/** Takes what was deleted out of the answers that quote it, in the deletion's own transaction. */
export const forgetInAnswers = (db: Database, id: string): void => {
  const rows = db.all<{ seq: number; answer: string }>(
    `SELECT a.seq, a.answer FROM answered_objects o JOIN answers a ON a.seq = o.answer
     WHERE o.id = ?`,
    id,
  )
  for (const row of rows) {
    const answer = toAnswer(row)
    if (isThere(db, answer)) continue
    const emptied = JSON.stringify(emptiedAnswer(answer))
    db.run('UPDATE answers SET answer = ? WHERE seq = ?', emptied, row.seq)
  }
}

/** The cast: only objects of the wire are kept. @throws {StoreDamaged} */
const toAnswer = ({ seq, answer }: { seq: number; answer: string }): Answer =>
  readable('kept answer', `${seq}`, () => asObject(parseExact(answer)) as Answer)

/** The objects whose deletion an answer must not outlive. */
const idsIn = (answer: Answer): string[] => {
  const { id, thread_id, message_id, vector_store_id, file, run } = answer
  const own = [id, thread_id, message_id, vector_store_id].filter(
    (each) => typeof each === 'string',
  )
  return [...own, ...[file, run].flatMap((inner) => (inner ? idsIn(inner) : []))]
}

interface Answer {
  object?: string
  id?: string
  thread_id?: string
  /** Of a review. */
  message_id?: string | null
  vector_store_id?: string
  /** Of an upload that is complete. */
  file?: Answer | null
  /** Of what streams. */
  run?: Answer
}

const IN_THREAD = 'JOIN threads t ON t.seq = o.thread WHERE o.id = ? AND t.id = ?'

/** Whether what a request made is still there; of kinds that hold nothing to tell it is not asked. */
const isThere = (db: Database, answer: Answer): boolean => {
  const { object, id = '', thread_id = '', vector_store_id = '' } = answer
  const has = (sql: string, ...ids: string[]) => db.get(`SELECT 1 ${sql}`, ...ids) !== undefined
  if (answer.run) return isThere(db, answer.run)
  switch (object) {
    case 'thread':
      return has('FROM threads WHERE id = ?', id)
    case 'thread.message':
      return has(`FROM messages o ${IN_THREAD}`, id, thread_id)
    case 'thread.run':
      return has(`FROM runs o ${IN_THREAD}`, id, thread_id)
    case 'assistant':
      return has('FROM assistants WHERE id = ?', id)
    case 'file':
      return has('FROM files WHERE id = ?', id)
    case 'upload':
      return answer.file ? isThere(db, answer.file) : !isFileGone(db, id)
    case 'review':
      return has(
        `FROM reviews r WHERE r.id = ? AND r.thread IS NOT NULL AND r.message_deleted = 0`,
        id,
      )
    case 'vector_store':
      return has('FROM vector_stores WHERE id = ?', id)
    case 'vector_store.file':
      return has(
        `FROM vector_store_files o JOIN files f ON f.seq = o.file
         JOIN vector_stores s ON s.seq = o.store WHERE f.id = ? AND s.id = ?`,
        id,
        vector_store_id,
      )
    default:
      return true
  }
}

/** Whether the file that the upload became is deleted: the upload quotes its name. */
const isFileGone = (db: Database, upload: string): boolean =>
  db.get(
    `SELECT 1 FROM uploads WHERE id = ? AND status = 'completed'
     AND json_extract(body, '$.file.id') NOT IN (SELECT id FROM files)`,
    upload,
  ) !== undefined
