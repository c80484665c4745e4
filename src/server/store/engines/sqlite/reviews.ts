import { isDeepStrictEqual } from 'node:util'

import type { Saying, Verdict } from '#contract/review.ts'
import { noPerson, noReview, notYours } from '#server/refusals/reviews.ts'
import { noMessage } from '#server/refusals/threads.ts'
import type {
  Acting,
  Reviewed,
  Reviewing,
  ReviewStore,
  ReviewsPage,
  Said,
} from '#server/store/reviews.ts'
import type { Place } from '#server/store/summary.ts'

import { forgetInAnswers } from './answers.ts'
import type { Context } from './context.ts'
import type { Database, Param } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import { findMessage } from './message-row.ts'
import { type Range, readPage } from './page.ts'
import { findPerson } from './people.ts'
import { judge, readingOf, requireReading, withdraw } from './queue-judging.ts'
import { isSealed } from './queue-seal.ts'
import { insertAct, listActs } from './review-acts.ts'
import {
  REVIEW_COLUMNS,
  type ReviewBody,
  type ReviewRow,
  WITH_PERSON,
  bodyIn,
  findReview,
  goesOn,
  labelsIn,
  lastMessage,
  listByLabels,
  nextPlace,
  refoldReviews,
  requireLabels,
  toReview,
  unlistByLabels,
} from './review-row.ts'
import { requireThread } from './thread-row.ts'
import type { Emit } from './writer.ts'

export const reviews = ({ db, write, clock }: Context): ReviewStore => ({
  putReview: (reviewing, keep) => write((emit) => putReview(db, reviewing, emit), keep),

  getReview: async (id) => {
    const row = findReview(db, id)
    return row && toReview(db, row)
  },

  updateReview: (id, acting, said) =>
    write((emit) => changeReview(db, requireOwn(db, id, acting), acting, said, emit).review),

  deleteReview: (id, acting) =>
    write((emit) => {
      const row = requireOwn(db, id, acting)
      const { seq, place, thread, thread_id } = row
      const judging = readingOf(db, row, { at: acting.at, isAnswered: false })
      if (judging?.item.review === id) withdraw(db, judging, emit)
      keepPlace({ db, clock }, { list: 'reviews' }, id, { at: place, seq })
      unlistByLabels(db, row, labelsIn(row))
      db.run('DELETE FROM reviews WHERE seq = ?', seq)
      forgetInAnswers(db, id)
      // What is kept of a deleted thread has no history.
      if (thread !== null) {
        insertAct(db, { ...ofRow(row), acting, thread, was: sayingOf(row), now: null })
        refoldReviews(db, thread_id)
      }
      emit({ type: 'review.deleted', thread_id, review_id: id })
    }),

  listReviews: async (page) => {
    const { data, has_more } = readPage<ReviewRow>(db, rangeOf(page), page, (cursor) =>
      placeOf(db, cursor),
    )
    const [first, last] = [data[0], data.at(-1)].map((row) => (row ? cursorOf(row) : null))
    return {
      data: data.map((row) => toReview(db, row)),
      has_more,
      first: first ?? null,
      last: last ?? null,
    }
  },

  listReviewHistory: async (threadId, page) => {
    const thread = db.get<{ seq: number }>('SELECT seq FROM threads WHERE id = ?', threadId)
    return thread && listActs(db, thread.seq, page)
  },
})

/** Makes a review, or changes the one that the person has of the same. @throws {ApiError} */
export const putReview = (db: Database, reviewing: Reviewing, emit: Emit): Reviewed => {
  const { thread_id, message_id, passage, queue_id, person_id, said } = reviewing
  const { seq: thread } = requireThread(db, thread_id)
  if (message_id !== null && !findMessage(db, thread_id, message_id)) throw noMessage(message_id)
  const person = findPerson(db, person_id)
  if (!person) throw noPerson(person_id)
  const same = passage ? undefined : findSame(db, thread, person.seq, { message_id, queue_id })
  if (same) return changeReview(db, same, reviewing, said, emit)
  const judging = queue_id === null ? undefined : requireReading(db, { ...reviewing, queue_id })
  const body: ReviewBody = passage ? { passage } : {}
  const seq = db.insert(
    `INSERT INTO reviews (id, thread, thread_id, message_id, is_passage, queue_id, person, labels, flagged,
     has_note, created_at, modified_at, place, body) VALUES (?, ?, ?, ?, ?, ?, ?, '[]', 0, 0, ?, ?, ?, ?)`,
    reviewing.id,
    thread,
    thread_id,
    message_id,
    Number(passage !== null),
    queue_id,
    person.seq,
    reviewing.at,
    reviewing.at,
    nextPlace(db),
    JSON.stringify(body),
  )
  const row = requireRow(db, reviewing.id)
  save(db, row, said, reviewing.at)
  const now = requireRow(db, row.id)
  if (judging) judge(db, judging, now, emit)
  insertAct(db, { ...ofRow(now), acting: reviewing, thread, was: null, now: sayingOf(now) })
  refoldReviews(db, thread_id)
  emit({ type: 'review.created', thread_id, review_id: row.id })
  return { review: toReview(db, { ...now, seq }), isWritten: true }
}

/** @throws {ApiError} */
const changeReview = (
  db: Database,
  row: ReviewRow,
  acting: Acting,
  said: Said,
  emit: Emit,
): Reviewed => {
  const isVerdict = (said.verdict === undefined ? row.verdict : said.verdict) !== null
  const isAnswered = isVerdict || said.criteria !== undefined
  const judging = readingOf(db, row, { at: acting.at, isAnswered })
  if (!save(db, row, said, acting.at)) return { review: toReview(db, row), isWritten: false }
  const now = requireRow(db, row.id)
  if (judging) judge(db, judging, now, emit)
  const [before, after] = [sayingOf(row), sayingOf(now)]
  const isSaidAgain = row.verdict_place !== now.verdict_place
  if (row.thread !== null && (isSaidAgain || !isDeepStrictEqual(before, after)))
    insertAct(db, { ...ofRow(now), acting, thread: row.thread, was: before, now: after })
  refoldReviews(db, row.thread_id)
  emit({ type: 'review.modified', thread_id: row.thread_id, review_id: row.id })
  return { review: toReview(db, now), isWritten: true }
}

/** @throws {ApiError} where there is none, or it is somebody else's */
const requireOwn = (db: Database, id: string, { person_id }: Acting): ReviewRow => {
  const row = findReview(db, id)
  if (!row) throw noReview(id)
  if (row.person_id !== person_id) throw notYours(row.name)
  return row
}

const requireRow = (db: Database, id: string): ReviewRow => {
  const row = findReview(db, id)
  if (!row) throw noReview(id)
  return row
}

const findSame = (
  db: Database,
  thread: number,
  person: number,
  { message_id, queue_id }: { message_id: string | null; queue_id: string | null },
): ReviewRow | undefined =>
  db.get<ReviewRow>(
    `SELECT ${REVIEW_COLUMNS} FROM reviews r ${WITH_PERSON} WHERE r.thread = ? AND r.person = ?
     AND coalesce(r.message_id, '') = ? AND coalesce(r.queue_id, '') = ? AND r.is_passage = 0`,
    thread,
    person,
    message_id ?? '',
    queue_id ?? '',
  )

const ofRow = (row: ReviewRow) => ({
  review_id: row.id,
  message_id: row.message_id,
  queue_id: row.queue_id,
  person: row.person,
  passage: bodyIn(row).passage ?? null,
})

const sayingOf = (row: ReviewRow): Saying => ({
  verdict: row.verdict,
  labels: labelsIn(row),
  note: bodyIn(row).note ?? null,
  flagged: row.flagged === 1,
})

/** What of a row a person says. */
interface Kept {
  verdict: Verdict | null
  verdict_place: number
  last: Place
  labels: string[]
  flagged: boolean
  body: ReviewBody
}

const keptIn = (row: ReviewRow): Kept => ({
  verdict: row.verdict,
  verdict_place: row.verdict_place,
  last: { at: row.last_at, seq: row.last_tie },
  labels: labelsIn(row),
  flagged: row.flagged === 1,
  body: bodyIn(row),
})

/** Writes what is said, where it is not so already. @returns whether it was not @throws {ApiError} */
const save = (db: Database, row: ReviewRow, said: Said, at: number): boolean => {
  const was = keptIn(row)
  const labels = said.labels ? requireLabels(db, said.labels) : was.labels
  const now: Kept = {
    ...was,
    ...withVerdict(db, row, said),
    labels,
    flagged: said.flagged ?? was.flagged,
    body: bodyWith(was.body, said),
  }
  if (isDeepStrictEqual(was, now)) return false
  const place = nextPlace(db)
  unlistByLabels(db, row, was.labels)
  listByLabels(db, { seq: row.seq, place }, now.labels)
  // A verdict that is given now is newer than all others.
  const isGiven = now.verdict_place !== was.verdict_place
  const modified_at = Math.max(at, row.created_at)
  db.run(
    `UPDATE reviews SET verdict = ?, verdict_place = ?, verdict_at = ?, last_at = ?, last_tie = ?, labels = ?, flagged = ?,
     has_note = ?, modified_at = ?, place = ?, body = ? WHERE seq = ?`,
    now.verdict,
    isGiven ? place : now.verdict_place,
    now.verdict === null ? null : isGiven ? modified_at : row.verdict_at,
    now.last.at,
    now.last.seq,
    JSON.stringify(now.labels),
    Number(now.flagged),
    Number(now.body.note !== undefined),
    modified_at,
    place,
    JSON.stringify(now.body),
    row.seq,
  )
  // What was said before is found no more from now on.
  if (now.body.note !== was.body.note)
    db.run('DELETE FROM search_documents WHERE review = ?', row.seq)
  return true
}

/** Stands for the place that is given with the write. */
const NOW = -1

/** A verdict that is given again says that all messages since then were seen. */
const withVerdict = (
  db: Database,
  { thread, verdict, last_at, last_tie }: ReviewRow,
  said: Said,
): Partial<Kept> => {
  if (said.verdict === undefined) return {}
  if (said.verdict === null) return { verdict: null, verdict_place: 0, last: { at: 0, seq: 0 } }
  const isSame = said.verdict === verdict
  if (isSame && !goesOn(db, thread, { at: last_at, seq: last_tie })) return {}
  const last = thread === null ? { at: last_at, seq: last_tie } : lastMessage(db, thread)
  return { verdict: said.verdict, verdict_place: NOW, last }
}

const bodyWith = (
  { passage, ...was }: ReviewBody,
  { note, criteria, seconds }: Said,
): ReviewBody => {
  const all = {
    note: note === undefined ? was.note : (note ?? undefined),
    criteria: criteria ?? was.criteria,
    seconds: seconds === undefined ? was.seconds : (seconds ?? undefined),
  }
  const hasCriteria = Object.keys(all.criteria ?? {}).length > 0
  return {
    ...(passage && { passage }),
    ...(all.note !== undefined && { note: all.note }),
    ...(hasCriteria && { criteria: all.criteria }),
    ...(all.seconds !== undefined && { seconds: all.seconds }),
  }
}

/** The range of the index that has fewest of them: each filter that is left is asked of every row. */
const rangeOf = (page: ReviewsPage): Range => {
  const { thread_id, message_id, person_id, queue_id, verdict, label, asking = '' } = page
  const asked: [where: string, param: string | undefined][] = [
    ['r.message_id = ?', message_id],
    ['r.thread_id = ?', thread_id],
    ['r.queue_id = ?', queue_id],
    ['r.person = (SELECT seq FROM people WHERE id = ?)', person_id],
    ['r.verdict = ?', verdict],
  ]
  const given = asked.filter((each): each is [string, string] => each[1] !== undefined)
  const byLabel = label !== undefined && message_id === undefined && thread_id === undefined
  const conditions = given.map(([where], at) =>
    // The sign keeps the others from being taken for the list's index.
    at === 0 && !byLabel ? where : where.replace('r.', '+r.'),
  )
  const params: Param[] = given.map(([, param]) => param)
  if (label !== undefined) {
    conditions.push(
      byLabel
        ? 'l.label = ?'
        : 'EXISTS (SELECT 1 FROM review_labels l WHERE l.label = ? AND l.place = r.place AND l.review = r.seq)',
    )
    params.push(label)
  }
  // What is sealed is its own person's alone.
  conditions.push(`(p.id = ? OR NOT ${isSealed('r')})`)
  params.push(asking)
  return {
    select: REVIEW_COLUMNS,
    body: 'r.body',
    from: byLabel
      ? `review_labels l CROSS JOIN reviews r ON r.seq = l.review ${WITH_PERSON}`
      : `reviews r ${WITH_PERSON}`,
    where: conditions.join(' AND '),
    params,
    at: byLabel ? 'l.place' : 'r.place',
    tie: byLabel ? 'l.review' : 'r.tie',
  }
}

const cursorOf = ({ id, place }: Pick<ReviewRow, 'id' | 'place'>): string => `${id}@${place}`

/** Where a cursor stands: the place that it names, or that of the review. */
const placeOf = (db: Database, cursor: string): Place | undefined => {
  const [, id = cursor, named] = /^(.{1,100})@(\d{1,15})$/s.exec(cursor) ?? []
  if (named === undefined)
    return (
      db.get<Place>('SELECT place AS at, seq FROM reviews WHERE id = ?', id) ??
      deletedPlace(db, { list: 'reviews' }, id)
    )
  const at = Number(named)
  const there = db.get<{ seq: number }>('SELECT seq FROM reviews WHERE place = ?', at)
  // Nobody stands there any more, or ever will.
  return { at, seq: there?.seq ?? 0 }
}
