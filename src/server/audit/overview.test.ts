import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'

import type { Overview } from '#contract/overview.ts'
import type { Prices } from '#contract/prices.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildAssistant, buildMessage, buildRun, buildThread } from '#testing/builders.ts'
import { accepted, refused } from '#testing/checked.ts'
import { newInFrontOfInstant } from '#testing/in-front.ts'
import { changeReview, newLabel, newPerson, newReview } from '#testing/reviewing.ts'

import { stepLength, stepsOf, toDay } from './overview-steps.ts'

const DAY = 86_400

let store: Store
let app: TestApp
let today: number
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  app = await newTestApp({}, { store })
  today = Math.floor(app.clock.now() / 1000 / DAY) * DAY
})
afterEach(() => app.close())

const ask = (query: Record<string, string> = {}) =>
  app.request('GET', `/api/overview?${new URLSearchParams(query)}`)
const overview = (query?: Record<string, string>) => accepted<Overview>('getOverview', ask(query))
const whole = async (query?: Record<string, string>): Promise<Overview> => {
  await expect
    .poll(async () => (await overview(query)).complete, { timeout: 20_000, interval: 20 })
    .toBe(true)
  return overview(query)
}

const date = (day: number) => new Date(day * 1000).toISOString().slice(0, 10)

const importThread = (
  created_at: number,
  { text = 'Where is my parcel?', runs = [] }: { text?: string; runs?: Partial<Run>[] } = {},
) => {
  const thread = buildThread({ created_at })
  return store.importThreads([
    {
      hash: thread.id,
      thread,
      messages: [buildMessage({ thread_id: thread.id, created_at, text })],
      runs: runs.map((fields) => ({
        run: buildRun({ created_at, ...fields, thread_id: thread.id }),
        steps: [],
      })),
    },
  ])
}

const usage = (prompt_tokens: number, completion_tokens: number) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
})

test('without a range the last thirty days up to the last that has anything are told', async () => {
  expect(await whole()).toMatchObject({
    from: date(today - 29 * DAY),
    to: date(today),
    step: 'day',
    earliest: null,
    latest: null,
    totals: { threads: 0, first_token: null, duration: null },
  })
  await importThread(today - 100 * DAY)
  await importThread(today - 60 * DAY)
  const found = await whole()
  expect(found).toMatchObject({
    from: date(today - 89 * DAY),
    to: date(today - 60 * DAY),
    earliest: date(today - 100 * DAY),
    latest: date(today - 60 * DAY),
    totals: { threads: 1, messages: { user: 1, assistant: 0 } },
    before: { threads: 1 },
    languages: [{ language: 'en', messages: 1 }],
  })
  expect(found.steps).toHaveLength(30)
  expect(found.steps.at(-1)).toMatchObject({ from: date(today - 60 * DAY), threads: 1 })
})

test('what was used is told by assistant and model, with what it cost', async () => {
  const assistant = buildAssistant({ name: 'Billing' })
  await store.insertAssistant(assistant)
  const prices = { currency: 'EUR', models: { 'gpt-4o': { input: 2, output: 10 } } }
  expect(
    await accepted<Prices>('modifyPrices', app.request('POST', '/api/prices', prices)),
  ).toEqual({ object: 'prices', ...prices })
  await importThread(today, {
    runs: [
      {
        assistant_id: assistant.id,
        model: 'gpt-4o-2024-08-06',
        status: 'completed',
        started_at: today,
        completed_at: today + 4,
        usage: usage(1_000_000, 500_000),
      },
      {
        assistant_id: assistant.id,
        model: 'mystery',
        status: 'failed',
        last_error: { code: 'rate_limit_exceeded', message: 'Wait.' },
        usage: usage(10, 0),
      },
      { assistant_id: null, model: 'mystery', status: 'incomplete' },
    ],
  })
  const found = await whole()
  expect(found).toMatchObject({
    currency: 'EUR',
    unpriced: true,
    assistants: [
      { assistant_id: assistant.id, name: 'Billing', runs: 2, prompt_tokens: 1_000_010, cost: 7 },
      { assistant_id: null, name: null, runs: 1, cost: null },
    ],
    models: [
      { model: 'gpt-4o-2024-08-06', runs: 1, cost: 7 },
      { model: 'mystery', runs: 2, prompt_tokens: 10, cost: null },
    ],
    totals: { runs: { completed: 1, failed: 1, incomplete: 1, other: 0 } },
  })
  expect(found.outcomes).toContainEqual({
    status: 'failed',
    reason: 'rate_limit_exceeded',
    runs: 1,
  })
  const { duration } = found.totals
  expect(duration?.count).toBe(1)
  expect(Math.abs((duration?.median ?? 0) / 4 - 1)).toBeLessThan(0.05)

  const narrowed = await whole({ model: 'mystery', assistant_id: assistant.id })
  expect(narrowed).toMatchObject({ totals: { threads: 1, runs: { completed: 0, failed: 1 } } })
  expect(await whole({ assistant_id: 'asst_none' })).toMatchObject({
    totals: { threads: 0 },
    earliest: date(today),
  })
})

test('days are those of the time zone', async () => {
  await importThread(toDay('2026-03-28') + 23.5 * 3600)
  const range = { from: '2026-03-28', to: '2026-03-29' }
  const threads = async (time_zone: string) =>
    (await whole({ ...range, time_zone })).steps.map((step) => step.threads)
  expect(await threads('UTC')).toEqual([1, 0])
  expect(await threads('Europe/Berlin')).toEqual([0, 1])
  expect(await threads('America/New_York')).toEqual([1, 0])
})

test('what is deleted is counted no more', async () => {
  await importThread(today)
  await importThread(today)
  expect((await whole()).totals.threads).toBe(2)
  const { data } = await store.listThreads({
    limit: 1,
    order: 'asc',
    order_by: 'created_at',
    summary: false,
  })
  await app.request('DELETE', `/v1/threads/${data[0]?.id}`)
  expect((await overview()).complete).toBe(false)
  expect((await whole()).totals).toMatchObject({ threads: 1, messages: { user: 1 } })
})

test('what reviews say is told by label and reviewer, on the day on which it was said', async () => {
  const { id: thread_id } = await accepted<Thread>(
    'createThread',
    app.request('POST', '/v1/threads', { messages: [{ role: 'user', content: 'Hello' }] }),
  )
  const [anna, ben] = [await newPerson(app, 'Anna'), await newPerson(app, 'Ben')]
  const [refund, late] = [await newLabel(app, 'refund'), await newLabel(app, 'late')]
  const labels = [refund.id, late.id]
  await newReview(app, anna, { thread_id, verdict: 'pass', labels: [late.id] })
  const own = await newReview(app, ben, { thread_id, verdict: 'pass', labels, flagged: true })
  const found = await whole()
  expect(found.totals).toMatchObject({
    reviews: { pass: 2, needs_work: 0, fail: 0, flagged: 1 },
    agreement: { judged_twice: 1, agreed: 1, kappa: null },
  })
  expect(found.labels).toEqual([
    { label_id: late.id, name: 'late', pass: 2, needs_work: 0, fail: 0, flagged: 1 },
    { label_id: refund.id, name: 'refund', pass: 1, needs_work: 0, fail: 0, flagged: 1 },
  ])
  expect(found.reviewers.map(({ person }) => person.name)).toEqual(['Ben', 'Anna'])

  await accepted(
    'mergeLabel',
    app.request('POST', `/api/labels/${late.id}/merge`, { into: refund.id }),
  )
  app.clock.advance(DAY * 1000)
  await accepted('modifyReview', changeReview(app, ben, own.id, { verdict: 'fail' }))
  const later = await whole({ from: date(today), to: date(today + DAY) })
  expect(
    later.steps.map(({ reviews, agreement }) => [reviews.pass, reviews.fail, agreement]),
  ).toEqual([
    [1, 0, { judged_twice: 0, agreed: 0, kappa: null }],
    [0, 1, { judged_twice: 1, agreed: 0, kappa: null }],
  ])
  expect(later.labels).toEqual([
    { label_id: refund.id, name: 'refund', pass: 1, needs_work: 0, fail: 1, flagged: 1 },
  ])
  expect(later.reviewers).toContainEqual({
    person: { id: ben.id, name: 'Ben', initials: ben.initials },
    pass: 0,
    needs_work: 0,
    fail: 1,
    flagged: 1,
    judged_twice: 1,
    agreed: 0,
  })
})

describe('refused:', () => {
  test.each([
    ['a day that is none', { from: '2026-02-30' }, 'from'],
    ['a date in words', { to: 'yesterday' }, 'to'],
    ['a date with a time', { to: '2026-02-03T10:00:00Z' }, 'to'],
    ['a year of five digits', { to: '12026-02-03' }, 'to'],
    ['the year 0', { from: '0000-01-01' }, 'from'],
    ['a beginning after the end', { from: '2026-02-02', to: '2026-02-01' }, 'from'],
    ['a thousand years', { from: '1026-02-01', to: '2026-02-01' }, 'from'],
    ['a zone that is none', { time_zone: 'Europe/Atlantis' }, 'time_zone'],
  ])('%s', async (_, query, param) => {
    expect(await refused(ask(query))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      param,
    })
  })

  test.each([
    [{ currency: 'euro' }, 'currency'],
    [{ models: { 'gpt-4o': { input: -1, output: 1 } } }, 'models.gpt-4o.input'],
    [{ models: { 'gpt-4o': { input: 1 } } }, 'models.gpt-4o.output'],
    [{ rates: {} }, 'rates'],
  ])('prices such as %o', async (prices, param) => {
    const answer = await refused(app.request('POST', '/api/prices', prices))
    expect(answer).toMatchObject({ status: 400, param })
    expect(await accepted('getPrices', app.request('GET', '/api/prices'))).toEqual({
      object: 'prices',
      currency: 'USD',
      models: {},
    })
  })
})

test('a filter that nobody could have meant finds nothing, and the first and last years are days too', async () => {
  await importThread(today)
  expect(await whole({ model: '"\u0000\\', assistant_id: '%' })).toMatchObject({
    totals: { threads: 0 },
  })
  for (const day of ['0001-01-01', '9999-12-31'])
    expect(await whole({ from: day, to: day })).toMatchObject({ from: day, to: day })
})

test('steps are days, weeks from Monday on, and months, cut at the ends of the range', () => {
  expect([1, 92, 93, 730, 731].map(stepLength)).toEqual(['day', 'day', 'week', 'week', 'month'])
  const [from, to] = [toDay('2026-01-30'), toDay('2026-03-03')]
  expect(stepsOf(from, to, 'week', 'UTC').map((step) => step.from)).toEqual([
    '2026-01-30',
    '2026-02-02',
    '2026-02-09',
    '2026-02-16',
    '2026-02-23',
    '2026-03-02',
  ])
  const months = stepsOf(from, to, 'month', 'Europe/Berlin')
  expect(months.map((step) => step.from)).toEqual(['2026-01-30', '2026-02-01', '2026-03-01'])
  expect(months.map(({ start, end }) => end - start)).toEqual([2 * DAY, 28 * DAY, 3 * DAY])
})

test('in front of another server what is copied of it is counted', async () => {
  const front = await newInFrontOfInstant()
  onTestFinished(() => front.close())
  const { thread } = await front.seed()
  await front.ask('GET', `/v1/threads/${thread.id}`)
  await front.messages(thread.id)
  await expect
    .poll(
      async () => {
        const { totals } = await front.ask<Overview>('GET', '/api/overview')
        return [totals.threads, totals.messages.user]
      },
      { timeout: 20_000, interval: 50 },
    )
    .toEqual([1, 1])
})
