import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { refused, uploadFile } from '#testing/checked.ts'
import { createInstantModels } from '#testing/scripted-models.ts'

let app: TestApp
beforeAll(async () => {
  app = await newTestApp({}, { models: createInstantModels() })
})
afterAll(() => app.close())

interface Made {
  id: string
  metadata: Record<string, string>
  attributes: Record<string, unknown>
}
const post = (path: string, body: object) => app.json<Made>('POST', `/v1${path}`, body)
const thread = async () => (await post('/threads', {})).id
const assistant = async () => (await post('/assistants', { model: 'm' })).id
const MESSAGE = { role: 'user', content: 'x' }

/** Each operation that takes metadata: where, in which body, and the name of the parameter. */
const OPERATIONS: [
  string,
  () => Promise<string>,
  (metadata: unknown) => Promise<object>,
  string,
][] = [
  [
    'createAssistant',
    async () => '/assistants',
    async (metadata) => ({ model: 'm', metadata }),
    '',
  ],
  [
    'modifyAssistant',
    async () => `/assistants/${await assistant()}`,
    async (metadata) => ({ metadata }),
    '',
  ],
  ['createThread', async () => '/threads', async (metadata) => ({ metadata }), ''],
  [
    'modifyThread',
    async () => `/threads/${await thread()}`,
    async (metadata) => ({ metadata }),
    '',
  ],
  [
    'createMessage',
    async () => `/threads/${await thread()}/messages`,
    async (metadata) => ({ ...MESSAGE, metadata }),
    '',
  ],
  [
    'modifyMessage',
    async () => {
      const id = await thread()
      return `/threads/${id}/messages/${(await post(`/threads/${id}/messages`, MESSAGE)).id}`
    },
    async (metadata) => ({ metadata }),
    '',
  ],
  [
    'createRun',
    async () => `/threads/${await thread()}/runs`,
    async (metadata) => ({ assistant_id: await assistant(), metadata }),
    '',
  ],
  [
    'modifyRun',
    async () => {
      const id = await thread()
      const run = await post(`/threads/${id}/runs`, { assistant_id: await assistant() })
      return `/threads/${id}/runs/${run.id}`
    },
    async (metadata) => ({ metadata }),
    '',
  ],
  [
    'createThreadAndRun',
    async () => '/threads/runs',
    async (metadata) => ({ assistant_id: await assistant(), metadata }),
    '',
  ],
  ['createVectorStore', async () => '/vector_stores', async (metadata) => ({ metadata }), ''],
  [
    'modifyVectorStore',
    async () => `/vector_stores/${(await post('/vector_stores', {})).id}`,
    async (metadata) => ({ metadata }),
    '',
  ],
]

/** Where metadata belongs to something that is made along. */
const NESTED: typeof OPERATIONS = [
  [
    'createThread',
    async () => '/threads',
    async (metadata) => ({ messages: [{ ...MESSAGE, metadata }] }),
    'messages[0].',
  ],
  [
    'createThread',
    async () => '/threads',
    async (metadata) => ({ tool_resources: { file_search: { vector_stores: [{ metadata }] } } }),
    'tool_resources.file_search.vector_stores[0].',
  ],
  [
    'createRun',
    async () => `/threads/${await thread()}/runs`,
    async (metadata) => ({
      assistant_id: await assistant(),
      additional_messages: [{ ...MESSAGE, metadata }],
    }),
    'additional_messages[0].',
  ],
  [
    'createThreadAndRun',
    async () => '/threads/runs',
    async (metadata) => ({ assistant_id: await assistant(), thread: { metadata } }),
    'thread.',
  ],
]

const pairs = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']))

const WRONG: [unknown, string, string][] = [
  [pairs(17), 'metadata', 'object_above_max_properties'],
  [{ ['k'.repeat(65)]: 'v' }, 'metadata', 'property_name_above_max_length'],
  [{ k: 'v'.repeat(513) }, 'metadata.k', 'string_above_max_length'],
  [{ k: 1 }, 'metadata.k', 'invalid_type'],
  [{ k: null }, 'metadata.k', 'invalid_type'],
  ['text', 'metadata', 'invalid_type'],
]

describe.each([...OPERATIONS, ...NESTED])('%s', (_, path, body, place) => {
  test('refuses too much of it', async () => {
    const at = await path()
    for (const [metadata, param, code] of WRONG) {
      expect(await refused(app.request('POST', `/v1${at}`, await body(metadata)))).toMatchObject({
        status: 400,
        param: `${place}${param}`,
        code,
      })
    }
  })
})

test.each(OPERATIONS)('%s keeps what the limits allow', async (_, path, body) => {
  const most = { ...pairs(14), ['😀'.repeat(64)]: '', '': '😀'.repeat(512) }
  for (const [given, kept] of [
    [most, most],
    [null, {}],
    [undefined, {}],
  ]) {
    expect((await post(await path(), await body(given))).metadata).toEqual(kept)
  }
})

test.each(OPERATIONS.filter(([name]) => name.startsWith('modify')))(
  '%s replaces it whole, or leaves it as it is',
  async (_, path) => {
    const at = await path()
    expect((await post(at, { metadata: { a: '1', b: '2' } })).metadata).toEqual({ a: '1', b: '2' })
    expect((await post(at, {})).metadata).toEqual({ a: '1', b: '2' })
    expect((await post(at, { metadata: { c: '' } })).metadata).toEqual({ c: '' })
    expect((await post(at, { metadata: null })).metadata).toEqual({})
  },
)

test('attributes of a file in a vector store take numbers and booleans too', async () => {
  const store = await post('/vector_stores', {})
  const file_id = await uploadFile(app)
  const at = `/vector_stores/${store.id}/files`
  const attributes = { text: 'a', number: 1.5, boolean: false }
  expect((await post(at, { file_id, attributes })).attributes).toEqual(attributes)
  for (const [wrong, param, code] of WRONG.slice(0, 3)) {
    const request = app.request('POST', `/v1${at}/${file_id}`, { attributes: wrong })
    expect(await refused(request)).toMatchObject({
      status: 400,
      param: param.replace('metadata', 'attributes'),
      code,
    })
  }
})
