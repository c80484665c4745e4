import { afterAll, beforeAll, expect, test } from 'vitest'

import type { OperationName } from '#contract/endpoints.ts'
import type { VectorStoreSearchResults } from '#contract/vector-store.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted } from '#testing/checked.ts'
import { createInstantModels } from '#testing/scripted-models.ts'
import { newVectorStoreOf } from '#testing/vector-stores.ts'

import { DEFAULTS } from './defaults.ts'

let app: TestApp
beforeAll(async () => {
  app = await newTestApp({}, { models: createInstantModels() })
})
afterAll(() => app.close())

const post = <T extends object = { id: string }>(
  name: OperationName,
  path: string,
  body: unknown,
) => accepted<T>(name, app.request('POST', `/v1${path}`, body))

/** Asks with nothing but what is required. */
const ASKED: Record<string, () => Promise<object>> = {
  CreateAssistantRequest: () => post('createAssistant', '/assistants', { model: 'm' }),
  CreateThreadRequest: () => post('createThread', '/threads', {}),
  CreateMessageRequest: async () => {
    const { id } = await post('createThread', '/threads', {})
    return post('createMessage', `/threads/${id}/messages`, { role: 'user', content: 'x' })
  },
  CreateRunRequest: async () => {
    const { id } = await post('createThread', '/threads', {})
    const assistant = await post('createAssistant', '/assistants', { model: 'm' })
    return post('createRun', `/threads/${id}/runs`, { assistant_id: assistant.id })
  },
  CreateThreadAndRunRequest: async () => {
    const assistant = await post('createAssistant', '/assistants', { model: 'm' })
    return post('createThreadAndRun', '/threads/runs', { assistant_id: assistant.id })
  },
  CreateVectorStoreRequest: () => post('createVectorStore', '/vector_stores', {}),
  CreateVectorStoreFileRequest: async () => {
    const { ids, store } = await newVectorStoreOf(app, { 'a.md': 'x' })
    const path = `/vector_stores/${store.id}/files`
    return post('createVectorStoreFile', path, { file_id: ids['a.md'] })
  },
}
/** What an answer does not echo: that there is a JSON answer, and how many passages, tells. */
const UNSEEN = ['stream', 'max_num_results', 'rewrite_query']

test.each(Object.keys(ASKED))('%s: what is left out is what is described', async (name) => {
  const described = Object.entries(DEFAULTS[name] ?? {}).filter(
    ([field]) => !UNSEEN.includes(field),
  )
  expect(described).not.toEqual([])
  expect(await ASKED[name]?.()).toMatchObject(Object.fromEntries(described))
})

test('a search answers ten passages, in the words it was asked in', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`${at}.md`, 'The refund.']),
  )
  const { store } = await newVectorStoreOf(app, files)
  const { data, search_query } = await post<VectorStoreSearchResults>(
    'searchVectorStore',
    `/vector_stores/${store.id}/search`,
    { query: 'refund' },
  )
  expect(data).toHaveLength(Number(DEFAULTS['SearchVectorStoreRequest']?.['max_num_results']))
  expect(search_query).toEqual(['refund'])
})

test('every described default is asked for', () => {
  expect(Object.keys(DEFAULTS).toSorted()).toEqual(
    [...Object.keys(ASKED), 'SearchVectorStoreRequest'].toSorted(),
  )
})
