import { expect, test } from 'vitest'

import type { Review } from '#contract/review.ts'

import { type Pending, NOTHING, isUnmade, ownReview, withPending } from './said.ts'

const me = { id: 'person_a', name: 'Ada', initials: 'A' }
const other = { id: 'person_b', name: 'Bo', initials: 'B' }
const subject = { thread_id: 'thread_a', message_id: null, passage: null }

const review = (of: Partial<Review>): Review => ({
  id: 'review_a',
  object: 'review',
  ...subject,
  queue_id: null,
  person: me,
  ...NOTHING,
  criteria: {},
  seconds: null,
  thread_went_on: false,
  created_at: 1,
  modified_at: 1,
  ...of,
})
const pending = (change: Pending['change'], of = subject): Pending => ({
  subject: of,
  person: me,
  change,
})

test('what is said shows before it is written, one thing after the other', () => {
  const shown = withPending([], 'thread_a', [
    pending({ verdict: 'pass' }),
    pending({ verdict: 'fail', flagged: true }),
  ])
  expect(shown).toMatchObject([{ verdict: 'fail', flagged: true, person: me }])
  expect(shown.every(isUnmade)).toBe(true)
})

test('a verdict that is given anew is of the thread as it is', () => {
  const before = review({ verdict: 'pass', thread_went_on: true })
  const [now] = withPending([before], 'thread_a', [pending({ verdict: 'fail' })])
  expect(now?.thread_went_on).toBe(false)
  const [noted] = withPending([before], 'thread_a', [pending({ note: 'Hm' })])
  expect(noted?.thread_went_on).toBe(true)
})

test('what says nothing any more is gone, and others stay as they are', () => {
  const theirs = review({ id: 'review_b', person: other, verdict: 'pass' })
  const mine = review({ verdict: 'pass' })
  expect(withPending([mine, theirs], 'thread_a', [pending({ verdict: null })])).toEqual([theirs])
  const elsewhere = pending({ verdict: 'fail' }, { ...subject, thread_id: 'thread_b' })
  expect(withPending([theirs], 'thread_a', [elsewhere])).toEqual([theirs])
})

test('each passage, each message and each queue has a review of its own', () => {
  const passage = { quote: 'fee', prefix: '', suffix: '', start: 4, end: 7 }
  const ofPassage = review({ id: 'review_c', message_id: 'msg_1', passage })
  const all = [review({ id: 'review_q', queue_id: 'queue_a' }), ofPassage, review({})]
  expect(ownReview(all, subject, me.id)?.id).toBe('review_a')
  expect(ownReview(all, { ...subject, message_id: 'msg_1' }, me.id)).toBeUndefined()
  expect(ownReview(all, { ...subject, message_id: 'msg_1', passage }, me.id)).toBe(ofPassage)
  expect(ownReview(all, subject, other.id)).toBeUndefined()
})
