import type OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { newCheckedFetch } from '#testing/checked-fetch.ts'
import { createInstantModels } from '#testing/scripted-models.ts'
import { SDKS } from '#testing/sdks.ts'
import { type Served, serveApp } from '#testing/serve.ts'

describe.each(SDKS)('the SDK, $version', ({ sdk }) => {
  const { BadRequestError, NotFoundError, toFile } = sdk
  let app: TestApp
  let served: Served
  let client: OpenAI
  let checked: ReturnType<typeof newCheckedFetch>
  beforeAll(async () => {
    app = await newTestApp({}, { models: createInstantModels() })
    served = await serveApp(app.app)
  })
  beforeEach(() => {
    const baseURL = `${served.url}/v1`
    checked = newCheckedFetch(baseURL)
    client = new sdk.OpenAI({ apiKey: 'sk-any', baseURL, maxRetries: 0, fetch: checked.fetch })
  })
  afterAll(async () => {
    await served.close()
    await app.close()
  })

  const text = (content: string, name: string) => toFile(Buffer.from(content), name)

  test('vector stores: made, filled, searched, emptied, deleted', async () => {
    const { vectorStores } = client
    const store = await vectorStores.create({ name: 'FAQ' })
    const file = await vectorStores.files.uploadAndPoll(
      store.id,
      await text('The refund window is thirty days.', 'refunds.md'),
    )
    expect(file.status).toBe('completed')
    const batch = await vectorStores.fileBatches.uploadAndPoll(store.id, {
      files: [
        await text('Parking is free.', 'parking.md'),
        await text('Bags cost extra.', 'bags.md'),
      ],
    })
    expect(batch).toMatchObject({ status: 'completed', file_counts: { completed: 2 } })
    const again = await vectorStores.fileBatches.createAndPoll(store.id, { file_ids: [file.id] })
    expect(again.status).toBe('completed')
    const names: string[] = []
    for await (const { filename } of vectorStores.search(store.id, { query: 'refund days' })) {
      names.push(filename)
    }
    expect(names).toEqual(['refunds.md'])
    const listed: string[] = []
    for await (const { id } of vectorStores.files.list(store.id, { limit: 1 })) listed.push(id)
    expect(listed).toHaveLength(3)
    const inBatch: string[] = []
    const files = vectorStores.fileBatches.listFiles(batch.id, {
      vector_store_id: store.id,
      limit: 1,
    })
    for await (const { id } of files) inBatch.push(id)
    expect(inBatch).toHaveLength(2)
    const at = { vector_store_id: store.id }
    expect(
      await vectorStores.files.update(file.id, { ...at, attributes: { year: 2024 } }),
    ).toMatchObject({ attributes: { year: 2024 } })
    const content: string[] = []
    for await (const part of vectorStores.files.content(file.id, at)) content.push(part.text ?? '')
    expect(content).toEqual(['The refund window is thirty days.'])
    expect(await vectorStores.retrieve(store.id)).toMatchObject({ file_counts: { total: 3 } })
    expect(await vectorStores.update(store.id, { name: 'Help' })).toMatchObject({ name: 'Help' })
    expect(await vectorStores.files.delete(file.id, at)).toMatchObject({ deleted: true })
    expect(await vectorStores.delete(store.id)).toMatchObject({ deleted: true })
    await expect(vectorStores.retrieve(store.id)).rejects.toThrow(NotFoundError)
    expect(checked.findings()).toEqual([])
  })

  test('a file that cannot be read fails with its code', async () => {
    const store = await client.vectorStores.create({})
    const broken = await toFile(Buffer.from('no PDF'), 'a.pdf')
    const file = await client.vectorStores.files.uploadAndPoll(store.id, broken)
    expect(file).toMatchObject({ status: 'failed', last_error: { code: 'invalid_file' } })
    const zeros = await toFile(Buffer.alloc(10), 'a.bin')
    expect(await client.vectorStores.files.uploadAndPoll(store.id, zeros)).toMatchObject({
      last_error: { code: 'unsupported_file' },
    })
    expect(checked.findings()).toEqual([])
  })

  test('uploads in parts', async () => {
    const upload = await client.uploads.create({
      filename: 'notes.txt',
      purpose: 'assistants',
      bytes: 11,
      mime_type: 'text/plain',
    })
    const parts = [
      await client.uploads.parts.create(upload.id, { data: await text('hello ', 'part') }),
      await client.uploads.parts.create(upload.id, { data: await text('world', 'part') }),
    ]
    const done = await client.uploads.complete(upload.id, { part_ids: parts.map(({ id }) => id) })
    expect(done).toMatchObject({ status: 'completed', file: { bytes: 11 } })
    const other = await client.uploads.create({
      filename: 'a',
      purpose: 'batch',
      bytes: 1,
      mime_type: 'x/y',
    })
    expect(await client.uploads.cancel(other.id)).toMatchObject({ status: 'cancelled' })
    await expect(client.uploads.cancel(other.id)).rejects.toThrow(BadRequestError)
    expect(checked.findings()).toEqual([])
  })

  test('a run searches what a message brought, and streams its citation', async () => {
    const file = await client.files.create({
      file: await text('Basic fares are refundable for a voucher.', 'fares.md'),
      purpose: 'assistants',
    })
    const assistant = await client.beta.assistants.create({
      model: 'scripted',
      tools: [{ type: 'file_search' }],
    })
    const thread = await client.beta.threads.create({
      messages: [
        {
          role: 'user',
          content: 'Are basic fares refundable?',
          attachments: [{ file_id: file.id, tools: [{ type: 'file_search' }] }],
        },
      ],
    })
    const [storeId = ''] = thread.tool_resources?.file_search?.vector_store_ids ?? []
    expect(await client.vectorStores.retrieve(storeId)).toMatchObject({
      expires_after: { anchor: 'last_active_at', days: 7 },
    })
    const stream = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id })
    const run = await stream.finalRun()
    expect(run.status).toBe('completed')
    const [message] = await stream.finalMessages()
    const part = message?.content[0]
    if (part?.type !== 'text') throw new Error('no text')
    const [annotation] = part.text.annotations
    expect(annotation).toMatchObject({
      type: 'file_citation',
      text: '【0:0†fares.md】',
      file_citation: { file_id: file.id },
    })
    expect(part.text.value.slice(annotation?.start_index, annotation?.end_index)).toBe(
      annotation?.text,
    )
    const { data } = await client.beta.threads.runs.steps.list(run.id, {
      thread_id: thread.id,
      order: 'asc',
      include: ['step_details.tool_calls[*].file_search.results[*].content'],
    })
    expect(data[0]?.step_details).toMatchObject({
      tool_calls: [
        { file_search: { results: [{ file_id: file.id, content: [{ type: 'text' }] }] } },
      ],
    })
    expect(checked.findings()).toEqual([])
  })

  test('vector stores made along with threads and assistants', async () => {
    const file = await client.files.create({
      file: await text('x y', 'a.md'),
      purpose: 'assistants',
    })
    const vector_stores = [{ file_ids: [file.id], metadata: { a: 'b' } }]
    const tool_resources = { file_search: { vector_stores } }
    const assistant = await client.beta.assistants.create({ model: 'scripted', tool_resources })
    const [first = ''] = assistant.tool_resources?.file_search?.vector_store_ids ?? []
    const made = await client.vectorStores.retrieve(first)
    expect(made).toMatchObject({ metadata: { a: 'b' }, file_counts: { total: 1 } })
    expect(made.expires_after).toBeUndefined()
    const thread = await client.beta.threads.create({ tool_resources })
    const [second = ''] = thread.tool_resources?.file_search?.vector_store_ids ?? []
    expect((await client.vectorStores.retrieve(second)).expires_after).toEqual({
      anchor: 'last_active_at',
      days: 7,
    })
    const file_search = { vector_store_ids: [first] }
    const changed = await client.beta.threads.update(thread.id, { tool_resources: { file_search } })
    expect(changed.tool_resources).toEqual({ file_search })
    await expect(
      client.beta.threads.create({
        tool_resources: { file_search: { vector_store_ids: ['vs_none'] } },
      }),
    ).rejects.toThrow("404 Vector store with id ['vs_none'] not found.")
    expect(checked.findings()).toEqual([])
  })
})
