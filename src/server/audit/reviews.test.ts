import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { Review, ReviewAct } from '#contract/review.ts'
import type { ListThreadsResponse, Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused } from '#testing/checked.ts'
import {
  as,
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
const post = (body: object, headers = as(ann)) => app.request('POST', '/api/reviews', body, headers)
const change = (id: string, body: unknown, person = ann) => changeReview(app, person, id, body)
const withdraw = (id: string, person = ann) => withdrawReview(app, person, id)
const listed = (query?: Record<string, string>) => listReviews(app, query)
const history = async () => {
  const path = `/api/threads/${thread.id}/review_history`
  return (await accepted<List<ReviewAct>>('listReviewHistory', app.request('GET', path))).data
}
const summary = async () => {
  const path = '/v1/threads?include[]=summary'
  const { data } = await accepted<ListThreadsResponse>('listThreads', app.request('GET', path))
  return data.find(({ id }) => id === thread.id)?.summary?.review
}
const notesFound = (query: string) => foundWhole(app, query)

test('a person has one review of a thread: what is not said again stays', async () => {
  const label = await newLabel(app, 'Refund')
  const first = await review(ann, { verdict: 'fail', note: 'Wrong sum. @Bob', seconds: 40 })
  expect(first).toMatchObject({
    object: 'review',
    thread_id: thread.id,
    message_id: null,
    passage: null,
    queue_id: null,
    person: { id: ann.id, name: 'Ann Lee', initials: 'AL' },
    labels: [],
    criteria: {},
    flagged: false,
    thread_went_on: false,
  })
  const second = await review(ann, {
    labels: [label.id, label.id],
    criteria: { tone: 4, ok: true },
  })
  expect(second).toEqual({ ...first, labels: [label.id], criteria: { tone: 4, ok: true } })
  expect((await review(bob, { verdict: 'pass' })).id).not.toBe(first.id)
  const third = await accepted<Review>(
    'modifyReview',
    change(first.id, { verdict: null, note: null, labels: [], criteria: null, seconds: null }),
  )
  expect(third).toEqual({ ...first, verdict: null, note: null, seconds: null })
  expect(await app.json<Review>('POST', `/api/people/${ann.id}`, { name: 'Ann Ray' })).toBeDefined()
  expect((await listed()).data.map(({ person }) => person.name)).toEqual(['Ann Ray', 'Bob Moss'])
})

test('each passage has a review of its own, each message one', async () => {
  const passage = { quote: 'my parcel', start: 9, end: 18 }
  const one = await review(ann, { message_id: message.id, passage, note: 'a' })
  const two = await review(ann, { message_id: message.id, passage, note: 'b' })
  const whole = await review(ann, { message_id: message.id, note: 'c' })
  expect(new Set([one.id, two.id, whole.id]).size).toBe(3)
  expect(one.passage).toEqual({ ...passage, prefix: '', suffix: '' })
  expect((await review(ann, { message_id: message.id, flagged: true })).id).toBe(whole.id)
  expect((await listed({ message_id: message.id })).data.map(({ id }) => id)).toEqual([
    whole.id,
    two.id,
    one.id,
  ])
})

test('what cannot be reviewed is told, and leaves nothing', async () => {
  const { id: thread_id } = thread
  const passage = { quote: 'x', start: 0, end: 1 }
  const cases: [body: object, refusal: object][] = [
    [{}, { status: 400, param: 'thread_id' }],
    [{ thread_id: 'thread_none' }, { status: 404 }],
    [{ thread_id, message_id: 'msg_none' }, { status: 404 }],
    [{ thread_id, queue_id: 'queue_none' }, { status: 404 }],
    [{ thread_id, labels: ['label_none'] }, { status: 404 }],
    [{ thread_id, labels: Array.from({ length: 51 }, () => 'x') }, { status: 400 }],
    [
      { thread_id, verdict: 'good' },
      { status: 400, param: 'verdict' },
    ],
    [
      { thread_id, passage },
      { status: 400, param: 'message_id' },
    ],
    [
      { thread_id, message_id: message.id, passage: { ...passage, end: 0 } },
      { status: 400, param: 'passage.end' },
    ],
    [
      { thread_id, message_id: message.id, passage: { ...passage, start: 3, end: 2 } },
      { status: 400, param: 'passage.end' },
    ],
    [
      { thread_id, message_id: message.id, passage: { ...passage, quote: 'x'.repeat(2001) } },
      { status: 400, param: 'passage.quote' },
    ],
    [
      { thread_id, message_id: message.id, passage: { ...passage, prefix: 'x'.repeat(41) } },
      { status: 400, param: 'passage.prefix' },
    ],
    [
      { thread_id, note: 'x'.repeat(10_001) },
      { code: 'string_above_max_length', param: 'note' },
    ],
    [
      { thread_id, note: 'half \ud83d' },
      { status: 400, param: 'note' },
    ],
    [
      { thread_id, note: 'a\u0000b' },
      { status: 400, param: 'note' },
    ],
    [
      { thread_id, criteria: { 'a\u0007': 1 } },
      { status: 400, param: 'criteria' },
    ],
    [{ thread_id, criteria: { a: 'half \udc00' } }, { status: 400 }],
    [{ thread_id, criteria: { a: {} } }, { status: 400 }],
    [
      { thread_id, criteria: Object.fromEntries(Array.from('abcdefghijklmnopq', (k) => [k, 1])) },
      { status: 400, param: 'criteria' },
    ],
    [
      { thread_id, seconds: -1 },
      { status: 400, param: 'seconds' },
    ],
    [
      { thread_id, seconds: 1.5 },
      { status: 400, param: 'seconds' },
    ],
    [
      { thread_id, flagged: 'yes' },
      { status: 400, param: 'flagged' },
    ],
    [{ thread_id, person: bob.id }, { code: 'unknown_parameter' }],
  ]
  for (const [body, refusal] of cases)
    expect(await refused(post(body)), JSON.stringify(body).slice(0, 80)).toMatchObject(refusal)
  const proto = `{"thread_id":"${thread_id}","criteria":{"__proto__":1}}`
  expect(await refused(app.request('POST', '/api/reviews', proto, as(ann)))).toMatchObject({
    code: 'invalid_property_name',
  })
  expect((await listed()).data).toEqual([])
  expect(await summary()).toBeUndefined()
})

test('a note takes as many characters as are told, signs of two units for one', async () => {
  const note = '😀'.repeat(10_000)
  expect((await review(ann, { note })).note).toBe(note)
  expect((await review(ann, { note: ' \n ' })).note).toBeNull()
})

test('whoever reviews says who they are', async () => {
  const { id } = await review(ann)
  for (const headers of [{}, { 'clew-person': '' }, as({ id: 'person_none' })]) {
    const asked = [
      app.request('POST', '/api/reviews', { thread_id: thread.id }, headers),
      app.request('POST', `/api/reviews/${id}`, { flagged: true }, headers),
      app.request('DELETE', `/api/reviews/${id}`, undefined, headers),
    ]
    for (const each of asked)
      expect(await refused(each)).toMatchObject({
        status: 400,
        code: 'person_required',
        param: 'clew-person',
      })
  }
})

test('a review is changed and withdrawn by its own person alone', async () => {
  const { id } = await review(ann, { verdict: 'pass' })
  for (const asked of [change(id, { verdict: 'fail' }, bob), withdraw(id, bob)])
    expect(await refused(asked)).toMatchObject({ status: 403, code: 'not_yours' })
  for (const none of ['review_none'])
    for (const asked of [change(none, {}), withdraw(none)])
      expect(await refused(asked)).toMatchObject({ status: 404 })
  expect(await refused(change('undefined', {}))).toMatchObject({ status: 400 })
  expect(await accepted('deleteReview', withdraw(id))).toEqual({
    id,
    object: 'review.deleted',
    deleted: true,
  })
  expect(await refused(withdraw(id))).toMatchObject({ status: 404 })
  expect(await summary()).toBeUndefined()
})

test('the history of a thread says who did what, and what was said before', async () => {
  const { id } = await review(ann, { verdict: 'pass' })
  await change(id, { verdict: 'pass' })
  await change(id, { seconds: 3 })
  await change(id, { verdict: 'fail', note: 'No.' })
  await review(bob, { message_id: message.id, flagged: true })
  await withdraw(id)
  const said = { verdict: null, labels: [], note: null, flagged: false }
  const acts = await history()
  expect(acts).toMatchObject([
    {
      act: 'withdrawn',
      review_id: id,
      person: { id: ann.id },
      was: { ...said, verdict: 'fail', note: 'No.' },
      now: null,
    },
    { act: 'created', message_id: message.id, person: { id: bob.id } },
    {
      act: 'changed',
      was: { ...said, verdict: 'pass' },
      now: { ...said, verdict: 'fail', note: 'No.' },
    },
    { act: 'created', was: null, now: { ...said, verdict: 'pass' } },
  ])
  const page = async (query: string) => {
    const path = `/api/threads/${thread.id}/review_history?${query}`
    return app.json<List<ReviewAct>>('GET', path)
  }
  const first = await page('limit=3')
  expect(first.has_more).toBe(true)
  expect((await page(`limit=3&after=${first.last_id}`)).data).toEqual(acts.slice(3))
  const missing = `/api/threads/${thread.id}/review_history?after=act_none`
  for (const path of [missing, '/api/threads/thread_none/review_history'])
    expect(await refused(app.request('GET', path))).toMatchObject({ status: 404 })
})

test('nothing of a review is written into the thread, which keeps its place in the list', async () => {
  const before = await app.json<Thread>('GET', `/v1/threads/${thread.id}?include[]=summary`)
  await review(ann, { verdict: 'fail', note: 'x', flagged: true })
  const { summary: now, ...own } = await app.json<Thread>(
    'GET',
    `/v1/threads/${thread.id}?include[]=summary`,
  )
  const { review: _, ...rest } = now ?? {}
  expect({ ...own, summary: rest }).toEqual(before)
})

test('the summary of a thread tells its reviews in short', async () => {
  const [rude, refund] = [await newLabel(app, 'rude'), await newLabel(app, 'refund')]
  const { id } = await review(ann, { verdict: 'fail', labels: [refund.id], note: 'x' })
  await review(bob, { message_id: message.id, verdict: 'needs_work', labels: [rude.id] })
  const short = { verdict: 'fail', split: false, flags: 0, notes: 1, went_on: false }
  expect(await summary()).toEqual({ ...short, labels: [rude.id, refund.id].toSorted() })
  await review(bob, { verdict: 'pass', flagged: true })
  expect(await summary()).toMatchObject({ verdict: 'pass', split: true, flags: 1 })
  await change(id, { note: null })
  expect(await summary()).toMatchObject({ verdict: 'pass', split: true, notes: 0 })
  await change(id, { verdict: 'pass' })
  expect(await summary()).toMatchObject({ verdict: 'pass', split: false })
})

test('a thread went on after its verdict until that is given again, or what came is deleted', async () => {
  const { id } = await review(ann, { verdict: 'pass' })
  await review(bob, { message_id: message.id, note: 'no verdict' })
  const wentOn = async () => {
    const { data } = await listed({ thread_id: thread.id })
    const own = data.map(({ thread_went_on }) => thread_went_on)
    expect((await summary())?.went_on).toBe(own.includes(true))
    return own
  }
  expect(await wentOn()).toEqual([false, false])
  const later = await say('Hello?')
  expect(await wentOn()).toEqual([false, true])
  await app.request('DELETE', `/v1/threads/${thread.id}/messages/${later.id}`)
  expect(await wentOn()).toEqual([false, false])
  await say('Anybody?')
  await change(id, { note: 'still' })
  expect(await wentOn()).toEqual([true, false])
  await change(id, { verdict: 'pass' })
  expect(await wentOn()).toEqual([false, false])
})

test('a deleted message leaves its reviews without its words', async () => {
  const passage = { quote: 'my parcel', prefix: 'is ', suffix: '?', start: 9, end: 18 }
  const made = await accepted<Review>(
    'createReview',
    app.request(
      'POST',
      '/api/reviews',
      { thread_id: thread.id, message_id: message.id, passage, note: 'Rude.' },
      { ...as(ann), 'idempotency-key': 'k' },
    ),
  )
  await app.request('DELETE', `/v1/threads/${thread.id}/messages/${message.id}`)
  const without = { quote: '', prefix: '', suffix: '', start: 9, end: 18 }
  expect((await listed()).data).toEqual([{ ...made, passage: without, message_deleted: true }])
  expect((await history()).map((act) => act.passage)).toEqual([without])
  expect(
    await accepted<Review>('modifyReview', change(made.id, { verdict: 'fail' })),
  ).toMatchObject({ message_deleted: true, verdict: 'fail', note: 'Rude.' })
  const late = { thread_id: thread.id, message_id: message.id, verdict: 'pass' }
  expect(await refused(post(late))).toMatchObject({ status: 404 })
  // Nor does what is kept for a repetition quote it.
  const again = await app.request(
    'POST',
    '/api/reviews',
    { thread_id: thread.id, message_id: message.id, passage, note: 'Rude.' },
    { ...as(ann), 'idempotency-key': 'k' },
  )
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(await again.text()).not.toContain('parcel')
})

test('a deleted thread takes its reviews along, their notes and history too', async () => {
  const label = await newLabel(app, 'a')
  const { id } = await review(ann, { note: 'Zebra crossing', labels: [label.id] })
  expect(await notesFound('zebra')).toHaveLength(1)
  await app.request('DELETE', `/v1/threads/${thread.id}`)
  expect((await listed()).data).toEqual([])
  expect((await listed({ label: label.id })).data).toEqual([])
  expect(await notesFound('zebra')).toEqual([])
  expect(await refused(change(id, { note: 'x' }))).toMatchObject({ status: 404 })
  expect(await refused(post({ thread_id: thread.id }))).toMatchObject({ status: 404 })
  const path = `/api/threads/${thread.id}/review_history`
  expect(await refused(app.request('GET', path))).toMatchObject({ status: 404 })
})

test('the same request is answered as the first was, and by whom it was said', async () => {
  const body = { thread_id: thread.id, verdict: 'pass' }
  const send = (person: Person) =>
    app.request('POST', '/api/reviews', body, { ...as(person), 'idempotency-key': 'k' })
  const first = await accepted<Review>('createReview', send(ann))
  await change(first.id, { verdict: 'fail' })
  const again = await send(ann)
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(await again.json()).toEqual(first)
  expect((await listed()).data).toMatchObject([{ verdict: 'fail' }])
  expect(await refused(send(bob))).toMatchObject({ code: 'idempotency_key_reused' })
  // Nothing changes: a key is no reason to fail.
  const idle = { ...as(ann), 'idempotency-key': 'idle' }
  const same = { thread_id: thread.id, verdict: 'fail' }
  for (const _ of [1, 2])
    expect(
      await accepted<Review>('createReview', app.request('POST', '/api/reviews', same, idle)),
    ).toMatchObject({ id: first.id, verdict: 'fail' })
})

test('two people at once, and one twice at once, leave one review each', async () => {
  const label = await newLabel(app, 'a')
  const all = await Promise.all([
    review(ann, { verdict: 'pass' }),
    review(bob, { verdict: 'fail' }),
    review(ann, { labels: [label.id] }),
    review(bob, { note: 'Hm.' }),
  ])
  expect(new Set(all.map(({ id }) => id)).size).toBe(2)
  const { data } = await listed()
  const of = ({ id }: Person) => data.find(({ person }) => person.id === id)
  expect(data).toHaveLength(2)
  expect(of(ann)).toMatchObject({ verdict: 'pass', labels: [label.id] })
  expect(of(bob)).toMatchObject({ verdict: 'fail', note: 'Hm.' })
  expect(await summary()).toMatchObject({ split: true })
})

test('a review and the deletion of its thread at once leave nothing behind', async () => {
  await Promise.all([
    post({ thread_id: thread.id, note: 'x' }),
    app.request('DELETE', `/v1/threads/${thread.id}`),
    post({ thread_id: thread.id, message_id: message.id, note: 'x' }, as(bob)),
  ])
  expect((await listed()).data).toEqual([])
})
