import type { Criteria, Passage, Review, Verdict } from '#contract/review.ts'
import { noLabel } from '#server/refusals/reviews.ts'
import { type ReviewState, type Summed, sumUp } from '#server/store/review-summary.ts'
import type { Place } from '#server/store/summary.ts'

import type { Database } from './database.ts'
import { isSealed } from './queue-seal.ts'
import { asObject, readable } from './readable.ts'
import { openThread, saveThread } from './thread-row.ts'

export interface ReviewRow {
  seq: number
  id: string
  thread: number | null
  thread_id: string
  message_id: string | null
  message_deleted: number
  queue_id: string | null
  person: number
  person_id: string
  name: string
  initials: string
  verdict: Verdict | null
  verdict_place: number
  /** The second in which the verdict was given; null without one. */
  verdict_at: number | null
  last_at: number
  last_tie: number
  labels: string
  flagged: number
  created_at: number
  modified_at: number
  place: number
  body: string
}

/** What only whoever reads a review wants. What is usual is left out. */
export interface ReviewBody {
  passage?: Passage
  note?: string
  criteria?: Criteria
  seconds?: number
}

export const REVIEW_COLUMNS = [
  'r.seq, r.id, r.thread, r.thread_id, r.message_id, r.message_deleted, r.queue_id, r.person',
  'p.id AS person_id, p.name, p.initials, r.verdict, r.verdict_place, r.verdict_at',
  'r.last_at, r.last_tie',
  `r.labels, r.flagged, r.created_at, r.modified_at, r.place, r.body`,
].join(', ')
/** Of reviews `r`; the person `p` of each is known. */
export const WITH_PERSON = 'CROSS JOIN people p ON p.seq = r.person'

export const labelsIn = ({ id, labels }: Pick<ReviewRow, 'id' | 'labels'>): string[] =>
  // The cast: only `labelsOf` writes it.
  readable('review', id, () => JSON.parse(labels) as string[])

export const bodyIn = ({ id, body }: Pick<ReviewRow, 'id' | 'body'>): ReviewBody =>
  readable('review', id, () => asObject(JSON.parse(body)) as ReviewBody)

export const toReview = (db: Database, row: ReviewRow): Review => {
  const { passage = null, note = null, criteria = {}, seconds = null } = bodyIn(row)
  return {
    id: row.id,
    object: 'review',
    thread_id: row.thread_id,
    message_id: row.message_id,
    passage,
    queue_id: row.queue_id,
    person: { id: row.person_id, name: row.name, initials: row.initials },
    verdict: row.verdict,
    labels: labelsIn(row),
    note,
    criteria,
    flagged: row.flagged === 1,
    seconds,
    thread_went_on: row.verdict !== null && goesOn(db, row.thread, lastOf(row)),
    ...(row.message_deleted === 1 && { message_deleted: true }),
    created_at: row.created_at,
    modified_at: row.modified_at,
  }
}

export const findReview = (db: Database, id: string): ReviewRow | undefined =>
  db.get<ReviewRow>(`SELECT ${REVIEW_COLUMNS} FROM reviews r ${WITH_PERSON} WHERE r.id = ?`, id)

const lastOf = ({ last_at, last_tie }: Pick<ReviewRow, 'last_at' | 'last_tie'>): Place => ({
  at: last_at,
  seq: last_tie,
})

/** Whether messages of a thread stand behind a place of it: one look into an index. */
export const goesOn = (db: Database, thread: number | null, { at, seq }: Place): boolean =>
  thread !== null &&
  db.get(
    'SELECT 1 FROM messages WHERE thread = ? AND (created_at, tie) > (?, ?) LIMIT 1',
    thread,
    at,
    seq,
  ) !== undefined

/** Where the last message of a thread stands; before all where it has none. */
export const lastMessage = (db: Database, thread: number): Place =>
  db.get<Place>(
    `SELECT created_at AS at, tie AS seq FROM messages WHERE thread = ?
     ORDER BY created_at DESC, tie DESC LIMIT 1`,
    thread,
  ) ?? { at: Number.MIN_SAFE_INTEGER, seq: 0 }

/** The place of what is changed now: above all others. */
export const nextPlace = (db: Database): number => {
  const next = (db.get<{ value: number }>('SELECT value FROM last_review_place')?.value ?? 0) + 1
  db.run('UPDATE last_review_place SET value = ?', next)
  return next
}

/** Lists a review among those of its labels. */
export const listByLabels = (
  db: Database,
  { seq, place }: Pick<ReviewRow, 'seq' | 'place'>,
  labels: readonly string[],
): void => {
  for (const label of labels)
    db.run('INSERT INTO review_labels (label, place, review) VALUES (?, ?, ?)', label, place, seq)
}

/** Takes a review out of the lists of its labels. */
export const unlistByLabels = (
  db: Database,
  { seq, place }: Pick<ReviewRow, 'seq' | 'place'>,
  labels: readonly string[],
): void => {
  for (const label of labels)
    db.run(
      'DELETE FROM review_labels WHERE label = ? AND place = ? AND review = ?',
      label,
      place,
      seq,
    )
}

/** Labels as they are kept: each once, and of one that was merged the one that stays. @throws {ApiError} */
export const requireLabels = (db: Database, ids: readonly string[]): string[] => [
  ...new Set(
    ids.map((id) => {
      const label = db.get<{ merged_into: string | null }>(
        'SELECT merged_into FROM labels WHERE id = ?',
        id,
      )
      if (!label) throw noLabel(id)
      return label.merged_into ?? id
    }),
  ),
]

type SummedRow = Pick<
  ReviewRow,
  'id' | 'person_id' | 'message_id' | 'verdict' | 'verdict_place' | 'last_at' | 'last_tie'
> &
  Pick<ReviewRow, 'labels' | 'flagged'> & { has_note: number }

/** All reviews of a thread in short. Their texts are not read. */
export const reviewStateOf = (db: Database, thread: number): ReviewState | undefined =>
  sumUp(
    db
      .all<SummedRow>(
        `SELECT r.id, p.id AS person_id, r.message_id, r.verdict, r.verdict_place, r.last_at, r.last_tie,
         r.labels, r.flagged, r.has_note FROM reviews r ${WITH_PERSON}
         WHERE r.thread = ? AND NOT ${isSealed('r')}`,
        thread,
      )
      .map((row): Summed => ({
        person_id: row.person_id,
        isOfThread: row.message_id === null,
        verdict: row.verdict,
        verdict_place: row.verdict_place,
        last: lastOf(row),
        labels: labelsIn(row),
        flagged: row.flagged === 1,
        hasNote: row.has_note === 1,
      })),
  )

/** Brings what is kept of a thread's reviews beside it, and its facets, to what they are. */
export const refoldReviews = (db: Database, threadId: string): void => {
  const open = openThread(db, threadId)
  if (!open) return
  const { review: _, ...summary } = open.summary
  const review = reviewStateOf(db, open.seq)
  saveThread(db, open, { ...open, summary: { ...summary, ...(review && { review }) } })
}

/** Puts one label in the place of another, wherever it is. */
export const changeLabel = (db: Database, from: string, to: string): void => {
  const rows = db.all<Pick<ReviewRow, 'seq' | 'id' | 'place' | 'thread_id' | 'labels'>>(
    `SELECT r.seq, r.id, r.place, r.thread_id, r.labels FROM review_labels l
     CROSS JOIN reviews r ON r.seq = l.review WHERE l.label = ?`,
    from,
  )
  for (const row of rows) {
    const was = labelsIn(row)
    const now = [...new Set(was.map((label) => (label === from ? to : label)))]
    unlistByLabels(db, row, was)
    listByLabels(db, row, now)
    db.run('UPDATE reviews SET labels = ? WHERE seq = ?', JSON.stringify(now), row.seq)
  }
  for (const id of new Set(rows.map(({ thread_id }) => thread_id))) refoldReviews(db, id)
}
