import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Person } from '#contract/person.ts'
import type { Thread } from '#contract/thread.ts'
import { type InFront, newInFrontOfInstant } from '#testing/in-front.ts'
import { queueing } from '#testing/queueing.ts'
import { newPerson, newReview } from '#testing/reviewing.ts'

let it: InFront
let threads: Thread[]
let ann: Person
let bob: Person
beforeEach(async () => {
  it = await newInFrontOfInstant()
  threads = []
  for (const question of ['Where is my parcel?', 'Which parcel?']) {
    const { thread } = await it.seed(question)
    await it.ask('GET', `/v1/threads/${thread.id}`)
    await it.messages(thread.id)
    threads.push(thread)
  }
  ann = await newPerson(it.front, 'Ann')
  bob = await newPerson(it.front, 'Bob')
})
afterEach(() => it.close())

const { newQueue, claimed, doTo, itemsOf, queueAt, totalsOf } = queueing(() => ({
  app: it.front,
  person: ann,
}))

test('in front of another server threads that are here are judged, and that server is told nothing', async () => {
  const ids = threads.map(({ id }) => id)
  const behind = () => Promise.all(ids.map((id) => it.wire.behind.json('GET', `/v1/threads/${id}`)))
  const before = await behind()
  it.wire.requests.length = 0

  const queue = await newQueue({ query: 'parcel', second_reading: 1 })
  expect(queue).toMatchObject({ state: 'open', of: 2, counts: { items: 2, readings: 4 } })
  const { item } = await claimed(queue, ann)
  expect(item?.thread).toMatchObject({ id: item?.thread_id, summary: { title: expect.anything() } })
  const judged = { thread_id: item?.thread_id, queue_id: queue.id, note: 'Wrong.' }
  await newReview(it.front, ann, { ...judged, verdict: 'fail' })
  await newReview(it.front, bob, { ...judged, verdict: 'pass' })
  const { item: next } = await claimed(queue, bob)
  if (next) await doTo(queue, next, 'skip', bob)
  expect((await totalsOf(queue)).agreement).toMatchObject({ read_twice: 1, agreed: 0 })
  const rows = await it.front.request('GET', `/api/queues/${queue.id}/export?format=ndjson`)
  expect((await rows.text()).trim().split('\n')).toHaveLength(2)

  const told = it.wire.requests.filter(
    (asked) => asked.method !== 'GET' || /queue|review|people|query/.test(asked.path + asked.query),
  )
  expect(told).toEqual([])
  expect(await behind()).toEqual(before)
})

test('a thread that is deleted at the server behind keeps its judgements here', async () => {
  const queue = await newQueue({})
  const [first] = await itemsOf(queue)
  await newReview(it.front, ann, {
    thread_id: first?.thread_id,
    queue_id: queue.id,
    verdict: 'fail',
  })
  await it.ask('DELETE', `/v1/threads/${first?.thread_id}`)
  await expect.poll(async () => (await itemsOf(queue))[0]?.status, { timeout: 20_000 }).toBe('gone')
  expect((await queueAt(queue.id)).counts).toMatchObject({ items: 2, judged: 1, fail: 1 })
})
