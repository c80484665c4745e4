import { describe, expect, test } from 'vitest'

import type { OperationName } from '#contract/endpoints.ts'
import { uploadFile, uploadForm } from '#testing/checked.ts'
import { answerOf, keyedApp, partForm } from '#testing/keyed-app.ts'

const { app, idOf, newAssistant, newThread, send } = keyedApp()

describe('what was deleted is not told by a repetition', () => {
  const SECRET = 'secret'
  const metadata = { note: SECRET }

  interface Made {
    path: string
    body: () => unknown
    /** The path of what is deleted, of what was answered. */
    gone: (id: string) => string
  }
  const made: [OperationName, () => Promise<Made>][] = [
    [
      'createAssistant',
      async () => ({
        path: '/v1/assistants',
        body: () => ({ model: 'm', name: SECRET, instructions: SECRET, metadata }),
        gone: (id) => `/v1/assistants/${id}`,
      }),
    ],
    [
      'createThread',
      async () => ({
        path: '/v1/threads',
        body: () => ({ metadata }),
        gone: (id) => `/v1/threads/${id}`,
      }),
    ],
    [
      'createMessage',
      async () => {
        const path = `/v1/threads/${await newThread()}/messages`
        const body = () => ({ role: 'user', content: SECRET, metadata })
        return { path, body, gone: (id) => `${path}/${id}` }
      },
    ],
    [
      'createMessage',
      async () => {
        const thread = await newThread()
        const body = () => ({ role: 'user', content: SECRET, metadata })
        return { path: `/v1/threads/${thread}/messages`, body, gone: () => `/v1/threads/${thread}` }
      },
    ],
    [
      'createRun',
      async () => {
        const [assistant_id, thread] = [await newAssistant(), await newThread()]
        const tools = [{ type: 'function', function: { name: SECRET } }]
        const body = () => ({ assistant_id, instructions: SECRET, tools, metadata })
        return { path: `/v1/threads/${thread}/runs`, body, gone: () => `/v1/threads/${thread}` }
      },
    ],
    [
      'createFile',
      async () => ({
        path: '/v1/files',
        body: () => uploadForm({ name: `${SECRET}.txt`, content: 'one' }),
        gone: (id) => `/v1/files/${id}`,
      }),
    ],
    [
      'createVectorStore',
      async () => ({
        path: '/v1/vector_stores',
        body: () => ({ name: SECRET, metadata }),
        gone: (id) => `/v1/vector_stores/${id}`,
      }),
    ],
    [
      'createVectorStoreFile',
      async () => {
        const file_id = await uploadFile(app())
        const path = `/v1/vector_stores/${await idOf('/v1/vector_stores')}/files`
        const body = () => ({ file_id, attributes: metadata })
        return { path, body, gone: () => `${path}/${file_id}` }
      },
    ],
  ]
  test.each(made)('%s', async (name, make) => {
    const { path, body, gone } = await make()
    const first = await answerOf(name, send(path, body()))
    expect(JSON.stringify(first)).toContain(SECRET)
    expect((await app().request('DELETE', gone(first.id))).status).toBe(200)
    const response = send(path, body())
    const again = await answerOf(name, response)
    expect((await response).headers.get('idempotent-replayed')).toBe('true')
    expect(again.id).toBe(first.id)
    expect(JSON.stringify(again)).not.toContain(SECRET)
  })

  test('createUpload, of which came a file that is deleted', async () => {
    const body = {
      filename: `${SECRET}.txt`,
      bytes: 3,
      purpose: 'batch',
      mime_type: 'text/plain',
    }
    const first = await answerOf('createUpload', send('/v1/uploads', body))
    expect(JSON.stringify(first)).toContain(SECRET)
    const id = await idOf(`/v1/uploads/${first.id}/parts`, partForm('one'))
    const path = `/v1/uploads/${first.id}/complete`
    const complete = () => send(path, { part_ids: [id] }, 'key-2')
    const { file } = (await (await complete()).json()) as { file: { id: string } }
    expect(JSON.stringify(file)).toContain(SECRET)
    await app().request('DELETE', `/v1/files/${file.id}`)
    for (const again of [send('/v1/uploads', body), complete()]) {
      expect(await (await again).text()).not.toContain(SECRET)
    }
    expect((await app().services.store.getUpload(first.id))?.upload).toMatchObject({ filename: '' })
  })
})
