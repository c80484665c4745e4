import { type Criterion, SCALE } from '#contract/queue.ts'
import type { Criteria } from '#contract/review.ts'
import {
  answersRequired,
  noCriterion,
  queueNotOpen,
  threadNotInQueue,
  wrongAnswerTo,
} from '#server/refusals/queues.ts'

import type { Database } from './database.ts'
import { whyNot } from './queue-claims.ts'
import { ITEM_COLUMNS, type ItemRow, hold, isHeld, readingsOf, tellItem } from './queue-items.ts'
import { type QueueRow, bodyIn, findQueue, requireMember, requireOpen } from './queue-row.ts'
import { type ReviewRow, bodyIn as reviewBodyIn } from './review-row.ts'
import type { Emit } from './writer.ts'

/** A reading that a person judges within a queue. */
export interface Judging {
  queue: QueueRow
  item: ItemRow
  person: number
  at: number
}

/** The reading of a thread that a person holds, has judged, or may hold. @throws {ApiError} */
export const requireReading = (
  db: Database,
  {
    queue_id,
    thread_id,
    person_id,
    at,
  }: { queue_id: string; thread_id: string; person_id: string; at: number },
): Judging => {
  const queue = requireOpen(db, queue_id)
  const person = requireMember(db, queue, person_id)
  // Of a thread that was deleted and came again, what nobody judged is there to read.
  db.run(
    `UPDATE queue_items SET status = 'open', sealed = twice
     WHERE thread_id = ? AND queue = ? AND status = 'gone' AND verdict IS NULL`,
    thread_id,
    queue.seq,
  )
  const items = readingsOf(db, queue.seq, thread_id)
  const own =
    items.find(({ status, judge }) => status !== 'open' && judge === person) ??
    items.find((item) => isHeld(item, at) && item.holder === person)
  if (own) return { queue, item: own, person, at }
  const refusals = items.map((item) => whyNot(db, item, person, at))
  const free = items.find((_, index) => refusals[index] === undefined)
  if (free) return { queue, item: free, person, at }
  throw refusals.find((refusal) => refusal !== undefined) ?? threadNotInQueue(thread_id, queue_id)
}

/**
 * The reading that a review which is there belongs to; undefined where it is of no queue, or the queue is deleted.
 * @param isAnswered whether it says a verdict from now on, or answers the rubric, for which it needs one
 * @throws {ApiError}
 */
export const readingOf = (
  db: Database,
  row: ReviewRow,
  { at, isAnswered }: { at: number; isAnswered: boolean },
): Judging | undefined => {
  const queue = row.queue_id === null ? undefined : findQueue(db, row.queue_id)
  if (!queue) return undefined
  if (queue.state !== 'open') throw queueNotOpen(queue.state)
  const item = judgedBy(db, row.id)
  if (item) return { queue, item, person: row.person, at }
  const { thread_id, person_id } = row
  const isJudgement = isAnswered && isOfThread(row)
  return isJudgement
    ? requireReading(db, { queue_id: queue.id, thread_id, person_id, at })
    : undefined
}

const judgedBy = (db: Database, review: string): ItemRow | undefined =>
  db.get<ItemRow>(`SELECT ${ITEM_COLUMNS} FROM queue_items i WHERE i.review = ?`, review)

const isOfThread = ({ message_id }: ReviewRow): boolean => message_id === null

/** Brings a reading to what its review says now. @throws {ApiError} where the rubric asks for something else */
export const judge = (
  db: Database,
  { queue, item, person, at }: Judging,
  row: ReviewRow,
  emit: Emit,
): void => {
  const { criteria: rubric } = bodyIn(queue)
  const { criteria = {}, seconds = null } = reviewBodyIn(row)
  const isJudged = isOfThread(row) && row.verdict !== null
  if (row.thread !== null) checkAnswers(rubric, criteria, isJudged)
  if (!isJudged) {
    if (item.review === row.id) withdraw(db, { queue, item, person, at }, emit)
    else if (item.status === 'open') hold(db, { item, queueId: queue.id, person, at }, emit)
    return
  }
  db.run(
    `UPDATE queue_items SET status = iif(status = 'gone', 'gone', 'judged'), judge = ?, review = ?, verdict = ?,
     labels = ?, answers = ?, seconds = ?, holder = NULL, held_until = NULL WHERE seq = ?`,
    person,
    row.id,
    row.verdict,
    row.labels,
    JSON.stringify(withoutWords(rubric, criteria)),
    seconds,
    item.seq,
  )
  tellItem(emit, queue.id, item)
  seal(db, queue.id, item, emit)
}

/** Takes a judgement back: the reading is open again, and whoever gave it holds it. */
export const withdraw = (db: Database, { queue, item, person, at }: Judging, emit: Emit): void => {
  db.run(
    `UPDATE queue_items SET status = iif(status = 'gone', 'gone', 'open'), judge = NULL, review = NULL, verdict = NULL,
     labels = NULL, answers = NULL, seconds = NULL WHERE seq = ?`,
    item.seq,
  )
  seal(db, queue.id, item, emit)
  if (item.status === 'gone') tellItem(emit, queue.id, item)
  else hold(db, { item, queueId: queue.id, person, at }, emit)
}

/** Seals what was judged of a thread until it is read twice, and tells it from then on. */
const seal = (db: Database, queueId: string, item: ItemRow, emit: Emit): void => {
  if (item.twice === 0 || item.status === 'gone') return
  const items = readingsOf(db, item.queue, item.thread_id)
  const sealed = Number(items.some(({ verdict }) => verdict === null))
  if (items.every((each) => each.sealed === sealed)) return
  for (const each of items) {
    db.run('UPDATE queue_items SET sealed = ? WHERE seq = ?', sealed, each.seq)
    if (each.seq !== item.seq) tellItem(emit, queueId, each)
  }
  tellReviews(db, queueId, item.thread_id, emit)
}

/** Says that reviews of a thread within a queue are told to others, or are no more. */
export const tellReviews = (db: Database, queueId: string, threadId: string, emit: Emit): void => {
  const rows = db.all<{ seq: number; id: string }>(
    'SELECT seq, id FROM reviews WHERE thread_id = ? AND +queue_id = ? AND thread IS NOT NULL',
    threadId,
    queueId,
  )
  for (const { seq, id } of rows) {
    // What is told is found anew; what is sealed is not.
    db.run('DELETE FROM search_documents WHERE review = ?', seq)
    emit({ type: 'review.modified', thread_id: threadId, review_id: id })
  }
}

const isAnswer = ({ type, choices = [] }: Criterion, value: Criteria[string]): boolean => {
  switch (type) {
    case 'yes_no':
      return typeof value === 'boolean'
    case 'scale':
      return Number.isInteger(value) && Number(value) >= SCALE.least && Number(value) <= SCALE.most
    case 'choice':
      return typeof value === 'string' && choices.includes(value)
    default:
      return typeof value === 'string'
  }
}

/** @throws {ApiError} */
const checkAnswers = (
  rubric: readonly Criterion[],
  criteria: Criteria,
  isJudged: boolean,
): void => {
  for (const [key, value] of Object.entries(criteria)) {
    const criterion = rubric.find((each) => each.key === key)
    if (!criterion) throw noCriterion(key)
    if (!isAnswer(criterion, value)) throw wrongAnswerTo(criterion)
  }
  if (!isJudged) return
  const missing = rubric.filter(({ key, required }) => {
    const value = Object.hasOwn(criteria, key) ? criteria[key] : undefined
    return required && (value === undefined || (typeof value === 'string' && value.trim() === ''))
  })
  if (missing.length > 0) throw answersRequired(missing.map(({ name }) => name))
}

/** Answers as they are added up: of those in text, that they are there. */
const withoutWords = (rubric: readonly Criterion[], criteria: Criteria): Criteria =>
  Object.fromEntries(
    rubric
      .filter(({ key }) => Object.hasOwn(criteria, key))
      .map(({ key, type }) => [key, type === 'text' ? true : (criteria[key] ?? true)]),
  )
