import { beforeEach, describe, expect, test } from 'vitest'

import type { RunEvent } from '#contract/event.ts'
import type { List } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import { type EventFrame, createEventDecoder } from '#contract/sse.ts'
import { refused } from '#testing/checked.ts'
import { newRunApp, timersByHand } from '#testing/scripted-runs.ts'

type RunApp = Awaited<ReturnType<typeof newRunApp>>
let it: RunApp
let run: Run
let timers: ReturnType<typeof timersByHand>
beforeEach(async () => {
  timers = timersByHand()
  it = await newRunApp({}, { timers })
  run = await it.create()
})

const get = (query = '', headers: Record<string, string> = {}) =>
  it.app.request(
    'GET',
    `/v1/threads/${run.thread_id}/runs/${run.id}/events${query}`,
    undefined,
    headers,
  )
const framesOf = async (response: Response): Promise<EventFrame[]> => {
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return createEventDecoder().decode(bytes)
}
const finish = async () => {
  const call = await it.model.nextCall()
  call.say('Hello')
  call.finish()
  return it.events(run)
}

describe('replay', () => {
  test('of a finished run: every event with its number and time, then done', async () => {
    const events = await finish()
    const frames = await framesOf(await get())
    expect(frames.at(-1)).toEqual({ event: 'done', data: '[DONE]' })
    expect(frames.slice(0, -1)).toEqual(
      events.map(({ sequence_number, created_at_ms, event, data }) => ({
        id: String(sequence_number),
        at: created_at_ms,
        event,
        data: JSON.stringify(data),
      })),
    )
  })

  test('from any event on, by the query or by what a browser sends on its own', async () => {
    const events = await finish()
    for (const { sequence_number: number } of events) {
      const rest = events.slice(number).map((event) => String(event.sequence_number))
      const ids = async (response: Promise<Response>) =>
        (await framesOf(await response)).flatMap(({ id }) => id ?? [])
      expect(await ids(get(`?after=${number}`))).toEqual(rest)
      expect(await ids(get('', { 'last-event-id': String(number) }))).toEqual(rest)
      // A browser that reconnects repeats the address it began with.
      expect(await ids(get('?after=1', { 'last-event-id': String(number) }))).toEqual(rest)
      expect(await ids(get(`?after=${number}`, { 'last-event-id': '' }))).toEqual(rest)
    }
  })

  test('and on with what is yet to come', async () => {
    const response = await get()
    await finish()
    const frames = await framesOf(response)
    expect(frames.map(({ event }) => event)).toEqual(
      expect.arrayContaining([
        'thread.run.created',
        'thread.message.delta',
        'thread.run.completed',
      ]),
    )
    expect(frames.at(-1)?.event).toBe('done')
  })

  test('ends where the run waits for a client', async () => {
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.finish('tool_calls')
    const frames = await framesOf(await get())
    expect(frames.slice(-2).map(({ event }) => event)).toEqual([
      'thread.run.requires_action',
      'done',
    ])
  })
})

describe('as a list', () => {
  test('by pages, with times to the millisecond', async () => {
    const events = await finish()
    const list = async (query: string) =>
      (await (await get(`?stream=false${query}`)).json()) as List<unknown> & { data: RunEvent[] }
    expect(await list('')).toEqual({
      object: 'list',
      data: events,
      first_id: '1',
      last_id: String(events.length),
      has_more: false,
    })
    expect(await list('&after=2&limit=3')).toMatchObject({
      data: events.slice(2, 5),
      first_id: '3',
      last_id: '5',
      has_more: true,
    })
    expect((await list('&limit=1000')).data).toEqual(events)
    expect(await list(`&after=${events.length}`)).toMatchObject({ data: [], first_id: null })
  })
})

describe('refused', () => {
  test.each([
    ['?after=999', 'after', 'invalid_value'],
    ['?after=-1', 'after', 'invalid_value'],
    ['?after=evt_1', 'after', 'invalid_value'],
    // As every list's.
    ['?stream=false&limit=0', 'limit', 'integer_below_min_value'],
    ['?stream=false&limit=1001', 'limit', 'integer_above_max_value'],
    ['?stream=false&limit=x', 'limit', 'invalid_type'],
  ])('%s', async (query, param, code) => {
    expect(await refused(get(query))).toMatchObject({ status: 400, param, code })
  })
  test('a number of another log', async () => {
    const headers = { 'last-event-id': '999' }
    expect(await refused(get('', headers))).toMatchObject({
      message: `Invalid 'after': run ${run.id} has no event 999.`,
    })
  })
  test('a run or a thread that is not there', async () => {
    const path = (thread: string, id: string) => `/v1/threads/${thread}/runs/${id}/events`
    expect(await refused(it.app.request('GET', path(run.thread_id, 'run_x')))).toMatchObject({
      status: 404,
      message: "No run found with id 'run_x'.",
    })
    expect(await refused(it.app.request('GET', path('thread_x', run.id)))).toMatchObject({
      message: "No thread found with id 'thread_x'.",
    })
  })
})

describe('a stream', () => {
  test('says early that it is there, and in silence that it still is', async () => {
    const waiting = timers.waiting
    const response = await get('?after=1')
    const reader = response.body?.getReader()
    const read = async () => new TextDecoder().decode((await reader?.read())?.value)
    expect(await read()).toBe(': ping\n\n')
    let seen = await read()
    while (!seen.includes('run.in_progress')) seen += await read()
    const silent = read()
    timers.ring(15_000)
    expect(await silent).toBe(': ping\n\n')
    const again = read()
    timers.ring(15_000)
    expect(await again).toBe(': ping\n\n')
    await reader?.cancel()
    expect(timers.waiting).toBe(waiting)
  })

  test('that a client leaves stops neither the run nor other streams', async () => {
    const leaving = await get()
    const staying = await get()
    await leaving.body?.cancel()
    const events = await finish()
    expect(events.at(-1)?.event).toBe('thread.run.completed')
    expect((await framesOf(staying)).at(-1)?.event).toBe('done')
  })

  test('that cannot go on ends with an error every client understands', async () => {
    it.runs.follow = async function* () {
      yield []
      throw new Error('the disk is gone')
    }
    const frames = await framesOf(await get())
    const error = {
      message: expect.stringMatching(/had an error/),
      type: 'server_error',
      param: null,
      code: null,
    }
    expect(frames.at(-1)?.event).toBe('error')
    expect(JSON.parse(frames.at(-1)?.data ?? '')).toEqual({ error, ...error })
  })
})

test('file search results are told without their content, unless it is asked for', async () => {
  await finish()
  const results = [
    { file_id: 'file-a', file_name: 'a.txt', score: 1, content: [{ type: 'text', text: 'long' }] },
  ]
  const path = `/v1/threads/${run.thread_id}/runs/${run.id}/steps`
  const { data } = await it.app.json<List<{ id: string }>>('GET', path)
  const [step] = (await it.store.listRunSteps(run.thread_id, run.id, { limit: 1, order: 'asc' }))
    .data
  const other = await it.create()
  await it.model.nextCall()
  await it.store.commitRun(other.thread_id, other.id, {
    from: ['in_progress'],
    steps: [
      {
        ...step!, // the run has one
        id: 'step_x',
        thread_id: other.thread_id,
        run_id: other.id,
        type: 'tool_calls',
        step_details: {
          type: 'tool_calls',
          tool_calls: [{ id: 'call_x', type: 'file_search', file_search: { results } }],
        },
      },
    ],
    events: () => [],
  })
  expect(data).toHaveLength(1)
  const at = `/v1/threads/${other.thread_id}/runs/${other.id}/steps`
  const include = 'include[]=step_details.tool_calls[*].file_search.results[*].content'
  const contentIn = async (url: string) =>
    JSON.stringify(await it.app.json('GET', url)).includes('long')
  expect(await contentIn(at)).toBe(false)
  expect(await contentIn(`${at}/step_x`)).toBe(false)
  expect(await contentIn(`${at}?${include}`)).toBe(true)
  expect(await contentIn(`${at}/step_x?${include}`)).toBe(true)
})

test('pollers are told when to ask again, as long as there is a reason to', async () => {
  const path = `/v1/threads/${run.thread_id}/runs/${run.id}`
  const pollAfter = async () =>
    (await it.app.request('GET', path)).headers.get('openai-poll-after-ms')
  expect(await pollAfter()).toBe('200')
  await finish()
  expect(await pollAfter()).toBeNull()
})
