import type { Passage, ReviewAct, Saying } from '#contract/review.ts'
import { NoCursor } from '#server/refusals/cursors.ts'
import type { Listed } from '#server/store/pages.ts'
import type { Acting } from '#server/store/reviews.ts'

import type { Database } from './database.ts'
import { takePage } from './page.ts'
import { asObject, readable } from './readable.ts'

/** What was done to which review. */
export interface Act {
  acting: Acting
  thread: number
  review_id: string
  message_id: string | null
  queue_id: string | null
  person: number
  passage: Passage | null
  was: Saying | null
  now: Saying | null
}

interface ActBody {
  passage: Passage | null
  was: Saying | null
  now: Saying | null
}

export const insertAct = (db: Database, act: Act): void => {
  const { passage, was, now } = act
  const body: ActBody = { passage, was, now }
  db.insert(
    `INSERT INTO review_acts (id, thread, review_id, message_id, queue_id, person, at, act, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    act.acting.act_id,
    act.thread,
    act.review_id,
    act.message_id,
    act.queue_id,
    act.person,
    act.acting.at,
    was === null ? 'created' : now === null ? 'withdrawn' : 'changed',
    JSON.stringify(body),
  )
}

interface ActRow {
  seq: number
  id: string
  review_id: string
  message_id: string | null
  queue_id: string | null
  person_id: string
  name: string
  initials: string
  at: number
  act: ReviewAct['act']
  body: string
}

// The cast: only `insertAct` and `unquote` write it.
const bodyIn = ({ id, body }: Pick<ActRow, 'id' | 'body'>): ActBody =>
  readable('review act', id, () => asObject(JSON.parse(body)) as unknown as ActBody)

const toAct = (row: ActRow): ReviewAct => ({
  id: row.id,
  object: 'review.act',
  review_id: row.review_id,
  message_id: row.message_id,
  queue_id: row.queue_id,
  person: { id: row.person_id, name: row.name, initials: row.initials },
  at: row.at,
  act: row.act,
  ...bodyIn(row),
})

/** @throws {NoCursor} */
export const listActs = (
  db: Database,
  thread: number,
  { limit, after }: { limit: number; after?: string },
): Listed<ReviewAct> => {
  const place =
    after === undefined
      ? undefined
      : db.get<{ seq: number }>(
          'SELECT seq FROM review_acts WHERE id = ? AND thread = ?',
          after,
          thread,
        )
  if (after !== undefined && !place) throw new NoCursor('after', after)
  const rows = db.iterate<ActRow>(
    `SELECT a.seq, a.id, a.review_id, a.message_id, a.queue_id, p.id AS person_id, p.name, p.initials,
     a.at, a.act, a.body FROM review_acts a CROSS JOIN people p ON p.seq = a.person
     WHERE a.thread = ? AND a.tie < ? ORDER BY a.tie DESC LIMIT ?`,
    thread,
    place?.seq ?? Number.MAX_SAFE_INTEGER,
    limit + 1,
  )
  const { data, has_more } = takePage(rows, limit, ({ body }) => body.length)
  return { data: data.map(toAct), has_more }
}

/** A passage without the words of a message that is deleted. */
export const unquoted = (passage: Passage): Passage => ({
  ...passage,
  quote: '',
  prefix: '',
  suffix: '',
})

/** Takes the words of a message out of what was done to reviews of it. */
export const unquoteActs = (db: Database, thread: number, messageId: string): void => {
  const rows = db.all<Pick<ActRow, 'seq' | 'id' | 'body'>>(
    'SELECT seq, id, body FROM review_acts WHERE message_id = ? AND thread = ?',
    messageId,
    thread,
  )
  for (const row of rows) {
    const body = bodyIn(row)
    if (body.passage === null) continue
    db.run(
      'UPDATE review_acts SET body = ? WHERE seq = ?',
      JSON.stringify({ ...body, passage: unquoted(body.passage) } satisfies ActBody),
      row.seq,
    )
  }
}
