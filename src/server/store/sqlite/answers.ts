import type { Clock } from '#server/services.ts'

import { ANSWER_SECONDS, type AnswerStore, type Keep } from '../answers.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
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
        db.run(
          'INSERT OR REPLACE INTO answers (key, fingerprint, created_at, answer) VALUES (?, ?, ?, ?)',
          keep.key,
          keep.fingerprint,
          Math.floor(clock.now() / 1000),
          JSON.stringify(answer),
        )
      }
      return made
    })

export const answers = ({ db, write, clock }: Context): AnswerStore => {
  /** Answers of that second and before have had their time. */
  const past = () => Math.floor(clock.now() / 1000) - ANSWER_SECONDS
  return {
    getAnswer: async (key) => {
      const row = db.get<{ fingerprint: string; answer: string }>(
        'SELECT fingerprint, answer FROM answers WHERE key = ? AND created_at > ?',
        key,
        past(),
      )
      return row && { fingerprint: row.fingerprint, answer: JSON.parse(row.answer) }
    },

    forgetAnswers: (limit) =>
      write(() =>
        db.run(
          `DELETE FROM answers WHERE seq IN
           (SELECT seq FROM answers WHERE created_at <= ? ORDER BY created_at LIMIT ?)`,
          past(),
          limit,
        ),
      ),
  }
}
