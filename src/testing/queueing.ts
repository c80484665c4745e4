import { expect } from 'vitest'

import type { Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { Queue, QueueClaim, QueueItem, QueueTotals } from '#contract/queue.ts'
import type { Thread } from '#contract/thread.ts'

import type { TestApp } from './app.ts'
import { accepted } from './checked.ts'
import { as } from './reviewing.ts'

/** What tests do with queues, of an app and on behalf of a person who are there once a test begins. */
export const queueing = (now: () => { app: TestApp; person: Person }) => {
  const threads = async (
    count: number,
    metadata: Record<string, string> = {},
  ): Promise<string[]> => {
    const made: string[] = []
    for (let at = 0; at < count; at++) {
      const messages = [{ role: 'user', content: `Question ${at}` }]
      made.push((await now().app.json<Thread>('POST', '/v1/threads', { messages, metadata })).id)
    }
    return made
  }
  const me = () => as(now().person)
  const get = <T>(path: string, headers = {}) =>
    now()
      .app.request('GET', path, undefined, headers)
      .then((answer) => answer.json() as Promise<T>)
  const queueAt = (id: string) =>
    accepted<Queue>('getQueue', now().app.request('GET', `/api/queues/${id}`))

  /** A queue once it is filled. */
  const newQueue = async (body: object = {}): Promise<Queue> => {
    const request = now().app.request('POST', '/api/queues', { name: 'Refunds', ...body }, me())
    const { id } = await accepted<Queue>('createQueue', request)
    await expect
      .poll(async () => (await queueAt(id)).state, { timeout: 10_000 })
      .not.toBe('filling')
    return queueAt(id)
  }
  const itemsOf = async ({ id }: Queue, query = '', person?: Person) =>
    (
      await accepted<List<QueueItem>>(
        'listQueueItems',
        now().app.request(
          'GET',
          `/api/queues/${id}/items?limit=100&${query}`,
          undefined,
          person && as(person),
        ),
      )
    ).data
  const claim = ({ id }: Queue, person: Person, body: object = {}) =>
    now().app.request('POST', `/api/queues/${id}/claim`, body, as(person))
  const claimed = (queue: Queue, person: Person, body?: object) =>
    accepted<QueueClaim>('claimQueueItem', claim(queue, person, body))
  const doTo = (queue: Queue, { id }: QueueItem, what: string, person: Person) =>
    now().app.request('POST', `/api/queues/${queue.id}/items/${id}/${what}`, {}, as(person))
  const totalsOf = ({ id }: Queue) =>
    accepted<QueueTotals>('getQueueTotals', now().app.request('GET', `/api/queues/${id}/totals`))
  return { threads, me, get, queueAt, newQueue, itemsOf, claim, claimed, doTo, totalsOf }
}
