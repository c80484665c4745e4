import type { Label } from '#contract/label.ts'
import type { Person } from '#contract/person.ts'

import type { NewQueue } from '../queues.ts'
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

/** A queue of all threads, which anybody reads. */
export const buildQueue = (fields: Partial<NewQueue> = {}): NewQueue => ({
  id: 'queue_a',
  object: 'queue',
  name: 'A',
  query: null,
  time_zone: 'UTC',
  metadata: {},
  sample: null,
  criteria: [],
  people: [],
  second_reading: 0,
  person_id: 'person_a',
  created_at: 1,
  ...fields,
})

/**
 * Makes a queue that has these threads, whose rubric asks for one of each kind of answer.
 * @param more how many of them are read twice, and fields of the queue
 */
export const putQueue = async (
  store: Pick<Store, 'insertQueue' | 'fillQueue' | 'tellFilling'>,
  id: string,
  threads: readonly string[],
  { person_id = 'person_a', twice = 0, ...fields }: Partial<NewQueue> & { twice?: number } = {},
): Promise<void> => {
  const criteria = [
    { key: 'tone', name: 'Tone', type: 'scale' as const, required: false },
    { key: 'why', name: 'Why', type: 'text' as const, required: false },
    { key: 'ok', name: 'Ok', type: 'yes_no' as const, required: false },
  ]
  await store.insertQueue(buildQueue({ id, name: id, criteria, person_id, ...fields }))
  const items = threads.map((thread_id, at) => ({
    ids: at < twice ? [`item_${id}_${at}`, `item_${id}_${at}_2`] : [`item_${id}_${at}`],
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
