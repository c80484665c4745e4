import type { OwnOperationName } from '#contract/endpoints.ts'
import { MAX_QUEUE_THREADS } from '#contract/queue.ts'
import { may } from '#contract/rights.ts'

import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { newQueue } from '../making/new-queue.ts'
import { listOf } from '../queues/queue-filling.ts'
import { NONE_LEFT_WORDS, queueNotYours, queueTooLarge } from '../refusals/queues.ts'
import { noQueue } from '../refusals/reviews.ts'
import { toList, toPage } from '../routes/page.ts'
import type { Services } from '../services.ts'
import { keeping } from '../store/answers.ts'
import type { Loads } from '../store/queues.ts'
import { askingPerson, personOf } from './person-of.ts'
import { exportOf } from './queue-export.ts'

/** How many readings are assigned in one write. */
const ASSIGNED_AT_ONCE = 500

export const queueHandlers = {
  async listQueues({ services: { store }, query }) {
    const { state } = query
    return toList(await store.listQueues({ ...toPage(query), ...(state && { state }) }))
  },

  async createQueue(call) {
    const { services, body, once, signal } = call
    const { store, clock, newId } = services
    const person = await personOf(call)
    const queue = newQueue(body, {
      id: newId('queue'),
      created_at: seconds(clock),
      person_id: person.id,
    })
    const list = await listOf(store, queue, signal)
    if (!queue.sample) {
      const { threads, more } = await store.countThreads(list, signal)
      // Where fewer are counted than that, it is known once they are all walked through.
      if (more && threads >= MAX_QUEUE_THREADS) throw queueTooLarge()
    }
    return store.insertQueue(
      queue,
      keeping(once, (made) => made),
    )
  },

  async getQueue({ services, params }) {
    return queueOf(services, params.queue_id)
  },

  async modifyQueue(call) {
    const { services, params, body } = call
    await personOf(call)
    const { name, people, state } = body
    const queue = await services.store.updateQueue(params.queue_id, {
      ...(name !== undefined && { name }),
      ...(people !== undefined && { people: people ?? [] }),
      ...(state !== undefined && { state }),
    })
    if (!queue) throw noQueue(params.queue_id)
    return queue
  },

  async deleteQueue(call) {
    const { services, params, principal } = call
    const { id, person } = await queueOf(services, params.queue_id)
    const isOwn = (await askingPerson(call)) === person.id
    if (!isOwn && !may(principal.role, 'delete')) throw queueNotYours(person.name)
    if (!(await services.store.deleteQueue(id))) throw noQueue(id)
    return { id, object: 'queue.deleted', deleted: true }
  },

  async listQueueItems(call) {
    const { services, params, query } = call
    const { status, person_id, reading } = query
    const asking = await askingPerson(call)
    return toList(
      await services.store.listQueueItems(
        params.queue_id,
        {
          ...toPage({ ...query, order: query.order ?? 'asc' }),
          ...(status !== undefined && { status }),
          ...(person_id !== undefined && { person_id }),
          ...(reading !== undefined && { reading }),
        },
        { ...(asking !== undefined && { person_id: asking }), at: seconds(services.clock) },
      ),
    )
  },

  async claimQueueItem(call) {
    const { services, params, body } = call
    const { item_id, after } = body ?? {}
    const { reason, ...claimed } = await services.store.claimItem(params.queue_id, {
      ...(await readerOf(call)),
      ...(item_id != null && { item_id }),
      ...(after != null && { after }),
    })
    return {
      object: 'queue.claim',
      ...claimed,
      reason,
      message: reason && NONE_LEFT_WORDS[reason],
    }
  },

  async skipQueueItem(call) {
    const { queue_id, item_id } = call.params
    return call.services.store.skipItem(queue_id, item_id, await readerOf(call))
  },

  async reopenQueueItem(call) {
    const { queue_id, item_id } = call.params
    return call.services.store.reopenItem(queue_id, item_id, await readerOf(call))
  },

  async releaseQueueItem(call) {
    const { queue_id, item_id } = call.params
    return call.services.store.releaseItem(queue_id, item_id, await readerOf(call))
  },

  async assignQueueItems(call) {
    const { services, params, body } = call
    const reader = await readerOf(call)
    const ids = body.item_ids && [...new Set(body.item_ids)]
    const people = [...new Set(body.people)]
    let [assigned, leftOut] = [0, 0]
    let loads: Loads = new Map()
    // Some at a time: others write in between.
    for (let after: number | null = 0; after !== null;) {
      const some = await services.store.assignItems(params.queue_id, {
        ...reader,
        people,
        ...(ids && { item_ids: ids }),
        after,
        loads,
        limit: ids ? ids.length : ASSIGNED_AT_ONCE,
      })
      assigned += some.assigned
      leftOut += some.left_out
      ;({ after, loads } = some)
    }
    return { object: 'queue.assignment', queue_id: params.queue_id, assigned, left_out: leftOut }
  },

  async getQueueTotals({ services, params, signal }) {
    const totals = await services.store.queueTotals(params.queue_id, signal)
    if (!totals) throw noQueue(params.queue_id)
    return totals
  },

  async exportQueue({ services, params, query, request }) {
    const queue = await queueOf(services, params.queue_id)
    const origin = services.config.publicOrigin ?? new URL(request.url).origin
    return exportOf(services.store, queue, { format: query.format ?? 'csv', origin })
  },
} satisfies Partial<Handlers<OwnOperationName>>

const queueOf = async ({ store }: Services, id: string) => {
  const queue = await store.getQueue(id)
  if (!queue) throw noQueue(id)
  return queue
}

const readerOf = async (call: Parameters<typeof personOf>[0]) => ({
  person_id: (await personOf(call)).id,
  at: seconds(call.services.clock),
})
