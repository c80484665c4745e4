import OpenAI, { InternalServerError, RateLimitError } from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type PublishedWire, UPSTREAM_KEY, newPublishedWire } from './published-wire.ts'
import { type ModelByHand, createModelByHand } from './scripted-by-hand.ts'

let model: ModelByHand
let wire: PublishedWire
let client: OpenAI
beforeEach(async () => {
  model = createModelByHand()
  wire = await newPublishedWire({}, { parts: { models: model } })
  client = new OpenAI({ apiKey: UPSTREAM_KEY, baseURL: wire.url, maxRetries: 0 })
})
afterEach(() => wire.close())

const ask = (method: string, path: string, body?: object, signal?: AbortSignal) =>
  fetch(`${wire.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${UPSTREAM_KEY}`,
      'openai-beta': 'assistants=v2',
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  })

const newThread = async () => {
  const assistant = await client.beta.assistants.create({ model: 'm' })
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  const { id } = await client.beta.threads.create({ messages })
  return { id, assistant_id: assistant.id }
}

/** Starts a run as a stream, which its thread waits for. */
const streamIn = ({ id, assistant_id }: { id: string; assistant_id: string }) =>
  ask('POST', `/threads/${id}/runs`, { assistant_id, stream: true })

/** What of a stream arrives until its end, and whether that is one. */
const readAll = async (answer: Response) => {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of answer.body ?? []) pieces.push(piece)
    return { bytes: Buffer.concat(pieces).length, whole: true }
  } catch {
    return { bytes: Buffer.concat(pieces).length, whole: false }
  }
}

/** Waits, in the app behind, until all runs of a thread are over. */
const settled = async (threadId: string) => {
  const { behind } = wire
  const list = () => behind.services.store.listRuns(threadId, { limit: 100, order: 'asc' })
  for (const { id } of (await list()).data) {
    await (await behind.request('GET', `/v1/threads/${threadId}/runs/${id}/events`)).text()
  }
  return (await list()).data
}

test('a delay comes before anything is done', async () => {
  wire.knobs.delay = 3_600_000
  const gone = new AbortController()
  const late = ask('POST', '/threads', {}, gone.signal)
  expect(await wire.asked(({ path }) => path === '/v1/threads')).toMatchObject({ method: 'POST' })
  wire.knobs.delay = 1
  expect((await ask('GET', '/models')).status).toBe(200)
  expect(await wire.behind.json('GET', '/v1/threads')).toMatchObject({ data: [] })
  gone.abort()
  await expect(late).rejects.toThrow('aborted')
})

test('the next requests are too many', async () => {
  wire.knobs.limit = { next: 1, retryAfter: 7 }
  const refusal = await client.models.list().catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(RateLimitError)
  expect(refusal).toMatchObject({ code: 'rate_limit_exceeded', type: 'requests' })
  expect((refusal as RateLimitError).headers.get('retry-after')).toBe('7')
  expect((await ask('GET', '/models')).status).toBe(200)
})

test('the official client comes again after a refusal', async () => {
  wire.knobs.limit = { next: 2, retryAfter: 0 }
  const patient = new OpenAI({ apiKey: UPSTREAM_KEY, baseURL: wire.url, maxRetries: 2 })
  await patient.models.list()
  expect(wire.requests.map(({ path }) => path)).toEqual(['/v1/models', '/v1/models', '/v1/models'])
})

test('requests that come too fast are refused', async () => {
  wire.knobs.limit = { perSecond: 2 }
  const answers = await Promise.all(Array.from({ length: 9 }, () => ask('GET', '/models')))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(2)
  expect(statuses).toContain(429)
  wire.knobs.limit = undefined
  expect((await ask('GET', '/models')).status).toBe(200)
})

test('what matches fails as often as it is told to', async () => {
  const { id } = await newThread()
  const matches = ({ path }: { path: string }) => path.endsWith('/messages')
  wire.knobs.fail = { next: 2, status: 500, matches }
  const list = () => client.beta.threads.messages.list(id)
  await expect(list()).rejects.toThrow(InternalServerError)
  expect((await ask('GET', `/threads/${id}`)).status).toBe(200)
  await expect(list()).rejects.toMatchObject({ status: 500, type: 'server_error' })
  expect((await list()).data).toHaveLength(1)
  wire.knobs.fail = { next: 1, status: 502, body: '<h1>Bad gateway</h1>' }
  const page = await ask('GET', `/threads/${id}`)
  expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html'])
  expect(await page.text()).toBe('<h1>Bad gateway</h1>')
})

test.each([0, 1, 1000])(
  'a stream breaks off after %i bytes, and its run goes on',
  async (bytes) => {
    wire.knobs.dropStreamAfter = { bytes }
    const thread = await newThread()
    const answer = await streamIn(thread)
    const call = await model.nextCall()
    call.say('Hello')
    expect(await readAll(answer)).toEqual({ bytes, whole: false })
    call.finish()
    expect(await settled(thread.id)).toMatchObject([{ status: 'completed' }])

    const next = await streamIn(thread)
    ;(await model.nextCall()).finish()
    expect(await readAll(next)).toMatchObject({ whole: true })
  },
)

test('all streams break off, also those that were under way', async () => {
  const thread = await newThread()
  const answer = await streamIn(thread)
  const call = await model.nextCall()
  wire.knobs.dropStreamAfter = { bytes: 0, always: true }
  call.finish()
  expect(await readAll(answer)).toMatchObject({ whole: false })
  await settled(thread.id)
  const next = await streamIn(thread)
  ;(await model.nextCall()).finish()
  expect(await readAll(next)).toEqual({ bytes: 0, whole: false })
  expect(await settled(thread.id)).toHaveLength(2)
  expect((await ask('GET', `/threads/${thread.id}/runs`)).status).toBe(200)
})

test('what hangs is taken in, never answered, and not done', async () => {
  const thread = await newThread()
  wire.knobs.hang = ({ method }) => method === 'DELETE'
  const gone = new AbortController()
  const hanging = ask('DELETE', `/threads/${thread.id}`, undefined, gone.signal)
  await wire.asked(({ method }) => method === 'DELETE')
  expect((await ask('GET', `/threads/${thread.id}`)).status).toBe(200)
  gone.abort()
  await expect(hanging).rejects.toThrow('aborted')
  wire.knobs.hang = true
  const all = ask('GET', '/models')
  await wire.asked(({ path }) => path === '/v1/models')
  const broken = expect(all).rejects.toThrow('fetch failed')
  await wire.stop()
  await broken
})

test('a server that does not know run_id answers all messages', async () => {
  const thread = await newThread()
  const path = `/threads/${thread.id}/messages?run_id=run_other&limit=5`
  const countOf = async () => ((await (await ask('GET', path)).json()) as { data: [] }).data.length
  expect(await countOf()).toBe(0)
  wire.knobs.withoutRunFilter = true
  expect(await countOf()).toBe(1)
  expect(wire.requests.at(-1)?.query).toBe('?run_id=run_other&limit=5')
})

test('it goes away and comes back on the same port with its data', async () => {
  const busy = await newThread()
  const done = await newThread()
  const file = await client.files.create({ file: new File(['a'], 'a.txt'), purpose: 'vision' })
  const finished = await streamIn(done)
  ;(await model.nextCall()).finish()
  await readAll(finished)
  const broken = await streamIn(busy)
  ;(await model.nextCall()).say('Hel')
  const before = wire.behind

  const reading = readAll(broken)
  await wire.stop()
  expect(await reading).toMatchObject({ whole: false })
  await expect(ask('GET', '/models')).rejects.toThrow('fetch failed')
  wire.knobs.limit = { next: 1 }
  await wire.restart()

  expect(wire.behind).not.toBe(before)
  expect((await ask('GET', '/models')).status).toBe(429)
  const statusesIn = async ({ id }: { id: string }) =>
    (await client.beta.threads.runs.list(id)).data.map(({ status }) => status)
  expect(await statusesIn(done)).toEqual(['completed'])
  expect(await statusesIn(busy)).toEqual(['failed'])
  const { data } = await client.beta.threads.messages.list(busy.id, { order: 'asc' })
  expect(data.map(({ role, status }) => [role, status])).toEqual([
    ['user', 'completed'],
    ['assistant', 'incomplete'],
  ])
  expect(await (await client.files.content(file.id)).text()).toBe('a')
  const again = await streamIn(busy)
  ;(await model.nextCall()).finish()
  expect(await readAll(again)).toMatchObject({ whole: true })
})

test('a run that waits for outputs waits on after a restart', async () => {
  const tools = [{ type: 'function' as const, function: { name: 'f' } }]
  const { id, assistant_id } = await newThread()
  const answer = await ask('POST', `/threads/${id}/runs`, { assistant_id, tools, stream: true })
  const call = await model.nextCall()
  call.emit({ type: 'tool_call', index: 0, name: 'f' })
  call.emit({ type: 'tool_call_arguments', index: 0, arguments: '{}' })
  call.finish('tool_calls')
  await readAll(answer)
  await wire.restart()
  const [run] = (await client.beta.threads.runs.list(id)).data
  expect(run?.status).toBe('requires_action')
  const { id: callId = '' } = run?.required_action?.submit_tool_outputs.tool_calls[0] ?? {}
  const outputs = { tool_outputs: [{ tool_call_id: callId, output: '1' }], stream: true }
  const going = await ask('POST', `/threads/${id}/runs/${run?.id}/submit_tool_outputs`, outputs)
  ;(await model.nextCall()).finish()
  expect(await readAll(going)).toMatchObject({ whole: true })
})
