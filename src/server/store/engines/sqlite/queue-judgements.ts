import { MAX_DIFFERING, type QueueTotals } from '#contract/queue.ts'
import type { Criteria, Verdict } from '#contract/review.ts'
import type { Listed } from '#server/store/pages.ts'
import { type JudgedReading, addUp } from '#server/store/queue-totals.ts'
import type { Judgement } from '#server/store/queues.ts'
import { toSummary } from '#server/store/summary.ts'

import type { Database } from './database.ts'
import { bodyIn, countsOf, findQueue, requireQueue } from './queue-row.ts'
import { readable } from './readable.ts'
import {
  REVIEW_COLUMNS,
  type ReviewRow,
  WITH_PERSON,
  findReview,
  labelsIn,
  toReview,
} from './review-row.ts'
import { THREAD_COLUMNS, type ThreadRow, summaryIn, toThread } from './thread-row.ts'

interface JudgedRow {
  seq: number
  position: number
  reading: number
  judge: number
  verdict: Verdict
  sealed: number
  labels: string
  answers: string
  seconds: number | null
  assistant: string | null
  model: string | null
}

type Reading = JudgedReading & Pick<JudgedRow, 'seq'>

/** Of one reading of a thread that was judged differently. */
interface NamedRow {
  id: string
  thread_id: string
  review: string
}

/** What a queue's judgements add up to. Its own rows are read, and no review. */
export const queueTotals = (db: Database, queueId: string): QueueTotals | undefined => {
  const queue = findQueue(db, queueId)
  if (!queue) return undefined
  const merged = mergedLabels(db)
  const rows = db.all<JudgedRow>(
    `SELECT seq, position, reading, judge, verdict, sealed, labels, answers, seconds, assistant, model
     FROM queue_items WHERE queue = ? AND verdict IS NOT NULL ORDER BY position, reading`,
    queue.seq,
  )
  // Most judgements have the same few.
  const parsed = { labels: new Map<string, string[]>(), answers: new Map<string, Criteria>() }
  const readings = rows.map(({ labels, answers, sealed, ...row }): Reading => ({
    ...row,
    sealed: sealed === 1,
    labels: once(parsed.labels, labels, () => {
      // The casts: only `judge` writes both.
      const ids = readable('queue item', `${row.seq}`, () => JSON.parse(labels) as string[])
      return [...new Set(ids.map((id) => merged.get(id) ?? id))]
    }),
    answers: once(parsed.answers, answers, () =>
      readable('queue item', `${row.seq}`, () => JSON.parse(answers) as Criteria),
    ),
  }))
  const { reviewers, agreement, ...sums } = addUp(readings, bodyIn(queue).criteria)
  return {
    object: 'queue.totals',
    queue_id: queueId,
    counts: countsOf(db, queue.seq),
    ...sums,
    reviewers: reviewers.map(({ judge, ...tally }) => ({ person: personOf(db, judge), ...tally })),
    agreement: {
      ...agreement,
      differing: agreement.differing.slice(0, MAX_DIFFERING).map((pair) => differing(db, pair)),
    },
  }
}

const differing = (
  db: Database,
  pair: readonly [Reading, Reading],
): QueueTotals['agreement']['differing'][number] => {
  const [first, second] = pair.map((reading) => ({ reading, named: namesOf(db, reading) }))
  const thread_id = first?.named.thread_id ?? ''
  return {
    thread_id,
    position: pair[0].position,
    title: titleOf(db, thread_id),
    readings: [first, second].flatMap((each) =>
      each
        ? {
            item_id: each.named.id,
            review_id: each.named.review,
            person_id: personOf(db, each.reading.judge).id,
            verdict: each.reading.verdict,
            note: noteOf(db, each.named.review),
          }
        : [],
    ),
  }
}

const namesOf = (db: Database, { seq }: Reading): NamedRow =>
  db.get<NamedRow>('SELECT id, thread_id, review FROM queue_items WHERE seq = ?', seq) ?? {
    id: '',
    thread_id: '',
    review: '',
  }

const once = <Value>(known: Map<string, Value>, text: string, make: () => Value): Value => {
  let value = known.get(text)
  if (value === undefined) known.set(text, (value = make()))
  return value
}

/** What each merged label stands for. */
const mergedLabels = (db: Database): ReadonlyMap<string, string> =>
  new Map(
    db
      .all<{ id: string; merged_into: string }>(
        'SELECT id, merged_into FROM labels WHERE merged_into IS NOT NULL',
      )
      .map(({ id, merged_into }) => [id, merged_into]),
  )

const personOf = (db: Database, seq: number) =>
  db.get<{ id: string; name: string; initials: string }>(
    'SELECT id, name, initials FROM people WHERE seq = ?',
    seq,
  ) ?? { id: '', name: '', initials: '' }

const titleOf = (db: Database, threadId: string): string | null => {
  const row = db.get<ThreadRow>(`SELECT ${THREAD_COLUMNS} FROM threads t WHERE t.id = ?`, threadId)
  if (!row) return null
  return toSummary(summaryIn(row), toThread(row).metadata, row.activity).title
}

const noteOf = (db: Database, reviewId: string): string | null => {
  const row = findReview(db, reviewId)
  return row ? toReview(db, row).note : null
}

interface PlacedRow extends Pick<JudgedRow, 'position' | 'reading' | 'judge'> {
  thread_id: string
  status: string
}

/** Judgements and what their readers said of messages of the same thread, a page of readings at a time. */
export const judgements = (
  db: Database,
  queueId: string,
  { limit, after = '0:0' }: { limit: number; after?: string },
): Listed<Judgement> => {
  const queue = requireQueue(db, queueId)
  const [position = 0, reading = 0] = after.split(':').map(Number)
  const rows = db.all<PlacedRow>(
    `SELECT thread_id, position, reading, judge, status FROM queue_items
     WHERE queue = ? AND (position, reading) > (?, ?) AND verdict IS NOT NULL AND sealed = 0
     ORDER BY position, reading LIMIT ?`,
    queue.seq,
    position,
    reading,
    limit + 1,
  )
  const names = new Map(
    db
      .all<{ id: string; name: string }>('SELECT id, name FROM labels')
      .map(({ id, name }) => [id, name]),
  )
  const data = rows.slice(0, limit).flatMap((row): Judgement[] => {
    const isGone = row.status === 'gone'
    const title = isGone ? null : titleOf(db, row.thread_id)
    const reviews = db.all<ReviewRow>(
      `SELECT ${REVIEW_COLUMNS} FROM reviews r ${WITH_PERSON}
       WHERE r.thread_id = ? AND +r.queue_id = ? AND +r.person = ? ORDER BY r.message_id IS NOT NULL, r.seq`,
      row.thread_id,
      queueId,
      row.judge,
    )
    return reviews.map((review) => ({
      place: `${row.position}:${row.reading}`,
      position: row.position,
      reading: row.reading,
      title,
      isGone,
      label_names: labelsIn(review).map((id) => names.get(id) ?? id),
      review: toReview(db, review),
    }))
  })
  return { data, has_more: rows.length > limit }
}
