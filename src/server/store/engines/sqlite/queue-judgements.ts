import { MAX_DIFFERING, type QueueTotals } from '#contract/queue.ts'
import type { Criteria, Verdict } from '#contract/review.ts'
import { type JudgedReading, addUp } from '#server/store/queue-totals.ts'
import type { Judgement, Judgements } from '#server/store/queues.ts'
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

/** Where a page begins: behind a reading, or within one behind a review, which may be gone by then. */
interface JudgementPlace {
  position: number
  reading: number
  behind?: ReviewPlace
}
interface ReviewPlace {
  isOfMessage: number
  seq: number
}
const BEFORE_ALL: ReviewPlace = { isOfMessage: -1, seq: 0 }

const toPlace = (text: string | undefined): JudgementPlace => {
  const [position = 0, reading = 0, isOfMessage, seq] = text?.split(':').map(Number) ?? []
  const isWithin = isOfMessage !== undefined && seq !== undefined
  return { position, reading, ...(isWithin && { behind: { isOfMessage, seq } }) }
}

/**
 * Judgements and what their readers said of messages of the same thread, a page of reviews at a time: of one thread
 * somebody may have said any number of things.
 */
export const judgements = (
  db: Database,
  queueId: string,
  { limit, after }: { limit: number; after?: string },
): Judgements => {
  const queue = requireQueue(db, queueId)
  const { position, reading, behind } = toPlace(after)
  const rows = db.all<PlacedRow>(
    `SELECT thread_id, position, reading, judge, status FROM queue_items
     WHERE queue = ? AND (position, reading) ${behind ? '>=' : '>'} (?, ?)
     AND verdict IS NOT NULL AND sealed = 0 ORDER BY position, reading LIMIT ?`,
    queue.seq,
    position,
    reading,
    limit,
  )
  const names = labelNames(db)
  const data: Judgement[] = []
  for (const row of rows) {
    const isBegun = row.position === position && row.reading === reading
    const from = (isBegun && behind) || BEFORE_ALL
    const left = limit - data.length
    const reviews = reviewsOf(db, queueId, row, { from, limit: left + 1 })
    const some = reviews.slice(0, left)
    data.push(...some.map((review) => toJudgement(db, row, review, names)))
    if (reviews.length > left) {
      const last = some.at(-1)
      const { isOfMessage, seq } = last
        ? { isOfMessage: Number(last.message_id !== null), seq: last.seq }
        : from
      const place = [row.position, row.reading, isOfMessage, seq].join(':')
      return { data, has_more: true, last: place }
    }
  }
  const end = rows.at(-1)
  return {
    data,
    has_more: rows.length === limit,
    last: end ? `${end.position}:${end.reading}` : null,
  }
}

const labelNames = (db: Database): ReadonlyMap<string, string> =>
  new Map(
    db
      .all<{ id: string; name: string }>('SELECT id, name FROM labels')
      .map(({ id, name }) => [id, name]),
  )

/** What a reader said of a thread within a queue, behind a review of theirs. That of the whole thread is the first. */
const reviewsOf = (
  db: Database,
  queueId: string,
  { thread_id, judge }: PlacedRow,
  { from, limit }: { from: ReviewPlace; limit: number },
): ReviewRow[] =>
  db.all<ReviewRow>(
    `SELECT ${REVIEW_COLUMNS} FROM reviews r ${WITH_PERSON}
     WHERE r.thread_id = ? AND +r.queue_id = ? AND +r.person = ? AND (r.message_id IS NOT NULL, r.seq) > (?, ?)
     ORDER BY r.message_id IS NOT NULL, r.seq LIMIT ?`,
    thread_id,
    queueId,
    judge,
    from.isOfMessage,
    from.seq,
    limit,
  )

const toJudgement = (
  db: Database,
  { thread_id, position, reading, status }: PlacedRow,
  review: ReviewRow,
  names: ReadonlyMap<string, string>,
): Judgement => {
  const isGone = status === 'gone'
  return {
    position,
    reading,
    title: isGone ? null : titleOf(db, thread_id),
    isGone,
    label_names: labelsIn(review).map((id) => names.get(id) ?? id),
    review: toReview(db, review),
  }
}
