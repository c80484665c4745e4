import type { Label } from '#contract/label.ts'
import type { Person } from '#contract/person.ts'

import type { Reviewing } from '../reviews.ts'
import type { Store } from '../store.ts'

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

/** Makes a queue that has these threads, whose rubric asks for one of each kind of answer. @param readings of each */
export const putQueue = async (
  store: Store,
  id: string,
  threads: readonly string[],
  person_id = 'person_a',
  readings = 1,
): Promise<void> => {
  await store.insertQueue({
    id,
    object: 'queue',
    name: id,
    query: null,
    time_zone: 'UTC',
    metadata: {},
    sample: null,
    criteria: [
      { key: 'tone', name: 'Tone', type: 'scale', required: false },
      { key: 'why', name: 'Why', type: 'text', required: false },
      { key: 'ok', name: 'Ok', type: 'yes_no', required: false },
    ],
    people: [],
    second_reading: 0,
    person_id,
    created_at: 1,
  })
  const items = threads.map((thread_id, at) => ({
    ids: Array.from(
      { length: readings },
      (_, nth) => `item_${id}_${at}${nth === 0 ? '' : `_${nth}`}`,
    ),
    thread_id,
    position: at + 1,
    assistant: null,
    model: null,
  }))
  await store.fillQueue(id, items)
  await store.tellFilling(id, { of: items.length, state: 'open' })
}

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
