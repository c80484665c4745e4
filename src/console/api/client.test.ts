import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { CONTRACT_HEADER } from '#contract/contract-header.ts'

import { ask, open, queryText, request, urlOf } from './client.ts'
import { ApiFailure } from './failure.ts'

const fetched = vi.fn<typeof fetch>()
beforeEach(() => void vi.stubGlobal('fetch', fetched))
afterEach(() => {
  vi.unstubAllGlobals()
  fetched.mockReset()
})

const answer = (body: unknown, init: ResponseInit = {}) =>
  fetched.mockResolvedValueOnce(
    new Response(typeof body === 'string' ? body : JSON.stringify(body), init),
  )
const failureOf = async (work: Promise<unknown>): Promise<ApiFailure> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiFailure)) throw new Error(`not an ApiFailure: ${String(error)}`)
  return error
}
const getThread = () => request('getThread', { params: { thread_id: 'thread_1' } })

test('addresses are built as the SDKs build them', () => {
  expect(urlOf('getThread', { params: { thread_id: 'a/b c' } })).toBe('/v1/threads/a%2Fb%20c')
  const query = { include: ['summary'], metadata: { 'a b': 'c&d' }, limit: 5, after: undefined }
  expect(decodeURIComponent(queryText(query))).toBe('?include[]=summary&metadata[a+b]=c&d&limit=5')
})

test('a request carries the beta header where the table says so, and its body as JSON', async () => {
  answer({ id: 'thread_1', object: 'thread', created_at: 1, metadata: null })
  const thread = await ask('createThread', { body: { metadata: { a: 'b' } } })
  expect(thread.metadata).toEqual({})
  const [url, init] = fetched.mock.calls[0] ?? []
  expect(url).toBe('/v1/threads')
  expect(init).toMatchObject({
    method: 'POST',
    headers: { 'OpenAI-Beta': 'assistants=v2', 'Content-Type': 'application/json' },
    body: '{"metadata":{"a":"b"}}',
  })
  answer({ object: 'list', data: [] })
  await request('listModels', {})
  expect(fetched.mock.calls[1]?.[1]?.headers).not.toHaveProperty('OpenAI-Beta')
})

test('a refusal tells what the server said, and its request id', async () => {
  const error = {
    message: 'No thread found.',
    type: 'invalid_request_error',
    param: null,
    code: 'x',
  }
  answer({ error }, { status: 404, headers: { 'x-request-id': 'req_7' } })
  expect(await failureOf(getThread())).toMatchObject({
    kind: 'refused',
    status: 404,
    message: 'No thread found.',
    code: 'x',
    requestId: 'req_7',
  })
})

test('a refusal in no known form is still one', async () => {
  answer('<html>Bad gateway</html>', { status: 502 })
  expect(await failureOf(getThread())).toMatchObject({
    kind: 'refused',
    status: 502,
    message: 'The server answered 502.',
  })
})

test('no answer at all is not a refusal', async () => {
  fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'))
  expect(await failureOf(getThread())).toMatchObject({ kind: 'unreachable', status: 0 })
})

test.each(['{"object":"thread"}', 'not json'])('an answer of another form: %s', async (body) => {
  answer(body, { headers: { 'x-request-id': 'req_8' } })
  expect(await failureOf(getThread())).toMatchObject({ kind: 'malformed', requestId: 'req_8' })
})

test('what this server made itself is in the contract’s form: it is taken as it is', async () => {
  const thread = { id: 'thread_1', object: 'thread', created_at: 1, metadata: {}, newer: true }
  answer(thread, { headers: { [CONTRACT_HEADER]: '1' } })
  expect(await getThread()).toEqual(thread)
  answer(thread)
  expect(await getThread()).not.toHaveProperty('newer')
  answer('{"id":"thr', { headers: { [CONTRACT_HEADER]: '1' } })
  expect(await failureOf(getThread())).toMatchObject({ kind: 'malformed' })
})

const HOLOGRAM = { type: 'hologram', hologram: { x: 1 } }
const RAW = { type: 'unknown', raw: HOLOGRAM }

test.each([
  ['a part', { content: [HOLOGRAM] }, { content: [RAW] }],
  [
    'an annotation',
    { content: [{ type: 'text', text: { value: 'x', annotations: [HOLOGRAM] } }] },
    { content: [{ type: 'text', text: { value: 'x', annotations: [RAW] } }] },
  ],
])('what was imported is told apart where its type is unknown: %s', async (_, sent, read) => {
  const message = {
    id: 'msg_1',
    object: 'thread.message',
    created_at: 1,
    thread_id: 'thread_1',
    role: 'user',
    ...sent,
  }
  const list = { object: 'list', data: [message], has_more: false }
  answer(list, { headers: { [CONTRACT_HEADER]: '1' } })
  const { data } = await request('listMessages', { params: { thread_id: 'thread_1' } })
  expect(data).toMatchObject([read])
})

test.each(['null', '[]', '{"error":null}', '{"error":{"message":7}}', '{"error":"no"}'])(
  'a refusal of another form: %s',
  async (body) => {
    answer(body, { status: 400 })
    expect(await failureOf(getThread())).toMatchObject({
      kind: 'refused',
      message: 'The server answered 400.',
      code: null,
      param: null,
    })
  },
)

test('what the reader cancelled is no failure', async () => {
  const abort = new AbortController()
  abort.abort()
  fetched.mockRejectedValueOnce(abort.signal.reason)
  const work = open('listModels', { signal: abort.signal })
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
})

test('what makes something carries one key until it is answered, and then another', async () => {
  const keys = () =>
    fetched.mock.calls.map(([, init]) => new Headers(init?.headers).get('idempotency-key'))
  const create = () => ask('createThread', { body: { metadata: { of: 'keys' } } })
  const thread = { id: 'thread_1', object: 'thread', created_at: 1, metadata: null }
  fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'))
  await failureOf(create())
  answer('cut off', { status: 502 })
  await failureOf(create())
  answer('{"id":"thr')
  await failureOf(create())
  answer(thread)
  await create()
  answer(thread)
  await create()
  const [first, second, third, fourth, fifth] = keys()
  expect(first).toMatch(/.{10}/)
  expect([second, third, fourth]).toEqual([first, first, first])
  expect(fifth).not.toBe(first)
  answer(thread)
  await getThread()
  expect(keys().at(-1)).toBeNull()
})

test('schemas of an answer and of a list keep the digits of their numbers', async () => {
  const tools = '[{"type":"function","function":{"name":"f","parameters":{"maximum":1e400}}}]'
  const assistant = `{"id":"asst_1","object":"assistant","created_at":1,"model":"m","tools":${tools}}`
  const known = { headers: { [CONTRACT_HEADER]: '1' } }
  const list = `{"object":"list","data":[${assistant}],"has_more":false}`
  for (const init of [known, {}]) {
    answer(assistant, init)
    const one = await request('getAssistant', { params: { assistant_id: 'asst_1' } })
    expect(JSON.stringify(one.tools)).toBe(tools)
    answer(list, init)
    const { data } = await request('listAssistants', {})
    expect(JSON.stringify(data[0]?.tools)).toBe(tools)
  }
})
