import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import type { List } from '#contract/primitives.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile } from '#testing/checked.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
})
afterEach(() => app.close())

const create = (body: object = {}) =>
  accepted<Assistant>(
    'createAssistant',
    app.request('POST', '/v1/assistants', { model: 'gpt-4', ...body }),
  )

test('what is left out gets its default', async () => {
  expect(await create()).toEqual({
    id: expect.stringMatching(/^asst_\w{24}$/),
    object: 'assistant',
    created_at: Math.floor(app.clock.now() / 1000),
    name: null,
    description: null,
    model: 'gpt-4',
    instructions: null,
    tools: [],
    tool_resources: {},
    metadata: {},
    temperature: 1,
    top_p: 1,
    response_format: 'auto',
  })
})

test('what is given is kept and read back', async () => {
  const file = await uploadFile(app)
  const given = {
    name: 'Clerk',
    description: 'Answers',
    instructions: 'Be brief.',
    tools: [
      { type: 'code_interpreter' },
      { type: 'file_search', file_search: { max_num_results: 5 } },
      { type: 'function', function: { name: 'lookup', parameters: { type: 'object' } } },
    ],
    tool_resources: { code_interpreter: { file_ids: [file] } },
    metadata: { team: 'a' },
    temperature: 0,
    top_p: 0.5,
    response_format: { type: 'json_object' },
    reasoning_effort: 'low',
  }
  const assistant = await create(given)
  expect(assistant).toMatchObject(given)
  const path = `/v1/assistants/${assistant.id}`
  expect(await accepted('getAssistant', app.request('GET', path))).toEqual(assistant)
})

test('a change replaces what it names and nothing else', async () => {
  const before = await create({ name: 'a', metadata: { a: '1' }, temperature: 0.2 })
  const change = { metadata: { b: '2' }, name: null, temperature: null, model: 'gpt-5' }
  const after = await accepted(
    'modifyAssistant',
    app.request('POST', `/v1/assistants/${before.id}`, change),
  )
  expect(after).toEqual({
    ...before,
    metadata: { b: '2' },
    name: null,
    temperature: 1,
    model: 'gpt-5',
  })
})

test('pages go both ways, and a cursor that names nothing is refused', async () => {
  for (let at = 0; at < 5; at += 1) await create({ name: String(at) })
  const list = (query: string) =>
    accepted<List<Assistant>>('listAssistants', app.request('GET', `/v1/assistants?${query}`))
  const names = (page: List<Assistant>) => page.data.map(({ name }) => name).join('')

  const first = await list('limit=2')
  expect([names(first), first.has_more]).toEqual(['43', true])
  const second = await list(`limit=2&after=${first.last_id}`)
  expect(names(second)).toBe('21')
  expect(names(await list(`limit=2&before=${second.first_id}`))).toBe('43')
  expect(names(await list(`limit=9&before=${second.last_id}&after=${first.first_id}`))).toBe('32')
  const last = await list(`order=asc&limit=5`)
  expect([names(last), last.has_more]).toEqual(['01234', false])
  expect(await refused(app.request('GET', '/v1/assistants?after=asst_none'))).toMatchObject({
    status: 404,
    param: 'after',
  })
})

test('an empty list has no ids', async () => {
  expect(await accepted('listAssistants', app.request('GET', '/v1/assistants'))).toEqual({
    object: 'list',
    data: [],
    first_id: null,
    last_id: null,
    has_more: false,
  })
})

test('deleting it, and what it is then', async () => {
  const { id } = await create()
  const path = `/v1/assistants/${id}`
  expect(await accepted('deleteAssistant', app.request('DELETE', path))).toEqual({
    id,
    object: 'assistant.deleted',
    deleted: true,
  })
  const gone = { status: 404, message: `No assistant found with id '${id}'.`, code: null }
  expect(await refused(app.request('GET', path))).toMatchObject(gone)
  expect(await refused(app.request('DELETE', path))).toMatchObject(gone)
  expect(await refused(app.request('POST', path, { name: 'x' }))).toMatchObject(gone)
})

test.each(['/v1/assistants', '/v1/threads'])(
  '%s: what was deleted since is written back',
  async (path) => {
    const fileId = await uploadFile(app, { purpose: 'assistants' }, { name: 'a.txt', content: 'a' })
    const store = await app.json<{ id: string }>('POST', '/v1/vector_stores', {})
    const tool_resources = {
      code_interpreter: { file_ids: [fileId] },
      file_search: { vector_store_ids: [store.id] },
    }
    const body = { tool_resources, ...(path === '/v1/assistants' && { model: 'm' }) }
    const { id } = await app.json<{ id: string }>('POST', path, body)
    await app.request('DELETE', `/v1/files/${fileId}`)
    await app.request('DELETE', `/v1/vector_stores/${store.id}`)
    const read = await app.json<{ tool_resources: object }>('GET', `${path}/${id}`)
    const metadata = { a: 'b' }
    expect(
      await app.json('POST', `${path}/${id}`, { tool_resources: read.tool_resources, metadata }),
    ).toMatchObject({ tool_resources, metadata })
    // Elsewhere they are as unknown as before.
    expect((await app.request('POST', path, body)).status).toBe(404)
    const other = { file_search: { vector_store_ids: ['vs_none'] } }
    expect((await app.request('POST', `${path}/${id}`, { tool_resources: other })).status).toBe(404)
  },
)

test('files and vector stores that are not here are refused; one is made where asked for', async () => {
  const withFile = { model: 'm', tool_resources: { code_interpreter: { file_ids: ['file-none'] } } }
  expect(await refused(app.request('POST', '/v1/assistants', withFile))).toMatchObject({
    status: 404,
    message: 'No such File object: file-none',
    param: 'id',
  })
  const withStore = (file_search: object) => ({ model: 'm', tool_resources: { file_search } })
  const create = (file_search: object) =>
    app.request('POST', '/v1/assistants', withStore(file_search))
  expect(await refused(create({ vector_store_ids: ['vs_none'] }))).toMatchObject({
    status: 404,
    message: "Vector store with id ['vs_none'] not found.",
  })
  const both = { vector_store_ids: ['vs_none'], vector_stores: [{}] }
  expect(await refused(create(both))).toMatchObject({
    status: 400,
    code: 'mutually_exclusive_parameters',
  })
  const made = await accepted<Assistant>('createAssistant', create({ vector_stores: [{}] }))
  const [id] = made.tool_resources?.file_search?.vector_store_ids ?? []
  const store = await app.services.store.getVectorStore(id ?? '')
  expect(store).toMatchObject({ status: 'completed', expires_at: null })
})
