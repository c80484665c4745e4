import { afterEach, beforeEach, expect, test } from 'vitest'

import { type Label, MAX_LABELS } from '#contract/label.ts'
import { MAX_PEOPLE, type Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { Review, ReviewAct } from '#contract/review.ts'
import type { SearchValues } from '#contract/search.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused } from '#testing/checked.ts'
import { newLabel, newPerson, newReview } from '#testing/reviewing.ts'

let app: TestApp
beforeEach(async () => (app = await newTestApp()))
afterEach(() => app.close())

const newThread = () => app.json<Thread>('POST', '/v1/threads', {})
const listed = async (query = '') =>
  (await accepted<List<Label>>('listLabels', app.request('GET', `/api/labels${query}`))).data
const found = async (query: string) => {
  const path = `/v1/threads?${new URLSearchParams({ query })}`
  return (await app.json<List<Thread>>('GET', path)).data.map(({ id }) => id)
}

test('people are made known once, by a name and its first letters', async () => {
  const ann = await newPerson(app, '  Ann   van der Berg ')
  expect(ann).toMatchObject({ object: 'person', name: 'Ann van der Berg', initials: 'AB' })
  expect(await newPerson(app, '京都')).toMatchObject({ initials: '京' })
  const taken = await refused(app.request('POST', '/api/people', { name: 'ANN VAN DER BERG' }))
  expect(taken).toMatchObject({ status: 400, code: 'name_taken', param: 'name' })
  expect(taken.message).toContain(ann.id)
  const path = `/api/people/${ann.id}`
  expect(
    await accepted<Person>('modifyPerson', app.request('POST', path, { name: 'Ann Lee' })),
  ).toMatchObject({ name: 'Ann Lee', initials: 'AB' })
  expect(await app.json<Person>('POST', path, { initials: null })).toMatchObject({ initials: 'AL' })
  const people = await accepted<List<Person>>('listPeople', app.request('GET', '/api/people'))
  expect(people.data.map(({ name }) => name)).toEqual(['Ann Lee', '京都'])
  expect(await refused(app.request('POST', '/api/people/person_none', {}))).toMatchObject({
    status: 404,
  })
})

test.each([
  ['', 'empty_string'],
  [' \u200b ', 'empty_string'],
  ['a\nb', 'invalid_value'],
  ['a\u0000b', 'invalid_value'],
  ['\u202eevil', 'invalid_value'],
  ['half \ud83d', 'invalid_value'],
  ['x'.repeat(81), 'string_above_max_length'],
])('a name that cannot be read is refused: %j', async (name, code) => {
  for (const path of ['/api/people', '/api/labels'])
    expect(await refused(app.request('POST', path, { name }))).toMatchObject({
      status: 400,
      code,
      param: 'name',
    })
})

test('labels are listed by their names, those that are archived where they are asked for', async () => {
  const refund = await newLabel(app, 'refund')
  await newLabel(app, 'Cut off')
  expect(refund).toMatchObject({ color: 'gray', description: null, archived: false })
  expect((await listed()).map(({ name }) => name)).toEqual(['Cut off', 'refund'])
  expect(await refused(app.request('POST', '/api/labels', { name: 'REFUND' }))).toMatchObject({
    code: 'name_taken',
  })
  const path = `/api/labels/${refund.id}`
  const change = { name: 'Refund', color: 'red', description: 'Money back', archived: true }
  expect(await accepted('modifyLabel', app.request('POST', path, change))).toEqual({
    ...refund,
    ...change,
  })
  expect((await listed()).map(({ name }) => name)).toEqual(['Cut off'])
  expect(await listed('?include_archived=true')).toHaveLength(2)
  for (const body of [{ color: 'mauve' }, { name: 'Cut off' }, { threads: 1 }])
    expect(await refused(app.request('POST', path, body))).toMatchObject({ status: 400 })
  expect(await refused(app.request('POST', '/api/labels/label_none', {}))).toMatchObject({
    status: 404,
  })
  expect(await refused(app.request('POST', '/api/labels/undefined', {}))).toMatchObject({
    status: 400,
    param: 'label_id',
  })
})

test('a request that is sent again makes no second label', async () => {
  const send = (name: string) =>
    app.request('POST', '/api/labels', { name }, { 'idempotency-key': 'k' })
  const first = await accepted<Label>('createLabel', send('a'))
  expect(await accepted('createLabel', send('a'))).toEqual(first)
  expect(await refused(send('b'))).toMatchObject({ code: 'idempotency_key_reused' })
})

test('there are no more people and labels than are told', async () => {
  const { store } = app.services
  const created_at = 1
  const fill = Array.from({ length: Math.max(MAX_LABELS, MAX_PEOPLE) }, (_, at) => `${at}`)
  for (const name of fill.slice(0, MAX_LABELS))
    await store.insertLabel({
      id: `label_${name}`,
      object: 'label',
      name,
      color: 'red',
      description: null,
      archived: false,
      merged_into: null,
      created_at,
    })
  for (const name of fill.slice(0, MAX_PEOPLE))
    await store.insertPerson({
      id: `person_${name}`,
      object: 'person',
      name,
      initials: 'x',
      created_at,
    })
  expect(await refused(app.request('POST', '/api/labels', { name: 'a' }))).toMatchObject({
    code: 'too_many_labels',
  })
  expect(await refused(app.request('POST', '/api/people', { name: 'a' }))).toMatchObject({
    code: 'too_many_people',
  })
})

test('threads are found by the name that a label has now, and by that of one merged into it', async () => {
  const ann = await newPerson(app, 'Ann Lee')
  const [one, other] = [await newThread(), await newThread()]
  const [refund, money] = [await newLabel(app, 'refund'), await newLabel(app, 'money back')]
  await newReview(app, ann, { thread_id: one.id, labels: [refund.id, money.id] })
  await newReview(app, ann, { thread_id: other.id, labels: [refund.id] })
  expect(await found('label:"Money Back"')).toEqual([one.id])
  expect(await listed('?include[]=counts')).toMatchObject([
    { name: 'money back', threads: 1 },
    { name: 'refund', threads: 2 },
  ])
  await app.request('POST', `/api/labels/${money.id}`, { name: 'Credit' })
  expect(await found('label:"money back"')).toEqual([])
  expect(await found('label:credit -reviewer:xy')).toEqual([one.id])

  const merged = await accepted<Label>(
    'mergeLabel',
    app.request('POST', `/api/labels/${refund.id}/merge`, { into: money.id }),
  )
  expect(merged).toMatchObject({ id: money.id, name: 'Credit' })
  for (const query of ['label:credit', 'label:Refund', `label:${money.id}`])
    expect((await found(query)).toSorted()).toEqual([one.id, other.id].toSorted())
  expect(await listed('?include_archived=true&include[]=counts')).toMatchObject([
    { name: 'Credit', threads: 2, merged_into: null },
    { name: 'refund', threads: 0, archived: true, merged_into: money.id },
  ])
  const { data } = await app.json<List<Review>>('GET', `/api/reviews?label=${money.id}`)
  expect(data.map(({ labels }) => labels)).toEqual([[money.id], [money.id]])
  const path = `/api/threads/${one.id}/review_history`
  const [act] = (await accepted<List<ReviewAct>>('listReviewHistory', app.request('GET', path)))
    .data
  expect(act?.now?.labels).toEqual([refund.id, money.id])

  // A client that does not know of it yet.
  const late = await newReview(app, ann, { thread_id: one.id, labels: [refund.id] })
  expect(late.labels).toEqual([money.id])
  expect(
    await refused(app.request('POST', `/api/labels/${refund.id}`, { name: 'x' })),
  ).toMatchObject({ code: 'label_merged' })
  // Its name is free.
  await newLabel(app, 'refund')
})

test('a label is merged with another that is there', async () => {
  const [one, other, third] = [
    await newLabel(app, 'a'),
    await newLabel(app, 'b'),
    await newLabel(app, 'c'),
  ]
  const merge = (id: string, into: string) =>
    app.request('POST', `/api/labels/${id}/merge`, { into })
  expect(await refused(merge(one.id, one.id))).toMatchObject({ status: 400, param: 'into' })
  expect(await refused(merge(one.id, 'label_none'))).toMatchObject({ status: 404 })
  expect(await refused(merge('label_none', one.id))).toMatchObject({ status: 404 })
  await merge(one.id, other.id)
  expect(await refused(merge(third.id, one.id))).toMatchObject({ code: 'label_merged' })
  expect(await refused(merge(one.id, third.id))).toMatchObject({ code: 'label_merged' })
  await merge(other.id, third.id)
  expect((await listed('?include_archived=true')).map((label) => label.merged_into)).toEqual([
    third.id,
    third.id,
    null,
  ])
})

test('what can follow the operators of reviews is offered by name, with how many threads have it', async () => {
  const [ann, bob] = [await newPerson(app, 'Ann Lee'), await newPerson(app, 'Bob Moss')]
  const [one, other] = [await newThread(), await newThread()]
  const refund = await newLabel(app, 'Refund')
  await newLabel(app, 'rude')
  await newReview(app, ann, { thread_id: one.id, labels: [refund.id], verdict: 'fail' })
  await newReview(app, bob, { thread_id: one.id, verdict: 'pass', flagged: true })
  await newReview(app, bob, { thread_id: other.id, verdict: 'pass' })
  const values = async (operator: string, prefix = '') => {
    const path = `/api/search/values?${new URLSearchParams({ operator, prefix })}`
    const { data } = await accepted<SearchValues>('listSearchValues', app.request('GET', path))
    return data.map(({ value, label, threads }) => [value, label, threads])
  }
  expect(await values('label')).toEqual([
    ['Refund', null, 1],
    ['rude', null, 0],
  ])
  expect(await values('label', 'RU')).toEqual([['rude', null, 0]])
  expect(await values('reviewer')).toEqual([
    ['Bob Moss', 'BM', 2],
    ['Ann Lee', 'AL', 1],
  ])
  expect(await values('reviewer', 'al')).toEqual([['Ann Lee', 'AL', 1]])
  expect(await values('verdict')).toEqual([
    ['pass', null, 2],
    ['fail', null, 1],
    ['needs_work', null, 0],
  ])
  expect(await values('has', 'fl')).toEqual([['flag', null, 1]])
  expect(await found('verdict:PASS reviewer:al')).toEqual([one.id])
  expect(await found('has:flag')).toEqual([one.id])
  expect(await found('-reviewer:"ann lee" verdict:pass')).toEqual([other.id])
  expect(await refused(app.request('GET', '/v1/threads?query=verdict:good'))).toMatchObject({
    status: 400,
  })
})
