import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import type { ReviewAct } from '#contract/review.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { refused } from '#testing/checked.ts'
import { queueing } from '#testing/queueing.ts'
import {
  as,
  foundWhole,
  listReviews,
  newLabel,
  newPerson,
  newReview,
  withdrawReview,
} from '#testing/reviewing.ts'

let app: TestApp
let [ann, bob]: [Person?, Person?] = []
beforeEach(async () => {
  app = await newTestApp()
  ann = await newPerson(app, 'Ann')
  bob = await newPerson(app, 'Bob')
})
afterEach(() => app.close())

const { threads, me, queueAt, newQueue, itemsOf, claim, claimed, totalsOf, get } = queueing(() => ({
  app,
  person: ann!,
}))

test('a second reader is somebody else, and is told nothing before they have judged', async () => {
  const [thread_id] = await threads(1)
  const queue = await newQueue({ second_reading: 1 })
  const label = await newLabel(app, 'refund')
  expect(queue.counts).toMatchObject({ items: 1, readings: 2 })
  const said = {
    thread_id,
    queue_id: queue.id,
    verdict: 'fail',
    note: 'secretword',
    labels: [label.id],
  }
  const review = await newReview(app, ann!, said)
  const summary = async () =>
    (await get<Thread>(`/v1/threads/${thread_id}?include[]=summary`)).summary?.review
  const history = (person?: Person) =>
    get<List<ReviewAct>>(`/api/threads/${thread_id}/review_history`, person && as(person))
  const found = (query: string) =>
    get<List<Thread>>(`/v1/threads?${new URLSearchParams({ query })}`).then(
      ({ data }) => data.length,
    )
  const hidden = async () => {
    expect(await queueAt(queue.id)).toMatchObject({ counts: { judged: 1, sealed: 1, fail: 0 } })
    expect((await itemsOf(queue, '', bob))[0]).toMatchObject({
      status: 'judged',
      sealed: true,
      review_id: null,
    })
    expect((await itemsOf(queue, '', ann))[0]).toMatchObject({ review_id: review.id })
    expect((await listReviews(app, { thread_id: thread_id! })).data).toEqual([])
    expect((await history(bob)).data.filter(({ person }) => person.id === ann!.id)).toEqual([])
    expect(await foundWhole(app, 'secretword')).toEqual([])
    expect((await history(ann)).data.length).toBeGreaterThan(0)
    expect(await summary()).toBeUndefined()
    expect(await found('verdict:fail')).toBe(0)
    expect(await found('label:refund')).toBe(0)
    const totals = await totalsOf(queue)
    expect(totals).toMatchObject({ labels: [], assistants: [], agreement: { read_twice: 0 } })
    expect(totals.reviewers).toMatchObject([{ judged: 1, sealed: 1, fail: 0, pass_share: null }])
    const rows = await app.request('GET', `/api/queues/${queue.id}/export?format=ndjson`)
    expect(await rows.text()).toBe('')
  }
  await hidden()
  expect(await claimed(queue, ann!)).toMatchObject({ item: null, reason: 'read_before', left: 0 })
  expect(
    await refused(claim(queue, ann!, { item_id: (await itemsOf(queue))[1]?.id })),
  ).toMatchObject({ code: 'read_before' })
  const { item } = await claimed(queue, bob!)
  expect(item).toMatchObject({ reading: 2, readings: 2 })
  const second = await newReview(app, bob!, { thread_id, queue_id: queue.id, verdict: 'pass' })
  expect(await queueAt(queue.id)).toMatchObject({
    counts: { judged: 2, sealed: 0, fail: 1, pass: 1 },
  })
  expect(await summary()).toMatchObject({ split: true })
  expect(await found('verdict:fail')).toBe(1)
  expect(await foundWhole(app, 'secretword')).toHaveLength(1)
  expect((await totalsOf(queue)).agreement).toMatchObject({
    read_twice: 1,
    agreed: 0,
    kappa: null,
    differing_count: 1,
    differing: [
      { thread_id, readings: [{ verdict: 'fail', note: 'secretword' }, { verdict: 'pass' }] },
    ],
  })
  await withdrawReview(app, bob!, second.id)
  await hidden()
  // A closed queue keeps nothing to itself.
  await app.request('POST', `/api/queues/${queue.id}`, { state: 'closed' }, me())
  await expect.poll(summary, { timeout: 20_000 }).toMatchObject({ verdict: 'fail' })
  expect(await refused(claim(queue, bob!))).toMatchObject({ status: 409, code: 'queue_not_open' })
  expect(
    await refused(app.request('DELETE', `/api/reviews/${review.id}`, undefined, me())),
  ).toMatchObject({ status: 409, code: 'queue_not_open' })
})

test('a rubric is answered as it asks', async () => {
  const [thread_id] = await threads(1)
  const criteria = [
    { key: 'polite', name: 'Polite?', type: 'yes_no', required: true },
    { key: 'clear', name: 'Clear', type: 'scale' },
    { key: 'kind', name: 'Kind', type: 'choice', choices: ['a', 'b'] },
    { key: 'why', name: 'Why', type: 'text' },
  ]
  const queue = await newQueue({ criteria })
  const say = (answers: object, verdict: string | null = 'pass') =>
    app.request(
      'POST',
      '/api/reviews',
      { thread_id, queue_id: queue.id, verdict, criteria: answers },
      me(),
    )
  for (const wrong of [
    { polite: 1 },
    { polite: true, clear: 6 },
    { polite: true, clear: 1.5 },
    { polite: true, kind: 'c' },
    { polite: true, why: true },
    { none: true },
  ])
    expect(await refused(say(wrong))).toMatchObject({ status: 400, param: 'criteria' })
  expect(await refused(say({ clear: 3 }))).toMatchObject({
    code: 'answer_required',
    message: expect.stringContaining('Polite?'),
  })
  // Without a verdict it is begun.
  expect((await say({ clear: 3 }, null)).status).toBe(200)
  expect((await say({ polite: true, clear: 3, kind: 'b', why: 'so' })).status).toBe(200)
  expect((await totalsOf(queue)).criteria).toMatchObject([
    {
      key: 'polite',
      answered: 1,
      answers: [
        { value: true, judged: 1, pass: 1 },
        { value: false, judged: 0 },
      ],
    },
    { key: 'clear', mean: 3 },
    {
      key: 'kind',
      answers: [
        { value: 'a', judged: 0 },
        { value: 'b', judged: 1 },
      ],
    },
    { key: 'why', answered: 1, answers: [] },
  ])
  for (const body of [
    { criteria: [criteria[0], criteria[0]] },
    { criteria: [{ key: 'k', name: 'n', type: 'choice' }] },
    { criteria: [{ key: 'k', name: 'n', type: 'text', choices: ['a', 'b'] }] },
    { criteria: [{ key: 'K k', name: 'n', type: 'text' }] },
    { second_reading: 0.5, people: [ann!.id] },
    { name: '\u202eevil' },
    { second_reading: 2 },
  ])
    expect(
      await refused(app.request('POST', '/api/queues', { name: 'x', ...body }, me())),
    ).toMatchObject({ status: 400 })
})
