import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { INCLUDE_FILE_SEARCH_CONTENT } from '#contract/include.ts'
import type { List } from '#contract/primitives.ts'
import type { FileSearchResult, RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { buildRun, buildRunStep } from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

const PATIENCE = 20_000
const ID = 'thread_a'
const path = `/threads/${ID}/runs/run_a/steps`
const INCLUDE = `include[]=${INCLUDE_FILE_SEARCH_CONTENT}`

let it: InFrontOfLying
/** What the server behind is asked for steps with, the include alone. */
let includes: (string | null)[]

beforeEach(async () => {
  it = await newInFrontOfLying()
  includes = []
})
afterEach(() => it.close())

const found = (text: string, score = 0.5): FileSearchResult => ({
  file_id: 'file_a',
  file_name: 'rules.md',
  score,
  content: [{ type: 'text', text }],
})
const PARCELS = [found('Parcels go out on Mondays.', 0.9), found('Letters on Fridays.', 0.4)]

const run = buildRun({ id: 'run_a', thread_id: ID, status: 'completed' })

const stepOf = (results: readonly FileSearchResult[], fields: Partial<RunStep> = {}): RunStep =>
  buildRunStep({
    id: 'step_a',
    run_id: 'run_a',
    thread_id: ID,
    type: 'tool_calls',
    status: 'completed',
    step_details: {
      type: 'tool_calls',
      tool_calls: [{ id: 'call_a', type: 'file_search', file_search: { results: [...results] } }],
    },
    ...fields,
  })

/** What the published wire tells to who does not ask for passages. */
const bare = (results: readonly FileSearchResult[]): FileSearchResult[] =>
  results.map(({ file_id, file_name, score }) => ({ file_id, file_name, score }))

/** A server that gives passages only to who asks for them; what it found may be told anew. */
const offer = (
  told: { run: Run; results: readonly FileSearchResult[] } = { run, results: PARCELS },
) => {
  const stepFor = (query: URLSearchParams): RunStep => {
    const include = query.get('include[]')
    includes.push(include)
    return stepOf(include === INCLUDE_FILE_SEARCH_CONTENT ? told.results : bare(told.results))
  }
  it.offer(ID, {
    '/runs': () => listOf([told.run]),
    '/runs/run_a': () => told.run,
    '/runs/run_a/steps': (query) => listOf([stepFor(query)]),
    '/runs/run_a/steps/step_a': stepFor,
  })
  return told
}

/** The same server, which knows no such parameter. */
const refuseInclude = () => {
  for (const place of [path, path.replace('run_a', 'run_b')]) {
    const answer = it.answers[path]
    it.answers[place] = (query, request) => {
      if (!query.has('include[]')) return answer?.(query, request)
      includes.push('refused')
      const error = { message: "Unknown parameter: 'include[]'.", type: 'invalid_request_error' }
      return Response.json({ error }, { status: 400 })
    }
  }
}

const store = () => it.front.services.store
const resultsIn = (step: RunStep | undefined): unknown => {
  const [call] = (step?.step_details as { tool_calls: unknown[] } | undefined)?.tool_calls ?? []
  return (call as { file_search: { results: unknown } } | undefined)?.file_search.results
}
const resultsHere = async () => resultsIn(await store().getRunStep(ID, 'run_a', 'step_a'))
const isHere = (results: unknown) =>
  vi.waitFor(async () => expect(await resultsHere()).toEqual(results), PATIENCE)
const asConsole = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
const asClient = { authorization: 'Bearer sk-of-a-client', 'openai-beta': 'assistants=v2' }
const clientReads = async (below: string) => {
  const response = await it.front.app.request(`/v1${path}${below}`, { headers: asClient })
  expect(response.status).toBe(200)
  return response.json() as Promise<unknown>
}

test('a thread that is brought has the passages that its runs found', async () => {
  offer()
  await it.add(ID)
  expect(await resultsHere()).toEqual(PARCELS)
  expect(includes).toEqual([INCLUDE_FILE_SEARCH_CONTENT])
})

test('a run that is asked for has the passages that it found', async () => {
  const told = offer({ run: { ...run, status: 'in_progress' }, results: PARCELS })
  await it.add(ID)
  await isHere(PARCELS)
  told.run = run
  await vi.waitFor(
    async () => expect((await store().getRun(ID, 'run_a'))?.status).toBe('completed'),
    PATIENCE,
  )
  expect(await resultsHere()).toEqual(PARCELS)
  expect(new Set(includes)).toEqual(new Set([INCLUDE_FILE_SEARCH_CONTENT]))
})

test('steps come from a server that refuses to be asked for passages, and it is asked so once', async () => {
  offer()
  refuseInclude()
  const second = { ...run, id: 'run_b' }
  it.answers[`/threads/${ID}/runs`] = () => listOf([second, run])
  await it.add(ID)
  expect(await resultsHere()).toEqual(bare(PARCELS))
  expect(includes).toEqual(['refused', null, null])
})

test('a refusal that is none of the include is not taken for one', async () => {
  offer()
  const answer = it.answers[path]
  let isDown = true
  it.answers[path] = (query, request) =>
    isDown
      ? Response.json({ error: { message: 'Not now.' } }, { status: 400 })
      : answer?.(query, request)
  await it.add(ID)
  expect(await resultsHere()).toBeUndefined()
  isDown = false
  const other = 'thread_b'
  const elsewhere = stepOf(PARCELS, { id: 'step_c', run_id: 'run_c', thread_id: other })
  it.offer(other, {
    '/runs': () => listOf([buildRun({ ...run, id: 'run_c', thread_id: other })]),
    '/runs/run_c/steps': (query) => {
      includes.push(query.get('include[]'))
      return listOf([elsewhere])
    },
  })
  await it.add(other)
  expect(includes).toEqual([INCLUDE_FILE_SEARCH_CONTENT])
})

test('passages too long to be read cost the steps nothing but themselves', async () => {
  const long = [found('x'.repeat(8 * 1024 * 1024))]
  offer({ run, results: long })
  await it.front.json('POST', '/api/mirror/threads', { thread_ids: [ID] })
  await vi.waitFor(async () => expect(await resultsHere()).toEqual(bare(long)), 60_000)
}, 90_000)

test.each(['', '/step_a'])(
  'passages stay where a client reads steps%s without them',
  async (below) => {
    const told = offer()
    await it.add(ID)
    const other = [found('Parcels go out on Sundays.', 0.7), PARCELS[1]!]
    told.results = other
    await clientReads(below)
    await isHere([...bare(other.slice(0, 1)), PARCELS[1]])
    await clientReads(`${below}?${INCLUDE}`)
    await isHere(other)
  },
)

/** A run that a client streams: its events hold what was found, without passages. */
const stream = async (results = bare(PARCELS)) => {
  const begun = stepOf([], {
    status: 'in_progress',
    step_details: { type: 'tool_calls', tool_calls: [] },
  })
  const events = [
    ['thread.run.created', { ...run, status: 'queued' }],
    ['thread.run.in_progress', { ...run, status: 'in_progress' }],
    ['thread.run.step.created', begun],
    ['thread.run.step.completed', stepOf(results)],
    ['thread.run.completed', run],
  ] as const
  const text = events
    .map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('')
  it.answers[`POST /threads/${ID}/runs`] = () =>
    new Response(`${text}event: done\ndata: [DONE]\n\n`, {
      headers: { 'content-type': 'text/event-stream' },
    })
  const response = await it.front.app.request(`/v1/threads/${ID}/runs`, {
    method: 'POST',
    headers: { ...asClient, 'content-type': 'application/json' },
    body: '{"assistant_id":"asst_a","stream":true}',
  })
  await response.text()
}

/** The thread is here before its run begins. */
const addEmpty = async () => {
  const runs = it.answers[`/threads/${ID}/runs`]
  it.answers[`/threads/${ID}/runs`] = () => listOf([])
  await it.add(ID)
  if (runs) it.answers[`/threads/${ID}/runs`] = runs
}

test('a run that was streamed gets its passages after its end, by one read', async () => {
  offer()
  await addEmpty()
  await stream()
  await isHere(PARCELS)
  expect(includes).toEqual([INCLUDE_FILE_SEARCH_CONTENT])
  const { data: events } = await store().listRunEvents('run_a', 0, 100)
  expect(events.map(({ event }) => event.replace('thread.', ''))).toEqual([
    'run.created',
    'run.in_progress',
    'run.step.created',
    'run.step.completed',
    'run.completed',
  ])
  expect(events.some(({ polled }) => polled)).toBe(false)
})

test.each([
  ['found nothing', []],
  ['was told its passages', PARCELS],
])('a run that %s is not asked for its steps', async (_, results) => {
  offer()
  await addEmpty()
  await stream(results)
  await it.front.mirror?.stop()
  expect(await resultsHere()).toEqual(results)
  expect(includes).toEqual([])
})

test('a streamed run is not asked for its steps where passages are refused', async () => {
  offer()
  refuseInclude()
  await it.add(ID)
  const asked = includes.length
  expect(includes).toEqual(['refused', null])
  await stream()
  await it.front.mirror?.stop()
  expect(includes).toHaveLength(asked)
})

test('the steps of a streamed run stand as they were told where passages are refused first then', async () => {
  offer()
  refuseInclude()
  await addEmpty()
  await stream()
  await vi.waitFor(() => expect(includes).toEqual(['refused', null]), PATIENCE)
  expect(await resultsHere()).toEqual(bare(PARCELS))
})

test('a run that was told without passages tells nothing again once they are found', async () => {
  const told = offer({ run: { ...run, status: 'in_progress' }, results: PARCELS })
  const { services } = it.front
  await addEmpty()
  await services.store.putMirrored({ runs: [told.run] })
  const events = [
    { event: 'thread.run.created', data: { ...run, status: 'queued' } },
    { event: 'thread.run.in_progress', data: told.run },
    { event: 'thread.run.step.created', data: stepOf([], { status: 'in_progress' }) },
    { event: 'thread.run.step.completed', data: stepOf(bare(PARCELS)) },
  ] as const
  await services.store.commitRun(ID, 'run_a', {
    from: ['in_progress'],
    steps: [stepOf(bare(PARCELS))],
    events: () => [...events],
  })
  it.front.mirror?.polls.follow(told.run)
  await isHere(PARCELS)
  const { data } = await services.store.listRunEvents('run_a', 0, 100)
  expect(data.map(({ event }) => event)).toEqual(events.map(({ event }) => event))
})

test('who reads from the copy is given passages where they are asked for', async () => {
  offer()
  await it.add(ID)
  const asked = includes.length
  const places = [`/v1${path}`, `/v1${path}/step_a`, `/api/threads/${ID}/tool_steps`]
  for (const place of places) {
    for (const [query, results] of [
      ['', bare(PARCELS)],
      [`?${INCLUDE}`, PARCELS],
    ] as const) {
      const response = await it.front.app.request(`${place}${query}`, { headers: asConsole })
      const answer = (await response.json()) as RunStep | List<RunStep>
      expect(resultsIn('data' in answer ? answer.data[0] : answer)).toEqual(results)
    }
  }
  expect(includes).toHaveLength(asked)
})
