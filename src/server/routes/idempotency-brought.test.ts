import { expect, test } from 'vitest'

import { refused, uploadFile } from '#testing/checked.ts'
import { keyedApp } from '#testing/keyed-app.ts'

const { app, send, countOf, idOf, newAssistant } = keyedApp()

type Write =
  | 'insertThread'
  | 'insertThreadAndRun'
  | 'insertAssistant'
  | 'updateThread'
  | 'updateAssistant'

const failOnce = (name: Write) => {
  const { store } = app().services
  const write = store[name]
  Object.assign(store, {
    [name]: () => {
      Object.assign(store, { [name]: write })
      return Promise.reject(new Error('not now'))
    },
  })
}

const resources = { tool_resources: { file_search: { vector_stores: [{}] } } }
const withAttachment = async () => ({
  role: 'user',
  content: 'Hi',
  attachments: [{ file_id: await uploadFile(app()), tools: [{ type: 'file_search' }] }],
})

const REQUESTS: [string, Write, () => Promise<{ path: string; body: object }>][] = [
  ['a thread', 'insertThread', async () => ({ path: '/v1/threads', body: resources })],
  [
    'a thread of messages with files',
    'insertThread',
    async () => ({ path: '/v1/threads', body: { messages: [await withAttachment()] } }),
  ],
  [
    'a thread and its run',
    'insertThreadAndRun',
    async () => ({
      path: '/v1/threads/runs',
      body: { assistant_id: await newAssistant(), thread: { messages: [await withAttachment()] } },
    }),
  ],
  [
    'an assistant',
    'insertAssistant',
    async () => ({ path: '/v1/assistants', body: { model: 'm', ...resources } }),
  ],
  [
    'a change of a thread',
    'updateThread',
    async () => ({ path: `/v1/threads/${await idOf('/v1/threads')}`, body: resources }),
  ],
  [
    'a change of an assistant',
    'updateAssistant',
    async () => ({ path: `/v1/assistants/${await newAssistant()}`, body: resources }),
  ],
]

test.each(REQUESTS)('%s that fails once and is sent again has one vector store', async (...row) => {
  const [, write, request] = row
  const { path, body } = await request()
  failOnce(write)
  expect(await refused(send(path, body))).toMatchObject({ status: 500 })
  expect(await countOf('/v1/vector_stores')).toBe(0)
  expect((await send(path, body)).status).toBe(200)
  expect((await send(path, body)).status).toBe(200)
  // A change makes one each time that it is asked for.
  expect(await countOf('/v1/vector_stores')).toBe(write.startsWith('update') ? 2 : 1)
})

interface WithStore {
  tool_resources: { file_search: { vector_store_ids: string[] } }
}

test('the files of messages go into the vector store that is made with their thread', async () => {
  const message = await withAttachment()
  const file_ids = message.attachments.map(({ file_id }) => file_id)
  const tool_resources = { file_search: { vector_stores: [{ file_ids }] } }
  const messages = [message, await withAttachment()]
  const { tool_resources: made } = await app().json<WithStore>('POST', '/v1/threads', {
    messages,
    tool_resources,
  })
  const [id = ''] = made.file_search.vector_store_ids
  expect(await countOf(`/v1/vector_stores/${id}/files`)).toBe(2)
  await app().json('POST', '/v1/threads', {
    messages: [await withAttachment()],
    tool_resources: { file_search: { vector_store_ids: [id] } },
  })
  expect(await countOf(`/v1/vector_stores/${id}/files`)).toBe(3)
  expect(await countOf('/v1/vector_stores')).toBe(1)
})
