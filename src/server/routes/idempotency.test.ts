import { describe, expect, test } from 'vitest'

import { type Endpoint, type OperationName, endpoints } from '#contract/endpoints.ts'
import { PERSON_HEADER } from '#contract/person-header.ts'
import type { Run } from '#contract/run.ts'
import { accepted, refused, uploadFile, uploadForm } from '#testing/checked.ts'
import { answerOf, keyedApp, partForm } from '#testing/keyed-app.ts'

const { app, countOf, idOf, newAssistant, newThread, send, settled } = keyedApp()

interface Ask {
  path: string
  headers?: Record<string, string>
  /** Made anew for each sending: a form is another one each time, with a boundary of its own. */
  body: () => unknown
  other: () => unknown
}
const same = (body: object, other: object) => ({ body: () => body, other: () => other })

const newUpload = (bytes = 5) =>
  idOf('/v1/uploads', { filename: 'a', purpose: 'batch', bytes, mime_type: 'text/plain' })
/** A run that waits for the output of a function. */
const newWaitingRun = async () => {
  const tools = [{ type: 'function', function: { name: 'f' } }]
  const assistant_id = await newAssistant({ model: 'scripted-tools', tools })
  const thread = await newThread()
  const id = await idOf(`/v1/threads/${thread}/runs`, { assistant_id })
  await settled(thread, id)
  const run = await app().json<Run>('GET', `/v1/threads/${thread}/runs/${id}`)
  const [call] = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  return { path: `/v1/threads/${thread}/runs/${id}/submit_tool_outputs`, call: call?.id ?? '' }
}

/** Says who reviews. */
const asReader = async () => ({
  [PERSON_HEADER]: await idOf('/api/people', { name: 'Cy Reader' }),
})

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
    const part = await app().request('POST', `/v1/uploads/${upload}/parts`, partForm('one'))
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
    return {
      path,
      ...same({ file_id: await uploadFile(app()) }, { file_id: await uploadFile(app()) }),
    }
  },
  createPerson: async () => ({
    path: '/api/people',
    ...same({ name: 'Ada Reader' }, { name: 'Bo Reader' }),
  }),
  createLabel: async () => ({ path: '/api/labels', ...same({ name: 'a' }, { name: 'b' }) }),
  createReview: async () => {
    const thread_id = await newThread()
    const said = (verdict: string) => ({ thread_id, verdict })
    return { path: '/api/reviews', headers: await asReader(), ...same(said('pass'), said('fail')) }
  },
  createQueue: async () => ({
    path: '/api/queues',
    headers: await asReader(),
    ...same({ name: 'a' }, { name: 'b' }),
  }),
  createVectorStoreFileBatch: async () => {
    const path = `/v1/vector_stores/${await idOf('/v1/vector_stores')}/file_batches`
    const file_ids = [await uploadFile(app())]
    return { path, ...same({ file_ids }, { file_ids, attributes: { a: 1 } }) }
  },
}

const KEYED = Object.entries<Endpoint>(endpoints).filter(([, { creates }]) => creates)

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
    const { path, headers, body, other } = await ask()
    const first = await answerOf(name, send(path, body(), undefined, headers))
    await app().services.store.getOwnValue('x')
    const again = await send(path, body(), undefined, headers)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await again.json()).toEqual(first)
    expect(await refused(send(path, other(), undefined, headers))).toMatchObject({
      status: 400,
      code: 'idempotency_key_reused',
      param: 'Idempotency-Key',
      type: 'invalid_request_error',
    })
  })

  test('so are requests that come at once: one makes it', async () => {
    const { path, headers, body } = await ask()
    const sent = Array.from({ length: 5 }, () => send(path, body(), undefined, headers))
    const answers = await Promise.all(sent.map((each) => answerOf(name, each)))
    expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1)
    const replayed = (await Promise.all(sent)).map(({ headers }) =>
      headers.get('idempotent-replayed'),
    )
    expect(replayed.filter((each) => each === null)).toHaveLength(1)
  })
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
