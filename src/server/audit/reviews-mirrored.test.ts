import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { Review } from '#contract/review.ts'
import type { Thread } from '#contract/thread.ts'
import { refused } from '#testing/checked.ts'
import { type InFront, newInFrontOfInstant } from '#testing/in-front.ts'
import { changeReview, newLabel, newPerson, newReview, withdrawReview } from '#testing/reviewing.ts'

let it: InFront
let thread: Thread
let ann: Person
beforeEach(async () => {
  it = await newInFrontOfInstant()
  ;({ thread } = await it.seed('Where is my parcel?'))
  ann = await newPerson(it.front, 'Ann Lee')
})
afterEach(() => it.close())

test('in front of another server a thread is reviewed here, and that server is told nothing', async () => {
  const path = `/v1/threads/${thread.id}`
  await it.ask('GET', path)
  const [message] = await it.messages(thread.id)
  const before = await it.wire.behind.json('GET', path)
  const label = await newLabel(it.front, 'Refund')
  it.wire.requests.length = 0

  const body = { thread_id: thread.id, labels: [label.id], verdict: 'fail', note: 'Wrong.' }
  const { id } = await newReview(it.front, ann, body)
  const passage = { quote: 'parcel', start: 12, end: 18 }
  const part = await newReview(it.front, ann, {
    thread_id: thread.id,
    message_id: message?.id,
    passage,
  })
  await changeReview(it.front, ann, id, { flagged: true })
  const { data } = await it.ask<List<Review>>('GET', `/api/reviews?thread_id=${thread.id}`)
  expect(data.map((review) => review.id)).toEqual([id, part.id])
  await withdrawReview(it.front, ann, part.id)
  const found = await it.ask<List<Thread>>('GET', '/v1/threads?query=label:refund has:flag')
  expect(found.data.map((each) => each.id)).toEqual([thread.id])

  const told = it.wire.requests.filter(
    (asked) => asked.method !== 'GET' || /review|label|people|query/.test(asked.path + asked.query),
  )
  expect(told).toEqual([])
  expect(await it.wire.behind.json('GET', path)).toEqual(before)
})

test('a copy that is brought anew keeps its reviews', async () => {
  const path = `/v1/threads/${thread.id}`
  await it.ask('GET', path)
  await newReview(it.front, ann, { thread_id: thread.id, verdict: 'pass' })
  await it.wire.behind.json('POST', `${path}/messages`, { role: 'user', content: 'Hello?' })
  await it.ask('POST', `/api/mirror/threads/${thread.id}/refresh`)
  const reviewOf = async () => (await it.ask<Thread>('GET', `${path}?include[]=summary`)).summary
  await expect
    .poll(async () => (await reviewOf())?.review, { timeout: 20_000 })
    .toMatchObject({ verdict: 'pass', went_on: true })
})

test('a thread that is not here yet is not reviewed', async () => {
  const body = { thread_id: 'thread_unseen', verdict: 'pass' }
  const asked = it.front.request('POST', '/api/reviews', body, { 'clew-person': ann.id })
  expect(await refused(asked)).toMatchObject({ status: 404 })
})
