import type { Change } from '#contract/change.ts'

import type { QueueStore } from '../queues.ts'
import type { Store } from '../store.ts'
import type { Method } from './recorded-method.ts'

const reader = { person_id: 'person_q', at: 2 }
const make = async (store: Store) => {
  await store.insertPerson({
    id: 'person_q',
    object: 'person',
    name: 'Quinn',
    initials: 'Q',
    created_at: 1,
  })
  await store.insertQueue({
    id: 'queue_a',
    object: 'queue',
    name: 'Refunds',
    query: null,
    time_zone: 'UTC',
    metadata: {},
    sample: null,
    criteria: [],
    people: [],
    second_reading: 0,
    person_id: 'person_q',
    created_at: 1,
  })
}
const made: Change[] = [
  { type: 'person.created', person_id: 'person_q' },
  { type: 'queue.created', queue_id: 'queue_a' },
]
const modified: Change = { type: 'queue.modified', queue_id: 'queue_a' }
const itemModified: Change = { type: 'queue.item.modified', queue_id: 'queue_a', item_id: 'item_a' }

const put = (store: Store) =>
  store.fillQueue('queue_a', [
    { ids: ['item_a'], thread_id: 'thread_a', position: 1, assistant: null, model: null },
  ])
const open = async (store: Store) => {
  await make(store)
  await put(store)
  await store.tellFilling('queue_a', { of: 1, state: 'open' })
}
const opened = [...made, modified, modified]

/** What the methods of queues leave on record. */
export const QUEUE_METHODS: Record<keyof QueueStore, Method> = {
  insertQueue: { write: make, leaves: made },
  updateQueue: {
    write: async (store) => {
      await make(store)
      return store.updateQueue('queue_a', { name: 'Returns' })
    },
    leaves: [...made, modified],
  },
  deleteQueue: {
    write: async (store) => {
      await make(store)
      return store.deleteQueue('queue_a')
    },
    leaves: [...made, { type: 'queue.deleted', queue_id: 'queue_a' }],
  },
  fillQueue: {
    write: async (store) => {
      await make(store)
      return put(store)
    },
    leaves: [...made, modified],
  },
  tellFilling: { write: open, leaves: opened },
  claimItem: {
    write: async (store) => {
      await open(store)
      return store.claimItem('queue_a', reader)
    },
    leaves: [...opened, itemModified],
  },
  releaseItem: {
    write: async (store) => {
      await open(store)
      await store.claimItem('queue_a', reader)
      return store.releaseItem('queue_a', 'item_a', reader)
    },
    leaves: [...opened, itemModified, itemModified],
  },
  skipItem: {
    write: async (store) => {
      await open(store)
      return store.skipItem('queue_a', 'item_a', reader)
    },
    leaves: [...opened, itemModified],
  },
  reopenItem: {
    write: async (store) => {
      await open(store)
      await store.skipItem('queue_a', 'item_a', reader)
      return store.reopenItem('queue_a', 'item_a', reader)
    },
    leaves: [...opened, itemModified, itemModified, itemModified],
  },
  assignItems: {
    write: async (store) => {
      await open(store)
      const assigning = { ...reader, people: ['person_q'], after: 0, loads: new Map(), limit: 10 }
      return store.assignItems('queue_a', assigning)
    },
    leaves: [...opened, modified],
  },
  emptyQueue: 'changes what nobody can read',
  settleQueues: 'changes what nobody can read',
  getQueue: 'reads',
  listQueues: 'reads',
  queuesToFill: 'reads',
  candidates: 'reads',
  listQueueItems: 'reads',
  queueTotals: 'reads',
  judgements: 'reads',
}
