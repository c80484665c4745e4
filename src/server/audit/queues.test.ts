import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Person } from '#contract/person.ts'
import type { List } from '#contract/primitives.ts'
import { CLAIM_SECONDS, type Queue } from '#contract/queue.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused } from '#testing/checked.ts'
import { queueing } from '#testing/queueing.ts'
import {
  as,
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

const { threads, me, get, queueAt, newQueue, itemsOf, claim, claimed, doTo, totalsOf } = queueing(
  () => ({ app, person: ann! }),
)

test('a queue has the threads that a query finds, and tells how many', async () => {
  const [first] = await threads(2, { desk: '4' })
  await threads(1)
  const queue = await newQueue({ metadata: { desk: '4' } })
  expect(queue).toMatchObject({
    state: 'open',
    of: 2,
    counts: { items: 2, readings: 2, judged: 0 },
  })
  expect(queue.person.name).toBe('Ann')
  const [item] = await itemsOf(queue)
  expect(item).toMatchObject({ position: 1, reading: 1, status: 'open', claim: null })
  expect(item?.thread?.summary?.title).toMatch(/^Question/)
  // A search finds what was written a moment later.
  await vi.waitFor(async () => {
    const found = await app.json<List<object>>('GET', `/v1/threads?query=thread:${first}`)
    expect(found.data).toHaveLength(1)
  }, 20_000)
  expect((await newQueue({ query: `thread:${first}` })).of).toBe(1)
  const list = await accepted<List<Queue>>('listQueues', app.request('GET', '/api/queues?limit=1'))
  expect(list).toMatchObject({ has_more: true, data: [{ query: `thread:${first}` }] })
  expect(
    await refused(app.request('POST', '/api/queues', { name: 'x', query: 'verdict:nope' }, me())),
  ).toMatchObject({ status: 400 })
  expect(await refused(app.request('POST', '/api/queues', { name: 'x' }))).toMatchObject({
    status: 400,
    code: 'person_required',
  })
})

test('the same request with a key makes one queue', async () => {
  const make = () =>
    app.request('POST', '/api/queues', { name: 'Once' }, { ...me(), 'idempotency-key': 'k' })
  const [one, other] = [
    await accepted<Queue>('createQueue', make()),
    await accepted<Queue>('createQueue', make()),
  ]
  expect(other.id).toBe(one.id)
  expect((await get<List<Queue>>('/api/queues')).data).toHaveLength(1)
})

test('next comes until nothing is left, and it is told why', async () => {
  await threads(3)
  const queue = await newQueue()
  const one = await claimed(queue, ann!)
  expect(one).toMatchObject({
    left: 3,
    item: { position: 1 },
    upcoming: { position: 2 },
    reason: null,
  })
  expect(one.item?.claim?.person_id).toBe(ann!.id)
  // The same again is the same item.
  expect((await claimed(queue, ann!)).item?.id).toBe(one.item?.id)
  const two = await claimed(queue, bob!)
  expect(two.item?.position).toBe(2)
  expect(await refused(claim(queue, ann!, { item_id: two.item?.id }))).toMatchObject({
    status: 409,
    code: 'item_held',
    message: expect.stringContaining('Bob'),
  })
  await newReview(app, ann!, {
    thread_id: one.item?.thread_id,
    queue_id: queue.id,
    verdict: 'pass',
  })
  expect((await claimed(queue, ann!)).item?.position).toBe(3)
  await newReview(app, ann!, {
    thread_id: (await itemsOf(queue))[2]?.thread_id,
    queue_id: queue.id,
    verdict: 'fail',
  })
  expect(await claimed(queue, ann!)).toMatchObject({ item: null, reason: 'held', left: 1 })
  app.clock.advance(CLAIM_SECONDS * 1000)
  expect((await claimed(queue, ann!)).item?.id).toBe(two.item?.id)
  expect(
    await refused(
      app.request(
        'POST',
        '/api/reviews',
        { thread_id: two.item?.thread_id, queue_id: queue.id, verdict: 'pass' },
        as(bob!),
      ),
    ),
  ).toMatchObject({ status: 409, code: 'item_held' })
  await newReview(app, ann!, {
    thread_id: two.item?.thread_id,
    queue_id: queue.id,
    verdict: 'pass',
  })
  expect(await claimed(queue, ann!)).toMatchObject({ item: null, reason: 'judged', left: 0 })
  expect(await queueAt(queue.id)).toMatchObject({ counts: { judged: 3, pass: 2, fail: 1 } })
})

test('fifty who ask at once hold fifty different items', async () => {
  await threads(50)
  const queue = await newQueue()
  const people = await Promise.all(Array.from({ length: 50 }, (_, at) => newPerson(app, `P${at}`)))
  const got = await Promise.all(people.map((person) => claimed(queue, person)))
  expect(new Set(got.map(({ item }) => item?.id)).size).toBe(50)
})

test('what is skipped is left until it is taken back, and what is let go is anybody’s', async () => {
  await threads(1)
  const queue = await newQueue()
  const { item } = await claimed(queue, ann!)
  expect(await refused(doTo(queue, item!, 'release', bob!))).toMatchObject({ status: 409 })
  expect(await refused(doTo(queue, item!, 'skip', bob!))).toMatchObject({ code: 'item_held' })
  expect(await accepted('skipQueueItem', doTo(queue, item!, 'skip', ann!))).toMatchObject({
    status: 'skipped',
    claim: null,
    person_id: ann!.id,
  })
  expect(await claimed(queue, bob!)).toMatchObject({ item: null, reason: 'judged' })
  expect(await accepted('reopenQueueItem', doTo(queue, item!, 'reopen', ann!))).toMatchObject({
    status: 'open',
    claim: { person_id: ann!.id },
  })
  await accepted('releaseQueueItem', doTo(queue, item!, 'release', ann!))
  expect((await claimed(queue, bob!)).item?.id).toBe(item?.id)
})

test('a verdict that is withdrawn or cleared opens the reading again', async () => {
  const [thread_id] = await threads(1)
  const queue = await newQueue()
  const say = (verdict: string | null) =>
    newReview(app, ann!, { thread_id, queue_id: queue.id, verdict })
  const { id } = await say('pass')
  expect((await itemsOf(queue))[0]).toMatchObject({ status: 'judged', review_id: id })
  await say(null)
  expect((await itemsOf(queue))[0]).toMatchObject({ status: 'open', review_id: null })
  await say('fail')
  expect((await withdrawReview(app, ann!, id)).status).toBe(200)
  expect((await itemsOf(queue))[0]).toMatchObject({ status: 'open', claim: { person_id: ann!.id } })
  expect((await totalsOf(queue)).counts).toMatchObject({ judged: 0, fail: 0 })
})

test('items are assigned evenly, to those who may read them', async () => {
  await threads(5)
  const queue = await newQueue({ second_reading: 0.4, people: [ann!.id, bob!.id] })
  const carl = await newPerson(app, 'Carl')
  expect(await refused(claim(queue, carl))).toMatchObject({ status: 403, code: 'not_in_queue' })
  const assign = (people: Person[], more = {}) =>
    app.request(
      'POST',
      `/api/queues/${queue.id}/assign`,
      { people: people.map(({ id }) => id), ...more },
      me(),
    )
  expect(await refused(assign([carl]))).toMatchObject({ code: 'not_in_queue' })
  expect(await accepted('assignQueueItems', assign([ann!, bob!]))).toMatchObject({
    assigned: 7,
    left_out: 0,
  })
  // The same again finds nothing that is anybody's.
  expect(await accepted('assignQueueItems', assign([ann!, bob!]))).toMatchObject({ assigned: 0 })
  const [anns, bobs] = [
    await itemsOf(queue, `person_id=${ann!.id}`),
    await itemsOf(queue, `person_id=${bob!.id}`),
  ]
  expect(Math.abs(anns.length - bobs.length)).toBeLessThanOrEqual(1)
  const positions = anns.map(({ position }) => position)
  expect(new Set(positions).size).toBe(positions.length)
  expect(await refused(claim(queue, ann!, { item_id: bobs[0]?.id }))).toMatchObject({
    code: 'item_assigned',
  })
  for (const { id } of anns)
    await claimed(queue, ann!, { item_id: id }).then(({ item }) => doTo(queue, item!, 'skip', ann!))
  expect(await claimed(queue, ann!)).toMatchObject({ item: null, reason: 'assigned' })
  await accepted('assignQueueItems', assign([], { item_ids: [bobs[0]?.id] }))
  expect((await itemsOf(queue)).filter(({ person_id }) => person_id === null)).toHaveLength(1)
})

test('what is deleted or merged is told for what it is', async () => {
  const ids = await threads(2)
  const queue = await newQueue()
  const [one, other] = [await newLabel(app, 'one'), await newLabel(app, 'other')]
  for (const thread_id of ids)
    await newReview(app, ann!, {
      thread_id,
      queue_id: queue.id,
      verdict: 'pass',
      labels: [one.id, other.id],
      note: 'n',
      seconds: 4,
    })
  await app.request('POST', `/api/labels/${one.id}/merge`, { into: other.id })
  await app.request('DELETE', `/v1/threads/${ids[0]}`)
  await app.request('POST', `/api/people/${ann!.id}`, { name: 'Ann Lee' })
  expect((await itemsOf(queue))[0]).toMatchObject({ status: 'gone', thread: null })
  expect(await totalsOf(queue)).toMatchObject({
    counts: { judged: 2, gone: 0, pass: 2 },
    labels: [{ label_id: other.id, judged: 2, pass: 2 }],
    reviewers: [{ person: { name: 'Ann Lee' }, judged: 2, pass_share: 1, median_seconds: 4 }],
  })
  const text = await (
    await app.request('GET', `/api/queues/${queue.id}/export?format=ndjson`)
  ).text()
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(rows).toMatchObject([
    { link: null, note: null, title: null },
    {
      note: 'n',
      labels: [{ name: 'other' }],
      link: expect.stringMatching(new RegExp(`^http://.*/threads/${ids[1]}$`)),
    },
  ])
  expect((await app.request('DELETE', `/api/queues/${queue.id}`, undefined, as(bob!))).status).toBe(
    200,
  )
  expect(await refused(app.request('GET', `/api/queues/${queue.id}`))).toMatchObject({
    status: 404,
  })
  await expect.poll(() => app.services.store.settleQueues(1), { timeout: 20_000 }).toBe(false)
  // What was said in it stays.
  expect((await listReviews(app, { thread_id: ids[1]! })).data).toMatchObject([
    { verdict: 'pass', queue_id: queue.id },
  ])
})

test('a table cannot be made to reckon', async () => {
  const [thread_id] = await threads(1, { title: '=HYPERLINK("http://x")' })
  const queue = await newQueue({
    name: '@SUM, "q"',
    criteria: [{ key: 'why', name: 'Why', type: 'text' }],
  })
  await newReview(app, ann!, {
    thread_id,
    queue_id: queue.id,
    verdict: 'fail',
    note: '-1\n"quoted"',
    criteria: { why: '+1' },
  })
  const answer = await app.request('GET', `/api/queues/${queue.id}/export`)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  expect(Array.from(bytes.slice(0, 3))).toEqual([0xef, 0xbb, 0xbf])
  const text = new TextDecoder().decode(bytes)
  expect(text).toContain(`"'@SUM, ""q"""`)
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(text).toContain(`"'-1\n""quoted"""`)
  expect(text).toMatch(/,'\+1\r\n$/)
})
