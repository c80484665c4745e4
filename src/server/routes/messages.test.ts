import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { List } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile } from '#testing/checked.ts'

let app: TestApp
let path: string
beforeEach(async () => {
  app = await newTestApp()
  const thread = await app.json<Thread>('POST', '/v1/threads')
  path = `/v1/threads/${thread.id}/messages`
})
afterEach(() => app.close())

const create = (body: object) =>
  accepted<Message>('createMessage', app.request('POST', path, { role: 'user', ...body }))

test('a plain string becomes one text part; all state fields are there', async () => {
  const now = Math.floor(app.clock.now() / 1000)
  const message = await create({ content: 'héllo 👋' })
  expect(message).toEqual({
    id: expect.stringMatching(/^msg_\w{24}$/),
    object: 'thread.message',
    created_at: now,
    thread_id: path.split('/')[3],
    status: 'completed',
    incomplete_details: null,
    completed_at: now,
    incomplete_at: null,
    role: 'user',
    content: [{ type: 'text', text: { value: 'héllo 👋', annotations: [] } }],
    assistant_id: null,
    run_id: null,
    attachments: [],
    metadata: {},
  })
  expect(await accepted('getMessage', app.request('GET', `${path}/${message.id}`))).toEqual(message)
})

test('parts: text, uploaded and remote images with their detail', async () => {
  const file_id = await uploadFile(app, { purpose: 'vision' })
  const url = 'https://example.com/a.png'
  const message = await create({
    content: [
      { type: 'text', text: 'look' },
      { type: 'image_file', image_file: { file_id } },
      { type: 'image_url', image_url: { url, detail: 'low' } },
    ],
    metadata: { empty: '' },
  })
  expect(message.content).toEqual([
    { type: 'text', text: { value: 'look', annotations: [] } },
    { type: 'image_file', image_file: { file_id, detail: 'auto' } },
    { type: 'image_url', image_url: { url, detail: 'low' } },
  ])
  expect(message.metadata).toEqual({ empty: '' })
})

test('attachments are kept; their files go to the thread and to its vector store, each once', async () => {
  const a = await uploadFile(app)
  const b = await uploadFile(app)
  const code = { type: 'code_interpreter' }
  const search = { type: 'file_search' }
  const attachments = [
    { file_id: a, tools: [code, search] },
    { file_id: b, tools: [search] },
  ]
  expect((await create({ content: 'x', attachments })).attachments).toEqual(attachments)
  await create({ content: 'again', attachments })
  const thread = await app.json<Thread>('GET', path.replace('/messages', ''))
  const [storeId = ''] = thread.tool_resources?.file_search?.vector_store_ids ?? []
  expect(thread.tool_resources).toEqual({
    code_interpreter: { file_ids: [a] },
    file_search: { vector_store_ids: [storeId] },
  })
  expect(await app.services.store.getVectorStore(storeId)).toMatchObject({
    file_counts: { total: 2 },
    expires_after: { anchor: 'last_active_at', days: 7 },
  })
})

test('metadata alone can be changed', async () => {
  const message = await create({ content: 'x', metadata: { a: '1' } })
  const at = `${path}/${message.id}`
  const changed = await accepted('modifyMessage', app.request('POST', at, { metadata: { b: '2' } }))
  expect(changed).toEqual({ ...message, metadata: { b: '2' } })
  expect(await accepted('modifyMessage', app.request('POST', at, {}))).toEqual(changed)
  expect(await refused(app.request('POST', at, { content: 'y' }))).toMatchObject({
    status: 400,
    message: "Unknown parameter: 'content'.",
  })
})

test('a deleted message is gone from the list', async () => {
  const { id } = await create({ content: 'x' })
  expect(await accepted('deleteMessage', app.request('DELETE', `${path}/${id}`))).toEqual({
    id,
    object: 'thread.message.deleted',
    deleted: true,
  })
  const gone = { status: 404, message: `No message found with id '${id}'.`, code: null }
  expect(await refused(app.request('GET', `${path}/${id}`))).toMatchObject(gone)
  expect(await refused(app.request('DELETE', `${path}/${id}`))).toMatchObject(gone)
  expect(await refused(app.request('POST', `${path}/${id}`, {}))).toMatchObject(gone)
  expect(await app.json('GET', path)).toMatchObject({ data: [], first_id: null })
})

describe('the list', () => {
  const list = (query: string) =>
    accepted<List<Message>>('listMessages', app.request('GET', `${path}?${query}`))

  test('holds its order within one second, newest first, twenty at a time', async () => {
    const ids: string[] = []
    for (let at = 0; at < 25; at += 1) ids.unshift((await create({ content: `${at}` })).id)
    const first = await list('')
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 20))
    expect(first).toMatchObject({ first_id: ids[0], last_id: ids[19], has_more: true })
    const rest = await list(`after=${first.last_id}`)
    expect(rest.data.map(({ id }) => id)).toEqual(ids.slice(20))
    expect(rest.has_more).toBe(false)
    // A page that ends exactly at the end has no more.
    expect((await list('limit=25')).has_more).toBe(false)
    // `before` gives back the page that came before, in list order.
    const back = await list(`before=${rest.first_id}`)
    expect(back.data.map(({ id }) => id)).toEqual(ids.slice(0, 20))
    // What the SDK asks when it walks on from a page that began with `before`.
    const both = await list(`before=${ids[10]}&after=${ids[2]}&limit=100`)
    expect(both.data.map(({ id }) => id)).toEqual(ids.slice(3, 10))
  })

  test('by run: only what that run wrote', async () => {
    await create({ content: 'x' })
    expect(await list('run_id=run_none')).toMatchObject({ data: [], has_more: false })
  })

  test('a cursor of another thread is no cursor here', async () => {
    const other = await app.json<Thread>('POST', '/v1/threads')
    const message = await app.json<Message>('POST', `/v1/threads/${other.id}/messages`, {
      role: 'user',
      content: 'x',
    })
    expect(await refused(app.request('GET', `${path}?after=${message.id}`))).toMatchObject({
      status: 404,
    })
    expect(await refused(app.request('GET', `${path}/${message.id}`))).toMatchObject({
      message: `No message found with id '${message.id}'.`,
    })
  })
})

describe('refusals', () => {
  test('ids that cannot be', async () => {
    const cases = [
      ['GET', '/v1/threads/undefined', 'thread_id', 'undefined', 'thread'],
      ['GET', `${path}/null`, 'message_id', 'null', 'msg'],
      ['GET', '/v1/assistants/thread_x', 'assistant_id', 'thread_x', 'asst'],
      ['GET', `${path.replace('messages', 'runs')}/x`, 'run_id', 'x', 'run'],
    ] as const
    for (const [method, at, param, id, prefix] of cases) {
      expect(await refused(app.request(method, at))).toEqual({
        status: 400,
        message: `Invalid '${param}': '${id}'. Expected an ID that begins with '${prefix}'.`,
        type: 'invalid_request_error',
        param,
        code: 'invalid_value',
      })
    }
  })

  test('files that are not here', async () => {
    const attachments = [{ file_id: 'file-none', tools: [{ type: 'file_search' }] }]
    const message = { role: 'user', content: 'x', attachments }
    expect(await refused(app.request('POST', path, message))).toMatchObject({
      status: 404,
      message: 'No such File object: file-none',
    })
  })

  test('JSON that is none, nests without end, or is too much', async () => {
    const text = (body: string) => refused(app.request('POST', path, body))
    expect(await text('{"role":')).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^We could not parse the JSON body of your request\. \(HINT/),
      type: 'invalid_request_error',
    })
    expect(await text('['.repeat(100_000) + ']'.repeat(100_000))).toMatchObject({ status: 400 })
    const deep = '{"a":'.repeat(500) + '1' + '}'.repeat(500)
    expect(await text(`{"role":"user","content":"x","metadata":${deep}}`)).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^The JSON body of your request is nested too deeply/),
    })
    expect(await text(`"${'x'.repeat(7 * 1024 * 1024)}"`)).toMatchObject({
      status: 413,
      message: 'The request is too large. The maximum size is 6 MB.',
      code: 'request_too_large',
    })
    expect(await text('')).toMatchObject({ message: "Missing required parameter: 'role'." })
  })

  test('the longest text there may be, however it is spelled', async () => {
    const content = '🙂'.repeat(256_000)
    const escaped = String.raw`\ud83d\ude42`.repeat(256_000)
    const [plain, spelled] = await Promise.all([
      app.request('POST', path, `{"role":"user","content":"${content}"}`),
      app.request('POST', path, `{"role":"user","content":"${escaped}"}`),
    ])
    expect([plain.status, spelled.status]).toEqual([200, 200])
    expect(await spelled.json()).toMatchObject({ content: [{ text: { value: content } }] })
  })

  test('characters that are cut between chunks, after a byte order mark', async () => {
    const bytes = Buffer.from('\uFEFF{"role":"user","content":"é🙂한"}')
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    const headers = { authorization: 'Bearer x', 'openai-beta': 'assistants=v2' }
    const init = { method: 'POST', body, headers, duplex: 'half' }
    const response = await app.app.request(path, init)
    expect(await response.json()).toMatchObject({ content: [{ text: { value: 'é🙂한' } }] })
  })

  test('a body without an announced length is held to the same limit', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(1024 * 1024))
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (sent++ < 100 ? controller.enqueue(chunk) : controller.close()),
    })
    const headers = { authorization: 'Bearer x', 'openai-beta': 'assistants=v2' }
    const init = { method: 'POST', body, headers, duplex: 'half' }
    expect(await refused(Promise.resolve(app.app.request(path, init)))).toMatchObject({
      status: 413,
    })
    expect(sent).toBeLessThan(70)
  })
})

test('a hundred at once all arrive, once each', async () => {
  await Promise.all(Array.from({ length: 100 }, (_, at) => create({ content: `${at}` })))
  const page = await app.json<List<Message>>('GET', `${path}?limit=100`)
  expect(new Set(page.data.map(({ id }) => id)).size).toBe(100)
  expect(page.has_more).toBe(false)
})
