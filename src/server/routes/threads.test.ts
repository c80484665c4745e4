import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { List } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile } from '#testing/checked.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
})
afterEach(() => app.close())

const create = (body?: object) =>
  accepted<Thread>('createThread', app.request('POST', '/v1/threads', body))
const list = (query: string) =>
  accepted<List<Thread>>('listThreads', app.request('GET', `/v1/threads?${query}`))
const messagesOf = async ({ id }: Thread) =>
  (
    await accepted<List<Message>>(
      'listMessages',
      app.request('GET', `/v1/threads/${id}/messages?order=asc`),
    )
  ).data

test('no body makes an empty thread', async () => {
  const empty = {
    id: expect.stringMatching(/^thread_\w{24}$/),
    object: 'thread',
    created_at: Math.floor(app.clock.now() / 1000),
    metadata: {},
    tool_resources: {},
  }
  expect(await create()).toEqual(empty)
  expect(await create({})).toEqual(empty)
  expect(await create({ metadata: null, messages: null, tool_resources: null })).toEqual(empty)
})

test('first messages, in their order, with what they attach', async () => {
  const file = await uploadFile(app)
  const thread = await create({
    metadata: { title: 'Order 7' },
    messages: [
      { role: 'user', content: 'first' },
      {
        role: 'assistant',
        content: [{ type: 'text', text: 'second' }],
        attachments: [{ file_id: file, tools: [{ type: 'code_interpreter' }] }],
      },
    ],
  })
  expect(thread.tool_resources).toEqual({ code_interpreter: { file_ids: [file] } })
  const messages = await messagesOf(thread)
  expect(messages.map(({ role, content }) => [role, content])).toEqual([
    ['user', [{ type: 'text', text: { value: 'first', annotations: [] } }]],
    ['assistant', [{ type: 'text', text: { value: 'second', annotations: [] } }]],
  ])
})

test('nothing is made when a message is refused', async () => {
  const refusal = await refused(
    app.request('POST', '/v1/threads', {
      messages: [
        { role: 'user', content: 'fine' },
        { role: 'user', content: [{ type: 'image_file', image_file: { file_id: 'file-none' } }] },
      ],
    }),
  )
  expect(refusal).toMatchObject({ status: 404, message: 'No such File object: file-none' })
  expect((await list('')).data).toEqual([])
})

test('a change replaces metadata, and keeps it where it is not named', async () => {
  const before = await create({ metadata: { a: '1', b: '' } })
  const path = `/v1/threads/${before.id}`
  const modify = (body: object) => accepted('modifyThread', app.request('POST', path, body))
  expect(await modify({})).toEqual(before)
  expect(await modify({ metadata: { c: '3' } })).toEqual({ ...before, metadata: { c: '3' } })
  expect(await modify({ metadata: null })).toEqual({ ...before, metadata: {} })
})

test('the list: by activity, by metadata, with summaries', async () => {
  const one = await create({
    metadata: { customer: 'ada' },
    messages: [{ role: 'user', content: 'Where is it?' }],
  })
  const two = await create({ metadata: { customer: 'bob' } })
  app.clock.advance(5000)
  await accepted(
    'createMessage',
    app.request('POST', `/v1/threads/${one.id}/messages`, { role: 'user', content: 'Hello?' }),
  )
  const ids = (page: List<Thread>) => page.data.map(({ id }) => id)
  expect(ids(await list(''))).toEqual([two.id, one.id])
  expect(ids(await list('order=asc'))).toEqual([one.id, two.id])
  expect(ids(await list('order_by=last_active_at'))).toEqual([one.id, two.id])
  expect(ids(await list('metadata[customer]=ada'))).toEqual([one.id])
  expect(ids(await list('metadata[customer]=ada&metadata[x]=y'))).toEqual([])
  const [summarised] = (await list('metadata[customer]=ada&include[]=summary')).data
  expect(summarised?.summary).toMatchObject({
    title: 'Where is it?',
    preview: 'Hello?',
    message_count: 2,
    last_active_at: Math.floor(app.clock.now() / 1000),
  })
  const path = `/v1/threads/${one.id}`
  expect(await accepted('getThread', app.request('GET', path))).not.toHaveProperty('summary')
  expect(
    await accepted('getThread', app.request('GET', `${path}?include[]=summary`)),
  ).toHaveProperty('summary')
})

test('deleting it takes its messages along', async () => {
  const thread = await create({ messages: [{ role: 'user', content: 'x' }] })
  const path = `/v1/threads/${thread.id}`
  expect(await accepted('deleteThread', app.request('DELETE', path))).toEqual({
    id: thread.id,
    object: 'thread.deleted',
    deleted: true,
  })
  const gone = {
    status: 404,
    message: `No thread found with id '${thread.id}'.`,
    type: 'invalid_request_error',
    param: null,
    code: null,
  }
  expect(await refused(app.request('GET', path))).toEqual(gone)
  expect(await refused(app.request('POST', path, {}))).toEqual(gone)
  expect(await refused(app.request('DELETE', path))).toEqual(gone)
  expect(await refused(app.request('GET', `${path}/messages`))).toEqual(gone)
  const message = { role: 'user', content: 'x' }
  expect(await refused(app.request('POST', `${path}/messages`, message))).toEqual(gone)
})

test('metadata keys that differ in lone surrogates only', async () => {
  const metadata = { '\ud800': 'a', '\ud801': 'a' }
  const thread = await create({ metadata })
  expect(thread.metadata).toEqual(metadata)
  const path = `/v1/threads/${thread.id}`
  const changed = await app.json<Thread>('POST', path, { metadata: { b: 'c' } })
  expect(changed.metadata).toEqual({ b: 'c' })
})

test('a message without attachments is no change of its thread', async () => {
  const thread = await create({})
  const told: string[] = []
  const stop = app.services.store.onChange(({ type }) => told.push(type))
  const message = { role: 'user', content: 'x' }
  await app.json('POST', `/v1/threads/${thread.id}/messages`, message)
  stop()
  expect(told).toEqual(['message.created'])
})
