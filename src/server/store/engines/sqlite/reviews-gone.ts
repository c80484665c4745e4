import type { Criteria } from '#contract/review.ts'

import type { Database } from './database.ts'
import { unquoteActs, unquoted } from './review-acts.ts'
import { type ReviewRow, bodyIn, labelsIn, unlistByLabels } from './review-row.ts'
import type { Emit } from './writer.ts'

/** Has reviews of a deleted message stand without its words. */
export const keepWithoutMessage = (
  db: Database,
  { thread, thread_id, message_id }: { thread: number; thread_id: string; message_id: string },
  emit: Emit,
): void => {
  const rows = db.all<Pick<ReviewRow, 'seq' | 'id' | 'body'>>(
    'SELECT seq, id, body FROM reviews WHERE message_id = ? AND thread = ?',
    message_id,
    thread,
  )
  for (const row of rows) {
    const { passage, ...body } = bodyIn(row)
    db.run(
      'UPDATE reviews SET message_deleted = 1, body = ? WHERE seq = ?',
      JSON.stringify({ ...body, ...(passage && { passage: unquoted(passage) }) }),
      row.seq,
    )
    emit({ type: 'review.modified', thread_id, review_id: row.id })
  }
  unquoteActs(db, thread, message_id)
}

type GoneRow = Pick<ReviewRow, 'seq' | 'id' | 'place' | 'queue_id' | 'labels' | 'body'>

/** Takes the reviews of a deleted thread along. Those of a queue stay for its totals, without a word. */
export const deleteReviewsOf = (db: Database, thread: number): void => {
  const rows = db.all<GoneRow>(
    'SELECT seq, id, place, queue_id, labels, body FROM reviews WHERE thread = ?',
    thread,
  )
  for (const row of rows) {
    db.run('DELETE FROM search_documents WHERE review = ?', row.seq)
    if (row.queue_id === null) {
      unlistByLabels(db, row, labelsIn(row))
      db.run('DELETE FROM reviews WHERE seq = ?', row.seq)
      continue
    }
    const { passage, criteria, seconds } = bodyIn(row)
    const kept = {
      ...(passage && { passage: unquoted(passage) }),
      ...(criteria && { criteria: withoutTexts(criteria) }),
      ...(seconds !== undefined && { seconds }),
    }
    db.run(
      'UPDATE reviews SET thread = NULL, has_note = 0, body = ? WHERE seq = ?',
      JSON.stringify(kept),
      row.seq,
    )
  }
  db.run('DELETE FROM review_acts WHERE thread = ?', thread)
}

const withoutTexts = (criteria: Criteria): Criteria =>
  Object.fromEntries(Object.entries(criteria).filter(([, value]) => typeof value !== 'string'))
