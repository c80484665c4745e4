import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { List } from '#contract/primitives.ts'
import type { VectorStoreFileBatch } from '#contract/vector-store-file-batch.ts'
import type { VectorStoreFile } from '#contract/vector-store-file.ts'
import type { VectorStore } from '#contract/vector-store.ts'
import { READER_LIMITS, residentFor } from '#server/vector-stores/reader/reader.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile } from '#testing/checked.ts'
import { docxOf, lockedPdf, pdfOf, zipOf } from '#testing/documents.ts'
import { newVectorStoreOf, untilRead } from '#testing/vector-stores.ts'

let app: TestApp
let store: VectorStore
let path: string
const begin = async (...parts: Parameters<typeof newTestApp>) => {
  app = await newTestApp(...parts)
  store = await accepted('createVectorStore', app.request('POST', '/v1/vector_stores'))
  path = `/v1/vector_stores/${store.id}`
}
beforeEach(() => begin())
afterEach(() => app.close())

const upload = (name: string, content: BlobPart) =>
  uploadFile(app, { purpose: 'assistants' }, { name, content })
const put = (body: object) =>
  accepted<VectorStoreFile>('createVectorStoreFile', app.request('POST', `${path}/files`, body))
const get = (id: string) =>
  accepted<VectorStoreFile>('getVectorStoreFile', app.request('GET', `${path}/files/${id}`))
const contentOf = async (id: string) => {
  const answer = app.request('GET', `${path}/files/${id}/content`)
  const page = await accepted<{ data: { text: string }[] }>(
    'retrieveVectorStoreFileContent',
    answer,
  )
  return page.data.map(({ text }) => text)
}

test('the two sizes of chunks may stand beside their type, as the published example has it', async () => {
  const id = await upload('a.md', 'a')
  const sizes = { max_chunk_size_tokens: 1200, chunk_overlap_tokens: 200 }
  const flat = { type: 'static', ...sizes }
  const held = { chunking_strategy: { type: 'static', static: sizes } }
  expect(await put({ file_id: id, chunking_strategy: flat })).toMatchObject(held)
  for (const batch of [
    { files: [{ file_id: id, chunking_strategy: flat }] },
    { file_ids: [id], chunking_strategy: flat },
  ]) {
    await accepted('createVectorStoreFileBatch', app.request('POST', `${path}/file_batches`, batch))
    expect(await get(id)).toMatchObject(held)
  }
  const wrong: [object, string][] = [
    [{ type: 'static' }, "Missing required parameter: 'chunking_strategy.static'."],
    [{ type: 'static', sizes }, "Unknown parameter: 'chunking_strategy.static.sizes'."],
    [{ type: 'auto', ...sizes }, "Unknown parameter: 'chunking_strategy.max_chunk_size_tokens'."],
    [{ ...flat, static: sizes }, "Unknown parameter: 'chunking_strategy.max_chunk_size_tokens'."],
  ]
  for (const [chunking_strategy, message] of wrong) {
    const sent = app.request('POST', `${path}/files`, { file_id: id, chunking_strategy })
    expect(await refused(sent)).toMatchObject({ status: 400, message })
  }
})

test('a file from when it is put in until it is taken out', async () => {
  const id = await upload('fares.md', 'Basic fares are refundable for a voucher.')
  const attributes = { year: 2024, author: 'mia', draft: false }
  const chunking_strategy = {
    type: 'static',
    static: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 },
  }
  const made = await put({ file_id: id, attributes, chunking_strategy })
  expect(made).toEqual({
    id,
    object: 'vector_store.file',
    usage_bytes: 0,
    created_at: Math.floor(app.clock.now() / 1000),
    vector_store_id: store.id,
    status: 'in_progress',
    last_error: null,
    chunking_strategy,
    attributes,
  })
  const counted = await untilRead(app, store.id)
  expect(counted.file_counts).toEqual({
    in_progress: 0,
    completed: 1,
    failed: 0,
    cancelled: 0,
    total: 1,
  })
  expect(counted.usage_bytes).toBe(41)
  expect(await get(id)).toEqual({ ...made, status: 'completed', usage_bytes: 41 })
  expect(await contentOf(id)).toEqual(['Basic fares are refundable for a voucher.'])
  const update = (changed: object | null) =>
    app.request('POST', `${path}/files/${id}`, { attributes: changed })
  const name = 'updateVectorStoreFileAttributes'
  expect(await accepted(name, update({ a: 1 }))).toMatchObject({ attributes: { a: 1 } })
  expect(await accepted(name, update(null))).toMatchObject({ attributes: {} })

  const remove = () => app.request('DELETE', `${path}/files/${id}`)
  expect(await accepted('deleteVectorStoreFile', remove())).toEqual({
    id,
    object: 'vector_store.file.deleted',
    deleted: true,
  })
  const gone = {
    status: 404,
    message: `No file found with id '${id}' in vector store '${store.id}'.`,
  }
  expect(await refused(remove())).toMatchObject(gone)
  expect(await refused(app.request('GET', `${path}/files/${id}`))).toMatchObject(gone)
  expect(await refused(app.request('GET', `${path}/files/${id}/content`))).toMatchObject(gone)
  expect(await refused(update({}))).toMatchObject(gone)
  expect(await untilRead(app, store.id)).toMatchObject({
    usage_bytes: 0,
    file_counts: { total: 0 },
  })
  expect(await app.json('GET', `/v1/files/${id}`)).toMatchObject({ id })
})

test('a long file comes back whole, each passage where the one before ended', async () => {
  const text = Array.from({ length: 3000 }, (_, at) => `Line ${at} of the terms.`).join('\n')
  const id = await upload('terms.txt', text)
  await put({ file_id: id })
  await untilRead(app, store.id)
  const passages = await contentOf(id)
  expect(passages.length).toBeGreaterThan(30)
  expect(passages.join('')).toBe(text)
})

test('every kind of file, good and bad', async () => {
  const { store: filled, ids } = await newVectorStoreOf(app, {
    'a.pdf': pdfOf('Flight HAT136 leaves from gate seven'),
    'b.docx': docxOf('The warranty lasts two years'),
    'c.html': '<p>Parking is <b>free</b></p>',
    'd.csv': 'id,colour\n1,green',
    'e.json': '{"city":"Oslo"}',
    'f.py': 'def refund_order(): pass',
    'locked.pdf': lockedPdf(),
    'photo.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0]),
    'empty.txt': '',
    'bomb.docx': zipOf({ 'word/document.xml': new Uint8Array(160 * 1024 * 1024).fill(65) }),
  })
  expect(filled.file_counts).toMatchObject({ completed: 6, failed: 4, total: 10 })
  path = `/v1/vector_stores/${filled.id}`
  const errorOf = async (name: string) => (await get(ids[name] ?? '')).last_error
  expect(await errorOf('a.pdf')).toBeNull()
  expect(await errorOf('locked.pdf')).toEqual({
    code: 'invalid_file',
    message: 'The PDF is protected by a password.',
  })
  expect(await errorOf('photo.png')).toMatchObject({ code: 'unsupported_file' })
  expect(await errorOf('empty.txt')).toMatchObject({ code: 'invalid_file' })
  expect(await errorOf('bomb.docx')).toMatchObject({ code: 'invalid_file' })
  const list = (filter: string) =>
    accepted<List<VectorStoreFile>>(
      'listVectorStoreFiles',
      app.request('GET', `${path}/files?filter=${filter}&order=asc`),
    )
  expect((await list('failed')).data.map(({ id }) => id)).toEqual(
    ['locked.pdf', 'photo.png', 'empty.txt', 'bomb.docx'].map((name) => ids[name]),
  )
  expect((await list('in_progress')).data).toEqual([])
  const find = async (query: string) => {
    const found = await app.json<{ data: { filename: string }[] }>('POST', `${path}/search`, {
      query,
    })
    return found.data[0]?.filename
  }
  expect(await find('which gate?')).toBe('a.pdf')
  expect(await find('warranty')).toBe('b.docx')
  expect(await find('colour green')).toBe('d.csv')
  expect(await find('refund order')).toBe('f.py')
  // Each file has a process of its own, which takes a machine with other work its time to start.
}, 120_000)

describe('a file that takes too much', () => {
  const errorOf = async (name: string, content: BlobPart) => {
    const id = await upload(name, content)
    await put({ file_id: id })
    await untilRead(app, store.id)
    return (await get(id)).last_error
  }
  const text = 'some words of a text. '.repeat(200_000)

  test('of time', async () => {
    await app.close()
    await begin({}, { limits: { ...READER_LIMITS, patience: 1 } })
    expect(await errorOf('slow.txt', text)).toEqual({
      code: 'invalid_file',
      message: 'The file took too long to read.',
    })
  })

  test('of memory', async () => {
    await app.close()
    await begin({}, { limits: { ...READER_LIMITS, heap: 64 } })
    // Nine megabytes that become hundreds when parsed.
    expect(await errorOf('large.json', `[${'[],'.repeat(3_000_000)}[]]`)).toEqual({
      code: 'invalid_file',
      message: 'The file needs too much memory to read.',
    })
    // The next one is read by a new process.
    expect(await errorOf('small.txt', 'small')).toBeNull()
  }, 60_000)

  test('of memory in all, which is measured by its size', async () => {
    expect(residentFor(0, READER_LIMITS)).toBeLessThan(1024)
    expect(residentFor(512 * 1024 * 1024, READER_LIMITS)).toBeLessThan(3 * 1024)
    await app.close()
    await begin({}, { limits: { ...READER_LIMITS, resident: 1 } })
    expect(await errorOf('bomb.json', `[${'[],'.repeat(500_000)}[]]`)).toEqual({
      code: 'invalid_file',
      message: 'The file needs too much memory to read.',
    })
  }, 60_000)

  test('of tokens', async () => {
    await app.close()
    await begin({}, { limits: { ...READER_LIMITS, tokens: 10_000 } })
    expect(await errorOf('long.txt', text)).toEqual({
      code: 'invalid_file',
      message: 'The file has more than 10000 tokens.',
    })
    expect(await untilRead(app, store.id)).toMatchObject({ usage_bytes: 0 })
  })
})

test('what is deleted while it is read, or with its store or its file, leaves nothing', async () => {
  const text = Array.from({ length: 20_000 }, (_, at) => `Line ${at} of the terms.`).join('\n')
  const id = await upload('terms.txt', text)
  await put({ file_id: id })
  await app.json('DELETE', `${path}/files/${id}`)
  await put({ file_id: id })
  await untilRead(app, store.id)
  expect((await contentOf(id)).join('')).toBe(text)
  await app.json('DELETE', `/v1/files/${id}`)
  expect(await untilRead(app, store.id)).toMatchObject({
    usage_bytes: 0,
    file_counts: { total: 0 },
  })
  expect(await app.json('POST', `${path}/search`, { query: 'terms' })).toMatchObject({ data: [] })
  while (await app.services.store.purgeChunks(1000)) continue
  const none = { vectorStoreIds: [store.id], limit: 10, terms: ['terms'] }
  expect(await app.services.store.findByWords(none)).toEqual([])
})

describe('batches', () => {
  const create = (body: object) =>
    accepted<VectorStoreFileBatch>(
      'createVectorStoreFileBatch',
      app.request('POST', `${path}/file_batches`, body),
    )
  const at = (id: string) => `${path}/file_batches/${id}`

  test('of files that share their options, and of files each with its own', async () => {
    const ids = [await upload('a.txt', 'alpha'), await upload('b.png', new Uint8Array([0, 1]))]
    const batch = await create({ file_ids: ids, attributes: { year: 1 } })
    expect(batch).toEqual({
      id: expect.stringMatching(/^vsfb_\w{24}$/),
      object: 'vector_store.files_batch',
      created_at: Math.floor(app.clock.now() / 1000),
      vector_store_id: store.id,
      status: 'in_progress',
      file_counts: { in_progress: 2, completed: 0, failed: 0, cancelled: 0, total: 2 },
    })
    await untilRead(app, store.id)
    const read = await accepted('getVectorStoreFileBatch', app.request('GET', at(batch.id)))
    expect(read).toMatchObject({ status: 'completed', file_counts: { completed: 1, failed: 1 } })
    const listed = await accepted<List<VectorStoreFile>>(
      'listFilesInVectorStoreBatch',
      app.request('GET', `${at(batch.id)}/files?order=asc`),
    )
    expect(listed.data.map(({ id, attributes }) => [id, attributes])).toEqual(
      ids.map((id) => [id, { year: 1 }]),
    )
    const own = await create({ files: [{ file_id: ids[0], attributes: { own: true } }] })
    await untilRead(app, store.id)
    expect((await get(ids[0] ?? '')).attributes).toEqual({ own: true })
    expect(await app.json('GET', at(own.id))).toMatchObject({ file_counts: { total: 1 } })
    expect(await app.json('GET', path)).toMatchObject({ file_counts: { total: 2 } })
  })

  test('all failed is failed; a cancelled one stays so', async () => {
    const bad = await create({ file_ids: [await upload('a.png', new Uint8Array([0]))] })
    await untilRead(app, store.id)
    expect(await app.json('GET', at(bad.id))).toMatchObject({ status: 'failed' })

    const long = 'word '.repeat(400_000)
    const ids = [await upload('a.txt', long), await upload('b.txt', long)]
    const batch = await create({ file_ids: ids })
    const cancel = () => app.request('POST', `${at(batch.id)}/cancel`)
    const cancelled = await accepted('cancelVectorStoreFileBatch', cancel())
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      file_counts: { cancelled: 2, total: 2 },
    })
    // What has ended is answered as it is.
    expect(await accepted('cancelVectorStoreFileBatch', cancel())).toEqual(cancelled)
    const failed = app.request('POST', `${at(bad.id)}/cancel`)
    expect(await accepted('cancelVectorStoreFileBatch', failed)).toMatchObject({ status: 'failed' })
    expect(await get(ids[0] ?? '')).toMatchObject({ status: 'cancelled' })
    expect(await app.json('POST', `${path}/search`, { query: 'word' })).toMatchObject({ data: [] })
  })

  test.each([
    [{}, 'missing_required_parameter'],
    [{ file_ids: [] }, 'empty_array'],
    [{ file_ids: ['file-x'], files: [{ file_id: 'file-x' }] }, 'mutually_exclusive_parameters'],
    [{ files: [{}] }, 'missing_required_parameter'],
  ])('refuses %j', async (body, code) => {
    const refusal = await refused(app.request('POST', `${path}/file_batches`, body))
    expect(refusal).toMatchObject({ status: 400, code })
  })

  test('that is not here', async () => {
    expect(await refused(app.request('GET', at('vsfb_none')))).toMatchObject({
      status: 404,
      message: `No file batch found with id 'vsfb_none' in vector store '${store.id}'.`,
    })
    expect(await refused(app.request('GET', at('batch_1')))).toMatchObject({ status: 400 })
  })
})

test.each([
  [{ file_id: 'file-none' }, 404],
  [{}, 400],
  [{ file_id: 'file-none', attributes: { a: [] } }, 400],
  [{ file_id: 'file-none', attributes: { a: 'x'.repeat(513) } }, 400],
])('refuses to put in %j', async (body, status) => {
  expect(await refused(app.request('POST', `${path}/files`, body))).toMatchObject({ status })
})
