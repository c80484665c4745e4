import type { Label } from '#contract/label.ts'
import type { Person } from '#contract/person.ts'

import type { Reviewing } from '../reviews.ts'

export const buildPerson = (id: string): Person => ({
  id,
  object: 'person',
  name: `Reader ${id}`,
  initials: id.slice(-1),
  created_at: 1,
})

export const buildLabel = (id: string): Label => ({
  id,
  object: 'label',
  name: `Label ${id}`,
  color: 'gray',
  description: null,
  archived: false,
  merged_into: null,
  created_at: 1,
})

let made = 0
/** What a person says of a thread, with ids of its own. */
export const buildReviewing = (fields: Partial<Reviewing> = {}): Reviewing => {
  made += 1
  return {
    id: `review_${made}`,
    act_id: `act_${made}`,
    at: 2,
    person_id: 'person_a',
    thread_id: 'thread_a',
    message_id: null,
    passage: null,
    queue_id: null,
    said: {},
    ...fields,
  }
}
