import { expect } from 'vitest'

import { between, chunking_strategy, metadata, ranking_options, thrice } from './every-parameter.ts'
import type { Asking } from './sdk-server.ts'

/** What is asked about files and vector stores, by the name of its test: first the least, then everything. */
export const askFiles: Record<string, (on: Asking) => Promise<void>> = {
  'files and models': async ({ sdk, client }) => {
    const file = await sdk.toFile(Buffer.from('# my file contents'), 'README.md')
    const expires_after = { anchor: 'created_at' as const, seconds: 3600 }
    const make = () => client.files.create({ file, purpose: 'vision', expires_after })
    const ids = await thrice(make)
    const [first = ''] = ids
    await client.files.retrieve(first)
    await client.files.list()
    const { before: _, ...query } = between(ids)
    const page = await client.files.list({ ...query, purpose: 'vision' })
    expect(page.data.map(({ id }) => id)).toEqual([ids[1]])
    expect(await (await client.files.content(first)).text()).toBe('# my file contents')
    await client.files.delete(first)
    const [model] = (await client.models.list()).data
    await client.models.retrieve(model?.id ?? '')
  },

  uploads: async ({ sdk, client }) => {
    const { uploads } = client
    const expires_after = { anchor: 'created_at' as const, seconds: 3600 }
    const of = { filename: 'filename', mime_type: 'mime_type', purpose: 'assistants' as const }
    const empty = await uploads.create({ ...of, bytes: 0 })
    await uploads.cancel(empty.id)
    const { id } = await uploads.create({ ...of, bytes: 12, expires_after })
    const data = await sdk.toFile(Buffer.from('Example data'), 'README.md')
    const part = await uploads.parts.create(id, { data })
    const md5 = 'c98a9d83b4e6f5dc76ae4fbb7a4d3a35'
    await expect(uploads.complete(id, { part_ids: [part.id], md5 })).rejects.toThrow(/md5/)
    const done = await uploads.complete(id, { part_ids: [part.id] })
    expect(done).toMatchObject({ status: 'completed', file: { bytes: 12 } })
  },

  'vector stores': async ({ client, fileId, storeId }) => {
    const { vectorStores } = client
    await vectorStores.create({})
    const expires_after = { anchor: 'last_active_at' as const, days: 1 }
    const all = { description: 'description', expires_after, metadata, name: 'name' }
    const { description: _, ...echoed } = all
    const made = await vectorStores.create({
      ...all,
      chunking_strategy,
      file_ids: [fileId, fileId, fileId],
    })
    expect(made).toMatchObject(echoed)
    await vectorStores.retrieve(made.id)
    expect(await vectorStores.update(made.id, {})).toMatchObject(echoed)
    expect(
      await vectorStores.update(made.id, { expires_after, metadata, name: 'name' }),
    ).toMatchObject(echoed)
    await vectorStores.list()
    const ids = await thrice(() => vectorStores.create({}))
    expect((await vectorStores.list(between(ids))).data.map(({ id }) => id)).toEqual([ids[1]])
    await vectorStores.search(storeId, { query: 'string' })
    await vectorStores.search(storeId, {
      query: ['string', 'file'],
      filters: { key: 'key', type: 'eq', value: 'string' },
      max_num_results: 1,
      ranking_options,
      rewrite_query: true,
    })
    await vectorStores.delete(made.id)
  },

  'files of vector stores, alone and in batches': async ({ sdk, client, fileId }) => {
    const { vectorStores } = client
    const { id } = await vectorStores.create({})
    const at = { vector_store_id: id }
    const attributes = { foo: 'string', bar: 1, baz: true }
    const options = { attributes, chunking_strategy }
    await vectorStores.files.create(id, { file_id: fileId })
    expect(await vectorStores.files.create(id, { file_id: fileId, ...options })).toMatchObject({
      attributes,
    })
    await vectorStores.files.retrieve(fileId, at)
    await vectorStores.files.update(fileId, { ...at, attributes })
    await vectorStores.files.list(id)
    const none = { after: fileId, before: fileId, limit: 1, order: 'asc' as const }
    await vectorStores.files.list(id, { ...none, filter: 'in_progress' })
    await vectorStores.files.poll(id, fileId, { pollIntervalMs: 1 })
    await vectorStores.files.content(fileId, at)
    await vectorStores.fileBatches.create(id, { file_ids: [fileId] })
    const batch = await vectorStores.fileBatches.create(id, {
      file_ids: [fileId, fileId, fileId],
      ...options,
    })
    await vectorStores.fileBatches.create(id, { files: [{ file_id: fileId, ...options }] })
    await vectorStores.fileBatches.retrieve(batch.id, at)
    await vectorStores.fileBatches.listFiles(batch.id, at)
    await vectorStores.fileBatches.listFiles(batch.id, { ...at, ...none, filter: 'completed' })
    await vectorStores.fileBatches.poll(id, batch.id, { pollIntervalMs: 1 })
    // Long enough to be still under way.
    const more = await sdk.toFile(Buffer.from('more '.repeat(400_000)), 'more.md')
    const other = await client.files.create({ file: more, purpose: 'assistants' })
    const begun = await vectorStores.fileBatches.create(id, { file_ids: [other.id] })
    await vectorStores.fileBatches.cancel(begun.id, at)
    await vectorStores.files.delete(fileId, at)
  },
}
