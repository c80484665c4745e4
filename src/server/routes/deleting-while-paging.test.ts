import OpenAI from 'openai'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { uploadFile } from '#testing/checked.ts'
import { createInstantModels } from '#testing/scripted-models.ts'

let app: TestApp
let client: OpenAI
beforeEach(async () => {
  app = await newTestApp({}, { models: createInstantModels() })
  const fetch: typeof globalThis.fetch = async (input, init) =>
    app.app.request(new Request(input).url.replace('http://clew', ''), init)
  client = new OpenAI({ apiKey: 'x', baseURL: 'http://clew/v1', maxRetries: 0, fetch })
})
afterEach(() => app.close())

const COUNT = 25
const times = async (make: (at: number) => Promise<unknown>) => {
  for (let at = 0; at < COUNT; at += 1) await make(at)
}
const files = async () => {
  const ids: string[] = []
  await times(async (at) => {
    ids.push(await uploadFile(app, { purpose: 'assistants' }, { name: `${at}.txt`, content: 'x' }))
  })
  return ids
}
const emptied = async <T>(list: AsyncIterable<T>, remove: (item: T) => Promise<unknown>) => {
  let count = 0
  for await (const item of list) {
    await remove(item)
    count += 1
  }
  return count
}

test('assistants', async () => {
  const { assistants } = client.beta
  await times(() => assistants.create({ model: 'm' }))
  expect(await emptied(assistants.list({ limit: 10 }), ({ id }) => assistants.delete(id))).toBe(25)
})

test.each(['asc', 'desc'] as const)('messages, %s', async (order) => {
  const { threads } = client.beta
  const { id: thread_id } = await threads.create()
  await times(() => threads.messages.create(thread_id, { role: 'user', content: 'x' }))
  const list = threads.messages.list(thread_id, { limit: 10, order })
  expect(await emptied(list, ({ id }) => threads.messages.delete(id, { thread_id }))).toBe(25)
})

test('files', async () => {
  await files()
  expect(await emptied(client.files.list({ limit: 10 }), ({ id }) => client.files.delete(id))).toBe(
    25,
  )
})

test('vector stores', async () => {
  const { vectorStores } = client
  await times(() => vectorStores.create({}))
  const list = vectorStores.list({ limit: 10 })
  expect(await emptied(list, ({ id }) => vectorStores.delete(id))).toBe(25)
})

test.each(['from the store', 'as files'])('files of a vector store, deleted %s', async (how) => {
  const { vectorStores } = client
  const { id: vector_store_id } = await vectorStores.create({ file_ids: await files() })
  const list = vectorStores.files.list(vector_store_id, { limit: 10 })
  const remove = (id: string) =>
    how === 'as files'
      ? client.files.delete(id)
      : vectorStores.files.delete(id, { vector_store_id })
  expect(await emptied(list, ({ id }) => remove(id))).toBe(25)
})

test('files of a batch', async () => {
  const { vectorStores } = client
  const { id: vector_store_id } = await vectorStores.create({})
  const { id } = await vectorStores.fileBatches.create(vector_store_id, { file_ids: await files() })
  const list = vectorStores.fileBatches.listFiles(id, { vector_store_id, limit: 10 })
  const remove = (file: string) => vectorStores.files.delete(file, { vector_store_id })
  expect(await emptied(list, (file) => remove(file.id))).toBe(25)
})

test.each(['created_at', 'last_active_at'])('threads by %s', async (order) => {
  await times(() => client.beta.threads.create({ metadata: { a: 'b' } }))
  let after = ''
  let count = 0
  for (let more = true; more;) {
    const query = `limit=10&order_by=${order}&metadata[a]=b${after && `&after=${after}`}`
    const page = await app.json<{ data: { id: string }[]; has_more: boolean }>(
      'GET',
      `/v1/threads?${query}`,
    )
    for (const { id } of page.data) await client.beta.threads.delete(id)
    count += page.data.length
    after = page.data.at(-1)?.id ?? ''
    more = page.has_more
  }
  expect(count).toBe(25)
})

test('a deleted object is a cursor for a day', async () => {
  const [a, b] = [await client.beta.threads.create(), await client.beta.threads.create()]
  await client.beta.threads.delete(b.id)
  const after = () => app.request('GET', `/v1/threads?after=${b.id}`)
  expect(await (await after()).json()).toMatchObject({ data: [{ id: a.id }] })
  const HOUR = 3_600_000
  app.clock.advance(23 * HOUR)
  // With each deletion old places go.
  await client.beta.threads.delete((await client.beta.threads.create()).id)
  expect(await (await after()).json()).toMatchObject({ data: [{ id: a.id }] })
  app.clock.advance(HOUR)
  await client.beta.threads.delete(a.id)
  expect((await after()).status).toBe(404)
})
