import type { Change } from '#contract/change.ts'

import type { LabelStore } from '../labels.ts'
import type { PersonStore } from '../people.ts'
import type { ReviewStore } from '../reviews.ts'
import type { Store } from '../store.ts'
import type { Method } from './recorded-method.ts'
import { buildLabel, buildPerson, buildReviewing } from './reviewing.ts'

const person = buildPerson('person_a')
const acting = (act_id: string) => ({ person_id: 'person_a', act_id, at: 2 })
const reviewing = buildReviewing({
  ...acting('act_a'),
  id: 'review_a',
  thread_id: 'thread_a',
  said: { labels: ['label_a'] },
})
const review = async (store: Store) => {
  await store.insertPerson(person)
  await store.insertLabel(buildLabel('label_a'))
  await store.putReview(reviewing)
}
const reviewed: Change[] = [
  { type: 'person.created', person_id: 'person_a' },
  { type: 'label.created', label_id: 'label_a' },
  { type: 'review.created', thread_id: 'thread_a', review_id: 'review_a' },
]

/** What of people, labels and reviews leaves what on record. */
export const REVIEW_METHODS: Record<keyof (PersonStore & LabelStore & ReviewStore), Method> = {
  insertPerson: {
    write: (store) => store.insertPerson(person),
    leaves: [{ type: 'person.created', person_id: 'person_a' }],
  },
  updatePerson: {
    write: async (store) => {
      await store.insertPerson(person)
      return store.updatePerson('person_a', { name: 'Anna' })
    },
    leaves: [
      { type: 'person.created', person_id: 'person_a' },
      { type: 'person.modified', person_id: 'person_a' },
    ],
  },
  insertLabel: {
    write: (store) => store.insertLabel(buildLabel('label_a')),
    leaves: [{ type: 'label.created', label_id: 'label_a' }],
  },
  updateLabel: {
    write: async (store) => {
      await store.insertLabel(buildLabel('label_a'))
      return store.updateLabel('label_a', { archived: true })
    },
    leaves: [
      { type: 'label.created', label_id: 'label_a' },
      { type: 'label.modified', label_id: 'label_a' },
    ],
  },
  mergeLabel: {
    write: async (store) => {
      await review(store)
      await store.insertLabel(buildLabel('label_b'))
      return store.mergeLabel('label_a', 'label_b')
    },
    leaves: [
      ...reviewed,
      { type: 'label.created', label_id: 'label_b' },
      { type: 'label.modified', label_id: 'label_a' },
      { type: 'label.modified', label_id: 'label_b' },
    ],
  },
  putReview: { write: review, leaves: reviewed },
  updateReview: {
    write: async (store) => {
      await review(store)
      return store.updateReview('review_a', acting('act_b'), { flagged: true })
    },
    leaves: [
      ...reviewed,
      { type: 'review.modified', thread_id: 'thread_a', review_id: 'review_a' },
    ],
  },
  deleteReview: {
    write: async (store) => {
      await review(store)
      return store.deleteReview('review_a', acting('act_b'))
    },
    leaves: [...reviewed, { type: 'review.deleted', thread_id: 'thread_a', review_id: 'review_a' }],
  },
  getPerson: 'reads',
  listPeople: 'reads',
  getLabel: 'reads',
  listLabels: 'reads',
  getReview: 'reads',
  listReviews: 'reads',
  listReviewHistory: 'reads',
}
