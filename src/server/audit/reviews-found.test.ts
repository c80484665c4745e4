import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { Person } from '#contract/person.ts'
import type { Review } from '#contract/review.ts'
import type { SearchResult } from '#contract/search.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import {
  changeReview,
  foundWhole,
  listReviews,
  newLabel,
  newPerson,
  newReview,
  withdrawReview,
} from '#testing/reviewing.ts'

let app: TestApp
let ann: Person
let bob: Person
let thread: Thread
let message: Message
beforeEach(async () => {
  app = await newTestApp()
  ann = await newPerson(app, 'Ann Lee')
  bob = await newPerson(app, 'Bob Moss')
  thread = await app.json<Thread>('POST', '/v1/threads', { metadata: { title: 'Parcel' } })
  message = await say('Where is my parcel?')
})
afterEach(() => app.close())

const say = (content: string) =>
  app.json<Message>('POST', `/v1/threads/${thread.id}/messages`, { role: 'user', content })
const review = (person: Person, body: object = {}) =>
  newReview(app, person, { thread_id: thread.id, ...body })
const change = (id: string, body: unknown, person = ann) => changeReview(app, person, id, body)
const withdraw = (id: string, person = ann) => withdrawReview(app, person, id)
const listed = (query?: Record<string, string>) => listReviews(app, query)
const notesFound = (query: string) => foundWhole(app, query)

test('reviews are listed by what they say, the last changed first, and pages keep their place', async () => {
  const label = await newLabel(app, 'a')
  const of = [await say('one'), await say('two'), await say('three')]
  const made: Review[] = []
  for (const { id } of of) made.push(await review(ann, { message_id: id, verdict: 'fail' }))
  const own = await review(bob, { verdict: 'fail', labels: [label.id] })
  const ids = made.map(({ id }) => id)
  const idsOf = async (query: Record<string, string>) =>
    (await listed(query)).data.map(({ id }) => id)
  const [one, two, three] = ids as [string, string, string]
  expect(await idsOf({ person_id: ann.id })).toEqual([three, two, one])
  expect(await idsOf({ verdict: 'fail', order: 'asc' })).toEqual([...ids, own.id])
  expect(await idsOf({ verdict: 'pass' })).toEqual([])
  expect(await idsOf({ label: label.id, person_id: bob.id })).toEqual([own.id])
  expect(await idsOf({ label: label.id, thread_id: thread.id })).toEqual([own.id])
  for (const unknown of ['thread_id', 'message_id', 'person_id', 'queue_id', 'label'])
    expect(await idsOf({ [unknown]: 'x' })).toEqual([])

  const first = await listed({ limit: '2' })
  expect(first).toMatchObject({ data: [{ id: own.id }, { id: three }], has_more: true })
  await change(three, { note: 'changed since' })
  expect(await idsOf({ limit: '2', after: first.last_id ?? '' })).toEqual([two, one])
  await withdraw(three)
  expect(await idsOf({ after: first.last_id ?? '' })).toEqual([two, one])
  expect(await idsOf({ after: two })).toEqual([one])
  await withdraw(two)
  expect(await idsOf({ after: two })).toEqual([one])
  expect(await idsOf({ before: one, limit: '1' })).toEqual([own.id])
  for (const query of ['after=review_none', 'limit=101', 'verdict=good', 'order=up'])
    expect((await app.request('GET', `/api/reviews?${query}`)).status).toBeGreaterThan(399)
})

test('a note is found where it stands, and no more from the moment it is deleted', async () => {
  const one = await review(ann, { message_id: message.id, note: 'Zebra, and a wombat' })
  const [hit] = await notesFound('zebra in:note')
  expect(hit).toMatchObject({
    field: 'note',
    thread_id: thread.id,
    message_id: message.id,
    review_id: one.id,
    role: null,
    snippet: { text: 'Zebra, and a wombat', marks: [[0, 5]] },
  })
  expect(await notesFound('zebra role:user')).toEqual([])
  expect(await notesFound('has:note parcel in:text')).toHaveLength(1)
  await change(one.id, { note: 'Yak' })
  expect((await app.json<SearchResult>('GET', '/api/search?query=zebra')).data).toEqual([])
  expect(await notesFound('yak')).toHaveLength(1)
  // What the thread itself is found by comes and goes without it.
  await app.request('POST', `/v1/threads/${thread.id}`, { metadata: { title: 'Other' } })
  expect(await notesFound('other')).toHaveLength(1)
  expect(await notesFound('yak')).toHaveLength(1)
  await withdraw(one.id)
  expect((await app.json<SearchResult>('GET', '/api/search?query=yak')).data).toEqual([])
  expect(await notesFound('has:note parcel')).toEqual([])
})
