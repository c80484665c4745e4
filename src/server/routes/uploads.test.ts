import { createHash } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Upload, UploadPart } from '#contract/upload.ts'
import { sweep } from '#server/files/sweep.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused } from '#testing/checked.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
})
afterEach(() => app.close())

const create = (fields: object = {}) =>
  accepted<Upload>(
    'createUpload',
    app.request('POST', '/v1/uploads', {
      filename: '../notes.txt',
      purpose: 'assistants',
      bytes: 11,
      mime_type: 'text/plain',
      ...fields,
    }),
  )
const partForm = (content: BlobPart) => {
  const form = new FormData()
  form.set('data', new Blob([content]))
  return form
}
const add = (id: string, content: BlobPart) =>
  app.request('POST', `/v1/uploads/${id}/parts`, partForm(content))
const added = async (id: string, content: BlobPart) =>
  (await accepted<UploadPart>('addUploadPart', add(id, content))).id
const complete = (id: string, body: object) =>
  app.request('POST', `/v1/uploads/${id}/complete`, body)
const textOf = async (id: string) => new Response(await app.services.bytes.read(id)).text()

test('parts become a file, in the order asked for', async () => {
  const upload = await create({ expires_after: { anchor: 'created_at', seconds: 3600 } })
  const now = Math.floor(app.clock.now() / 1000)
  expect(upload).toEqual({
    id: expect.stringMatching(/^upload_\w{24}$/),
    object: 'upload',
    created_at: now,
    filename: 'notes.txt',
    bytes: 11,
    purpose: 'assistants',
    status: 'pending',
    expires_at: now + 3600,
    file: null,
  })
  const world = await added(upload.id, 'world')
  const hello = await added(upload.id, 'hello ')
  const md5 = createHash('md5').update('hello world').digest('hex')
  const done = await accepted<Upload>(
    'completeUpload',
    complete(upload.id, { part_ids: [hello, world], md5: ` ${md5.toUpperCase()} ` }),
  )
  expect(done).toMatchObject({
    status: 'completed',
    file: { bytes: 11, filename: 'notes.txt', purpose: 'assistants', expires_at: now + 3600 },
  })
  const fileId = done.file?.id ?? ''
  expect(await textOf(fileId)).toBe('hello world')
  expect(await app.json('GET', `/v1/files/${fileId}`)).toEqual(done.file)
  expect(await app.services.bytes.read(hello)).toBeUndefined()
  const over = { status: 400, message: /is completed/ }
  const again = complete(upload.id, { part_ids: [hello, world] })
  expect((await refused(again)).message).toMatch(over.message)
  expect((await refused(add(upload.id, 'x'))).message).toMatch(over.message)
  const cancel = app.request('POST', `/v1/uploads/${upload.id}/cancel`)
  expect((await refused(cancel)).message).toMatch(over.message)
})

test.each(['hello world', 'wörld '.repeat(20_000)])(
  'a part may be a plain field: %.12s',
  async (text) => {
    const { id } = await create({ bytes: Buffer.byteLength(text) })
    const form = new FormData()
    form.set('data', text)
    const send = () =>
      app.request('POST', `/v1/uploads/${id}/parts`, form, { 'idempotency-key': 'once' })
    const part = await accepted<UploadPart>('addUploadPart', send())
    expect(await accepted('addUploadPart', send())).toEqual(part)
    const done = await accepted<Upload>('completeUpload', complete(id, { part_ids: [part.id] }))
    expect(await textOf(done.file?.id ?? '')).toBe(text)
  },
)

test('of two that complete at once, one does', async () => {
  const { id } = await create({ bytes: 1 })
  const part_ids = [await added(id, 'x')]
  const answers = await Promise.all([complete(id, { part_ids }), complete(id, { part_ids })])
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]))
  expect(await app.json<{ data: unknown[] }>('GET', '/v1/files')).toMatchObject({ data: [{}] })
})

test('a cancelled one takes no more', async () => {
  const { id } = await create()
  const part = await added(id, 'hello ')
  const cancelled = app.request('POST', `/v1/uploads/${id}/cancel`)
  expect(await accepted('cancelUpload', cancelled)).toMatchObject({ status: 'cancelled' })
  expect(await app.services.bytes.read(part)).toBeUndefined()
  expect(await refused(add(id, 'x'))).toMatchObject({ status: 400 })
})

test('after an hour it is over, and what it had is swept away', async () => {
  const { id } = await create()
  const part = await added(id, 'hello ')
  app.clock.advance(3_600_000)
  expect((await refused(add(id, 'x'))).message).toMatch(/is expired/)
  await sweep(app.services)
  expect(await app.services.bytes.read(part)).toBeUndefined()
  expect(await app.services.store.listUploadParts(id)).toEqual([])
})

describe('refusals leave nothing behind', () => {
  test.each([
    [{ bytes: -1 }, 'integer_below_min_value'],
    [{ bytes: 9 * 1024 ** 3 }, 'integer_above_max_value'],
    [{ purpose: 'user_data' }, 'invalid_value'],
    [{ mime_type: undefined }, 'missing_required_parameter'],
  ])('an upload with %j', async (fields, code) => {
    const body = { filename: 'a', purpose: 'batch', bytes: 1, mime_type: 'x/y', ...fields }
    expect(await refused(app.request('POST', '/v1/uploads', body))).toMatchObject({
      status: 400,
      code,
    })
  })

  test('parts that are none, or hold too much', async () => {
    const { id } = await create()
    expect(await refused(add(id, 'x'.repeat(12)))).toMatchObject({ status: 400, param: 'data' })
    const form = new FormData()
    form.set('file', new Blob(['x']))
    expect(await refused(app.request('POST', `/v1/uploads/${id}/parts`, form))).toMatchObject({
      message: "Unknown parameter: 'file'.",
    })
    expect(
      await refused(app.request('POST', `/v1/uploads/${id}/parts`, new FormData())),
    ).toMatchObject({ status: 400 })
    expect(await refused(add('upload_none', 'x'))).toMatchObject({
      status: 404,
      message: 'No such Upload object: upload_none',
    })
    expect(await app.services.store.listUploadParts(id)).toEqual([])
  })

  test('completions that do not add up', async () => {
    const { id } = await create()
    const part = await added(id, 'hello ')
    expect((await refused(complete(id, { part_ids: [part] }))).message).toMatch(/hold 6 bytes/)
    expect((await refused(complete(id, { part_ids: [part, part] }))).message).toMatch(/twice/)
    expect((await refused(complete(id, { part_ids: ['part_x'] }))).message).toMatch(/no part/)
    const rest = await added(id, 'world')
    const body = { part_ids: [part, rest], md5: '0'.repeat(32) }
    expect(await refused(complete(id, body))).toMatchObject({ status: 400, param: 'md5' })
    expect(await app.json('GET', '/v1/files')).toMatchObject({ data: [] })
    expect((await complete(id, { part_ids: [part, rest] })).status).toBe(200)
  })
})
