import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type Endpoint, type OperationName, endpoints } from '#contract/endpoints.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { sweep } from '#server/files/sweep.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile, uploadForm } from '#testing/checked.ts'
import { createInstantModels } from '#testing/scripted-models.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp({}, { models: createInstantModels() })
})
afterEach(() => app.close())

interface Ask {
  path: string
  /** Made anew for each sending: a form is another one each time, with a boundary of its own. */
  body: () => unknown
  other: () => unknown
}
const same = (body: object, other: object) => ({ body: () => body, other: () => other })

const idOf = async (path: string, body: object = {}) =>
  (await app.json<{ id: string }>('POST', path, body)).id
const newAssistant = (fields: object = {}) => idOf('/v1/assistants', { model: 'm', ...fields })
const newThread = () => idOf('/v1/threads', { messages: [{ role: 'user', content: 'Hi' }] })
const newUpload = (bytes = 5) =>
  idOf('/v1/uploads', { filename: 'a', purpose: 'batch', bytes, mime_type: 'text/plain' })
const partForm = (content: string) => {
  const form = new FormData()
  form.set('data', new Blob([content]))
  return form
}
const settled = async (thread: string, run: string) => {
  const path = `/v1/threads/${thread}/runs/${run}/events`
  await (await app.request('GET', path)).text()
}
/** A run that waits for the output of a function. */
const newWaitingRun = async () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]
  const assistant_id = await newAssistant({ model: 'scripted-tools', tools })
  const thread = await newThread()
  const id = await idOf(`/v1/threads/${thread}/runs`, { assistant_id })
  await settled(thread, id)
  const run = await app.json<Run>('GET', `/v1/threads/${thread}/runs/${id}`)
  const [call] = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  return { path: `/v1/threads/${thread}/runs/${id}/submit_tool_outputs`, call: call?.id ?? '' }
}

/** A request of each operation that makes something, and another one for the same path. */
const ASKS: Partial<Record<OperationName, () => Promise<Ask>>> = {
  createAssistant: async () => ({
    path: '/v1/assistants',
    ...same({ model: 'm' }, { model: 'n' }),
  }),
  createThread: async () => ({ path: '/v1/threads', ...same({}, { metadata: { a: 'b' } }) }),
  createMessage: async () => ({
    path: `/v1/threads/${await newThread()}/messages`,
    ...same({ role: 'user', content: 'x' }, { role: 'user', content: 'y' }),
  }),
  createThreadAndRun: async () => {
    const assistant_id = await newAssistant()
    return { path: '/v1/threads/runs', ...same({ assistant_id }, { assistant_id, model: 'n' }) }
  },
  createRun: async () => {
    const assistant_id = await newAssistant()
    const path = `/v1/threads/${await newThread()}/runs`
    return { path, ...same({ assistant_id }, { assistant_id, model: 'n' }) }
  },
  submitToolOutputsToRun: async () => {
    const { path, call: tool_call_id } = await newWaitingRun()
    const outputs = (output: string) => ({ tool_outputs: [{ tool_call_id, output }] })
    return { path, ...same(outputs('1'), outputs('2')) }
  },
  createFile: async () => ({
    path: '/v1/files',
    body: () => uploadForm({ name: 'a.txt', content: 'one' }),
    other: () => uploadForm({ name: 'a.txt', content: 'two' }),
  }),
  createUpload: async () => {
    const upload = { filename: 'a', purpose: 'batch', bytes: 5, mime_type: 'text/plain' }
    return { path: '/v1/uploads', ...same(upload, { ...upload, bytes: 6 }) }
  },
  addUploadPart: async () => ({
    path: `/v1/uploads/${await newUpload()}/parts`,
    body: () => partForm('one'),
    other: () => partForm('two'),
  }),
  completeUpload: async () => {
    const upload = await newUpload(3)
    const part = await app.request('POST', `/v1/uploads/${upload}/parts`, partForm('one'))
    const { id } = await accepted<{ id: string }>('addUploadPart', Promise.resolve(part))
    const path = `/v1/uploads/${upload}/complete`
    return { path, ...same({ part_ids: [id] }, { part_ids: [id, id] }) }
  },
  createVectorStore: async () => ({
    path: '/v1/vector_stores',
    ...same({ name: 'a' }, { name: 'b' }),
  }),
  createVectorStoreFile: async () => {
    const path = `/v1/vector_stores/${await idOf('/v1/vector_stores')}/files`
    return { path, ...same({ file_id: await uploadFile(app) }, { file_id: await uploadFile(app) }) }
  },
  createVectorStoreFileBatch: async () => {
    const path = `/v1/vector_stores/${await idOf('/v1/vector_stores')}/file_batches`
    const file_ids = [await uploadFile(app)]
    return { path, ...same({ file_ids }, { file_ids, attributes: { a: 1 } }) }
  },
}

const KEYED = Object.entries<Endpoint>(endpoints).filter(([, { creates }]) => creates)

const send = (path: string, body: unknown, key = 'key-1') =>
  app.request('POST', path, body, { 'idempotency-key': key })
const answerOf = async (name: OperationName, response: Promise<Response>) =>
  accepted<{ id: string }>(name, response)

test('each POST that makes something takes a key', () => {
  expect(KEYED.map(([name]) => name).toSorted()).toEqual(Object.keys(ASKS).toSorted())
})

describe.each(KEYED.map(([name]) => name as OperationName))('%s', (name) => {
  const ask = (): Promise<Ask> => {
    const made = ASKS[name]?.()
    if (!made) throw new Error(`nothing asks for ${name}`)
    return made
  }

  test('the same request with the same key is answered as the first was', async () => {
    const { path, body, other } = await ask()
    const first = await answerOf(name, send(path, body()))
    await app.services.store.getOwnValue('x')
    const again = await send(path, body())
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(first)
    expect(await refused(send(path, other()))).toMatchObject({
      status: 400,
      code: 'idempotency_key_reused',
      param: 'Idempotency-Key',
      type: 'invalid_request_error',
    })
  })

  test('so are requests that come at once: one makes it', async () => {
    const { path, body } = await ask()
    const sent = Array.from({ length: 5 }, () => send(path, body()))
    const answers = await Promise.all(sent.map((each) => answerOf(name, each)))
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1)
    const replayed = (await Promise.all(sent)).map(({ headers }) =>
      headers.get('idempotent-replayed'),
    )
    expect(replayed.filter((each) => each === null)).toHaveLength(1)
  })
})

const countOf = async (path: string) =>
  (await app.json<{ data: object[] }>('GET', path)).data.length

test('what is repeated is made once', async () => {
  const thread = await newThread()
  const path = `/v1/threads/${thread}/messages`
  const body = { role: 'user', content: 'x' }
  for (let sent = 0; sent < 3; sent += 1) await send(path, body)
  expect(await countOf(path)).toBe(2)
  await send(path, body, 'key-2')
  await app.request('POST', path, body)
  expect(await countOf(path)).toBe(4)
})

test('a run is made once with its messages, also when it has ended since', async () => {
  const assistant_id = await newAssistant()
  const thread = await newThread()
  const path = `/v1/threads/${thread}/runs`
  const body = { assistant_id, additional_messages: [{ role: 'user', content: 'x' }] }
  const first = await answerOf('createRun', send(path, body))
  await settled(thread, first.id)
  expect(await answerOf('createRun', send(path, body))).toEqual(first)
  expect(await countOf(path)).toBe(1)
  expect(await countOf(`/v1/threads/${thread}/messages`)).toBe(3)
})

describe('a streamed run', () => {
  const stripped = (text: string) => text.replaceAll(/^: ping\n\n/gm, '')
  const stream = async (path: string, body: object) => {
    const response = await send(path, { ...body, stream: true })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    return { text: stripped(await response.text()), headers: response.headers }
  }

  test.each(['createRun', 'createThreadAndRun', 'submitToolOutputsToRun'] as const)(
    '%s: its stream comes again from its event log',
    async (name) => {
      const { path, body } = (await ASKS[name]?.()) ?? { path: '', body: () => ({}) }
      const first = await stream(path, body() as object)
      expect(first.text).toMatch(/event: thread\.run\.completed\n[\s\S]*event: done\n/)
      const again = await stream(path, body() as object)
      expect(again.text).toBe(first.text)
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      // With and without a stream are two requests.
      expect((await send(path, body())).status).toBe(400)
    },
  )

  test('while it is under way both see all of it', async () => {
    const { path, body } = (await ASKS.createThreadAndRun?.()) ?? { path: '', body: () => ({}) }
    const [one, two] = await Promise.all([
      stream(path, body() as object),
      stream(path, body() as object),
    ])
    expect(two.text).toBe(one.text)
    expect(await countOf('/v1/threads')).toBe(1)
  })
})

test('the first answer stands whatever became of what was made', async () => {
  const first = await answerOf('createThread', send('/v1/threads', {}))
  await app.request('DELETE', `/v1/threads/${first.id}`)
  expect(await answerOf('createThread', send('/v1/threads', {}))).toEqual(first)
  expect(await countOf('/v1/threads')).toBe(0)
})

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
        const file_id = await uploadFile(app)
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
    expect((await app.request('DELETE', gone(first.id))).status).toBe(200)
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
    await app.request('DELETE', `/v1/files/${file.id}`)
    for (const again of [send('/v1/uploads', body), complete()]) {
      expect(await (await again).text()).not.toContain(SECRET)
    }
    expect((await app.services.store.getUpload(first.id))?.upload).toMatchObject({ filename: '' })
  })
})

test('a repetition checks nothing that may have changed since', async () => {
  const file_id = await uploadFile(app)
  const path = `/v1/threads/${await newThread()}/messages`
  const attachments = [{ file_id, tools: [{ type: 'code_interpreter' }] }]
  const body = { role: 'user', content: 'x', attachments }
  const first = await answerOf('createMessage', send(path, body))
  await app.request('DELETE', `/v1/files/${file_id}`)
  expect(await answerOf('createMessage', send(path, body))).toEqual(first)
})

test('a key is for one request: neither another path nor another operation takes it', async () => {
  const [a, b] = [await newThread(), await newThread()]
  const body = { role: 'user', content: 'x' }
  await send(`/v1/threads/${a}/messages`, body)
  const reused = { status: 400, code: 'idempotency_key_reused' }
  expect(await refused(send(`/v1/threads/${b}/messages`, body))).toMatchObject(reused)
  expect(await refused(send('/v1/threads', {}))).toMatchObject(reused)
})

test('a form is told by its fields, its name and its bytes', async () => {
  const file = { name: 'a.txt', content: 'one' }
  await send('/v1/files', uploadForm(file))
  const others = [
    uploadForm({ ...file, name: 'b.txt' }),
    uploadForm({ ...file, content: 'one ' }),
    uploadForm(file, { purpose: 'batch' }),
  ]
  for (const form of others) {
    expect(await refused(send('/v1/files', form))).toMatchObject({ code: 'idempotency_key_reused' })
  }
  expect(await countOf('/v1/files')).toBe(1)
})

test('a refusal keeps nothing: the key can be sent again', async () => {
  const path = '/v1/assistants'
  expect((await send(path, { model: 5 })).status).toBe(400)
  expect((await send(path, { model: 'm' })).status).toBe(200)
  const thread = await newThread()
  const run = { assistant_id: await newAssistant({ model: 'scripted-stall' }) }
  const { id } = await app.json<Run>('POST', `/v1/threads/${thread}/runs`, run)
  const message = { role: 'user', content: 'x' }
  const messages = `/v1/threads/${thread}/messages`
  expect((await send(messages, message, 'key-2')).status).toBe(400)
  await app.request('POST', `/v1/threads/${thread}/runs/${id}/cancel`)
  await settled(thread, id)
  expect((await send(messages, message, 'key-2')).headers.get('idempotent-replayed')).toBeNull()
})

test('a key holds for a day, and its answer is swept up after it', async () => {
  const first = await answerOf('createThread', send('/v1/threads', {}))
  app.clock.advance(86_399_000)
  await sweep(app.services)
  expect(await answerOf('createThread', send('/v1/threads', {}))).toEqual(first)
  app.clock.advance(1000)
  expect(await app.services.store.forgetAnswers(10)).toBe(1)
  const next = await answerOf('createThread', send('/v1/threads', {}))
  expect(next.id).not.toBe(first.id)
  app.clock.advance(86_400_000)
  await sweep(app.services)
  expect(await app.services.store.forgetAnswers(10)).toBe(0)
})

test.each(['', 'x'.repeat(256)])('no key is %j', async (key) => {
  expect(await refused(send('/v1/threads', {}, key))).toMatchObject({
    status: 400,
    code: 'invalid_value',
  })
})

test('what makes nothing heeds no key', async () => {
  const thread = await newThread()
  const modify = (value: string) =>
    send(`/v1/threads/${thread}`, { metadata: { a: value } }).then(
      (response) => response.json() as Promise<Thread>,
    )
  expect(await modify('1')).toMatchObject({ metadata: { a: '1' } })
  expect(await modify('2')).toMatchObject({ metadata: { a: '2' } })
  const { data } = await app.json<{ data: Message[] }>('GET', `/v1/threads/${thread}/messages`)
  expect(data).toHaveLength(1)
})
