import OpenAI, { AuthenticationError, NotFoundError } from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import type { ErrorBody } from '#contract/error.ts'
import { INCLUDE_FILE_SEARCH_CONTENT } from '#contract/include.ts'
import { isObject } from '#contract/json-object.ts'
import { type OperationName, operations, pathOf } from '#contract/operations.ts'

import { newTestApp } from './app.ts'
import { uploadForm } from './checked.ts'
import { ownApi } from './own-api.ts'
import { EXTENSION_FIELDS, publishedJson } from './published-answer.ts'
import {
  type PublishedWire,
  UPSTREAM_KEY,
  newPublishedWire,
  servePublishedWire,
} from './published-wire.ts'
import { createInstantModels } from './scripted-models.ts'

let wire: PublishedWire
let client: OpenAI
beforeEach(async () => {
  wire = await newPublishedWire({}, { parts: { models: createInstantModels() } })
  client = new OpenAI({ apiKey: UPSTREAM_KEY, baseURL: wire.url, maxRetries: 0 })
})
afterEach(() => wire.close())

const ask = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(`${new URL(wire.url).origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${UPSTREAM_KEY}`,
      'openai-beta': 'assistants=v2',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  })

const refusalOf = async (answer: Response) => {
  const { error } = (await answer.json()) as { error: ErrorBody }
  return { status: answer.status, message: error.message, code: error.code }
}

const TOOL = { type: 'function' as const, function: { name: 'get_fare' } }

const newThread = () =>
  client.beta.threads.create({ messages: [{ role: 'user', content: 'How much is it?' }] })

/** A thread with one run to its end. */
const answered = async () => {
  const assistant = await client.beta.assistants.create({ model: 'm' })
  const thread = await newThread()
  const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id })
  return { assistant, thread, run: await stream.finalRun() }
}

test('a whole run, asked for until it is over', async () => {
  const assistant = await client.beta.assistants.create({ model: 'm' })
  const thread = await newThread()
  const { runs, messages } = client.beta.threads
  const run = await runs.createAndPoll(thread.id, { assistant_id: assistant.id })
  expect(run).toMatchObject({ status: 'completed', usage: { total_tokens: expect.any(Number) } })
  const { data } = await messages.list(thread.id, { run_id: run.id })
  expect(data.map(({ role, run_id }) => [role, run_id])).toEqual([['assistant', run.id]])
})

test('a whole run as a stream, of names and data alone', async () => {
  const { assistant, thread, run } = await answered()
  expect(run.status).toBe('completed')
  const body = { assistant_id: assistant.id, stream: true }
  const answer = await ask('POST', `/v1/threads/${thread.id}/runs`, body)
  const text = await answer.text()
  expect(text).toMatch(/^event: thread\.run\.created\ndata: \{/)
  expect(text).toMatch(/\n\nevent: done\ndata: \[DONE\]\n\n$/)
  for (const line of text.split('\n')) expect(line).toMatch(/^$|^event: [\w.]+$|^data: /)
  const told = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']): unknown =>
    JSON.parse(data),
  )
  const fields = fieldsIn(told)
  expect(fields).toContain('step_details')
  expect(fields.filter((name) => marked().includes(name))).toEqual([])
})

test('outputs of tools, streamed', async () => {
  const tools = [TOOL]
  const assistant = await client.beta.assistants.create({ model: 'scripted-tools', tools })
  const { runs } = client.beta.threads
  const thread = await newThread()
  const waiting = await runs.createAndPoll(thread.id, { assistant_id: assistant.id })
  expect(waiting.status).toBe('requires_action')
  // It is published, and the official client waits for five seconds without it.
  const polled = await runs.retrieve(waiting.id, { thread_id: thread.id }).asResponse()
  expect(polled.headers.get('openai-poll-after-ms')).toBe('200')
  const [call] = waiting.required_action?.submit_tool_outputs.tool_calls ?? []
  const tool_outputs = [{ tool_call_id: call?.id ?? '', output: '5' }]
  const outputs = { thread_id: thread.id, tool_outputs }
  const stream = runs.submitToolOutputsStream(waiting.id, outputs)
  expect(await stream.finalRun()).toMatchObject({ id: waiting.id, status: 'completed' })
})

// The tables' keys are the operation names.
const ours = (Object.keys(operations) as OperationName[]).filter((name) => {
  const operation = operations[name]
  return 'extension' in operation
})

test.each(ours)('%s is not there', async (name) => {
  const path = pathOf(name).replaceAll(/\{\w+\}/g, 'thread_0')
  const { method } = operations[name]
  expect(await refusalOf(await ask(method, path))).toEqual({
    status: 404,
    message: `Invalid URL (${method} ${path})`,
    code: null,
  })
})

test.each(['/openapi.json', '/healthz', '/', '/v1', '/v1/x', '/openai/threads', '/v1//threads'])(
  'nor is %s',
  async (path) => {
    const answer = await ask('GET', `${path}?a=b`)
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
    expect(await refusalOf(answer)).toMatchObject({
      status: 404,
      message: `Invalid URL (GET ${path})`,
    })
  },
)

test('the official client is told so of a list of threads', async () => {
  await expect(client.get('/threads')).rejects.toThrow(NotFoundError)
})

/** Every name that our own description marks as an extension, in parameters and in answers. */
const marked = () => {
  const names = new Set<string>()
  const { schemas } = (ownApi as unknown as { components: { schemas: Record<string, unknown> } })
    .components // a description has them
  const isMarked = (schema: unknown): boolean => {
    if (!isObject(schema)) return false
    const referred = /schemas\/(\w+)$/.exec(String(schema['$ref']))?.[1]
    return schema['x-clew-extension'] === true || (!!referred && isMarked(schemas[referred]))
  }
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk)
    if (!isObject(value)) return
    const { properties } = value
    for (const [name, schema] of Object.entries(isObject(properties) ? properties : {})) {
      if (isMarked(schema)) names.add(name)
    }
    Object.values(value).forEach(walk)
  }
  walk(schemas)
  return [...names]
}

/** The names of all fields of the wire's objects; what clients put into metadata is theirs. */
const fieldsIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(fieldsIn)
  if (!isObject(value)) return []
  const named = 'object' in value ? Object.keys(value) : []
  return [...named, ...Object.values(value).flatMap(fieldsIn)]
}

test('every field that is marked as ours is known as one', () => {
  expect(new Set(Object.values(EXTENSION_FIELDS).flat())).toEqual(new Set(marked()))
})

test('no field of ours is in any answer, whatever is asked', async () => {
  const { assistant, thread, run } = await answered()
  const threadPath = `/v1/threads/${thread.id}`
  const runPath = `${threadPath}/runs/${run.id}`
  const all =
    '?include[]=summary&include[]=times&include[0]=total&order_by=last_active_at&metadata[a]=b&query=x'
  const file = await client.files.create({
    file: new File(['notes'], 'notes.txt'),
    purpose: 'assistants',
  })
  const store = await client.vectorStores.create({ file_ids: [file.id] })
  const paths = [
    '/v1/assistants',
    `/v1/assistants/${assistant.id}`,
    threadPath,
    `${threadPath}/messages`,
    `${threadPath}/runs`,
    runPath,
    '/v1/files',
    `/v1/files/${file.id}`,
    '/v1/models',
    '/v1/vector_stores',
    `/v1/vector_stores/${store.id}/files`,
  ]
  const answers = await Promise.all([
    ...paths.map((path) => ask('GET', `${path}${all}`)),
    ask('GET', `${runPath}/steps?include[]=${INCLUDE_FILE_SEARCH_CONTENT}`),
    ask('POST', '/v1/threads', {}),
    ask('POST', threadPath, { metadata: { summary: 'x' } }),
  ])
  const names = marked()
  for (const answer of answers) {
    expect([answer.url, answer.status]).toEqual([answer.url, 200])
    expect([...answer.headers.keys()].filter((name) => name.includes('clew'))).toEqual([])
    const fields = fieldsIn(await answer.json())
    expect(fields).toContain('object')
    expect(fields.filter((name) => names.includes(name))).toEqual([])
  }
  // The app behind does answer them.
  const own = await wire.behind.request('GET', `${threadPath}?include[]=summary`)
  expect(fieldsIn(await own.json())).toContain('summary')
  expect(own.headers.has(CONTRACT_HEADER)).toBe(true)
})

test('fields of ours are taken out wherever they stand, and nothing else changes', () => {
  const run = '{"object":"thread.run","times":{"from":1},"metadata":{"times":"9"}}'
  expect(publishedJson(`{"object":"list","data":[${run}],"more":true}`)).toBe(
    '{"object":"list","data":[{"object":"thread.run","metadata":{"times":"9"}}]}',
  )
  const exact = '{ "object":"thread", "metadata":{"summary":"a"}, "x":1.0 }'
  expect(publishedJson(exact)).toBe(exact)
})

test('what steps include is refused where it is not published', async () => {
  const { thread, run } = await answered()
  const path = `/v1/threads/${thread.id}/runs/${run.id}/steps?include[]=times`
  expect(await refusalOf(await ask('GET', path))).toEqual({
    status: 400,
    message: `Invalid value: 'times'. Supported values are: '${INCLUDE_FILE_SEARCH_CONTENT}'.`,
    code: 'invalid_value',
  })
})

test('the same key of idempotency makes it twice', async () => {
  const headers = { 'idempotency-key': 'once' }
  const first = (await (await ask('POST', '/v1/threads', {}, headers)).json()) as { id: string }
  const second = (await (await ask('POST', '/v1/threads', {}, headers)).json()) as { id: string }
  expect(second.id).not.toBe(first.id)
})

test('it takes its own key alone', async () => {
  const other = new OpenAI({ apiKey: 'sk-other', baseURL: wire.url, maxRetries: 0 })
  const refusal = other.beta.threads.create()
  await expect(refusal).rejects.toThrow(AuthenticationError)
  await expect(refusal).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' })
  const none = await fetch(`${wire.url}/threads`, { method: 'POST' })
  expect(await refusalOf(none)).toMatchObject({
    status: 401,
    message: expect.stringMatching(/^You didn't provide an API key\./) as string,
  })
  expect(wire.requests).toMatchObject([
    { method: 'POST', path: '/v1/threads', query: '', hasKey: true },
    { method: 'POST', path: '/v1/threads', query: '', hasKey: false },
  ])
})

test('files go up and come down as they are', async () => {
  const answer = await fetch(`${wire.url}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${UPSTREAM_KEY}` },
    body: uploadForm({ name: 'a.txt', content: 'Grüße' }, { purpose: 'vision' }),
  })
  const { id } = (await answer.json()) as { id: string }
  expect(await (await client.files.content(id)).text()).toBe('Grüße')
})

test('it can be asked by an app of ours in front of it', async () => {
  const front = await newTestApp({ upstreamUrl: wire.url, upstreamKey: UPSTREAM_KEY })
  const { id } = await front.json<{ id: string }>('POST', '/v1/threads', {})
  expect(await wire.behind.services.store.getThread(id)).toMatchObject({ id })
  expect((await front.request('GET', `/v1/threads/${id}/messages`)).status).toBe(200)
  expect(wire.requests.every(({ hasKey }) => hasKey)).toBe(true)
  await front.close()
})

test('for a page its clock goes', async () => {
  const before = Math.floor(Date.now() / 1000)
  const paced = await servePublishedWire()
  const at = new OpenAI({ apiKey: UPSTREAM_KEY, baseURL: paced.url, maxRetries: 0 })
  const { created_at } = await at.beta.threads.create()
  expect(created_at).toBeGreaterThanOrEqual(before)
  await paced.close()
})
