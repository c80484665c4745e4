import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { FileObject } from '#contract/file.ts'
import type { List } from '#contract/primitives.ts'
import { TooLarge } from '#server/files/file-bytes.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile, uploadForm } from '#testing/checked.ts'

import { StoreFull } from '../refusals/failures.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
})
afterEach(() => app.close())

const upload = (form: FormData | string, headers?: Record<string, string>) =>
  app.request('POST', '/v1/files', form, headers)
const uploaded = (...args: Parameters<typeof uploadForm>) =>
  accepted<FileObject>('createFile', upload(uploadForm(...args)))

test('an upload, its list, its bytes, its end', async () => {
  const content = new Uint8Array(300_000).map((_, at) => at % 251)
  const file = await uploaded({ name: 'data.bin', content }, { purpose: 'batch' })
  expect(file).toEqual({
    id: expect.stringMatching(/^file-\w{24}$/),
    object: 'file',
    bytes: 300_000,
    created_at: Math.floor(app.clock.now() / 1000),
    filename: 'data.bin',
    purpose: 'batch',
    status: 'processed',
  })
  const path = `/v1/files/${file.id}`
  expect(await accepted('retrieveFile', app.request('GET', path))).toEqual(file)
  const bytes = await app.request('GET', `${path}/content`)
  expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(content)
  expect(await accepted('deleteFile', app.request('DELETE', path))).toEqual({
    id: file.id,
    object: 'file',
    deleted: true,
  })
  const gone = { status: 404, message: `No such File object: ${file.id}`, param: 'id', code: null }
  expect(await refused(app.request('GET', path))).toMatchObject(gone)
  expect(await refused(app.request('GET', `${path}/content`))).toMatchObject(gone)
  expect(await refused(app.request('DELETE', path))).toMatchObject(gone)
  expect(await app.services.bytes.read(file.id)).toBeUndefined()
})

test('needs no beta header', async () => {
  const response = await app.app.request('/v1/files', { headers: { authorization: 'Bearer x' } })
  expect(response.status).toBe(200)
})

test('the list: by purpose, by cursor, ten thousand unless told otherwise', async () => {
  const a = await uploadFile(app)
  const b = await uploadFile(app, { purpose: 'vision' })
  const c = await uploadFile(app)
  const list = async (query: string) => {
    const page = await accepted<List<FileObject>>(
      'listFiles',
      app.request('GET', `/v1/files?${query}`),
    )
    return page.data.map(({ id }) => id)
  }
  expect(await list('')).toEqual([c, b, a])
  expect(await list('purpose=assistants&order=asc')).toEqual([a, c])
  expect(await list(`after=${c}&limit=1`)).toEqual([b])
  // Files have no such cursor: it is a parameter like any that nobody knows.
  expect(await list(`before=${a}`)).toEqual([c, b, a])
})

test('a file with a time to live is gone when it is over', async () => {
  const file = await uploaded(
    { name: 'a.txt', content: 'a' },
    {
      purpose: 'user_data',
      'expires_after[anchor]': 'created_at',
      'expires_after[seconds]': '3600',
    },
  )
  expect(file.expires_at).toBe(file.created_at + 3600)
  app.clock.advance(3_600_000)
  expect(await refused(app.request('GET', `/v1/files/${file.id}`))).toMatchObject({ status: 404 })
  const content = app.request('GET', `/v1/files/${file.id}/content`)
  expect(await refused(content)).toMatchObject({ status: 404 })
  const attachments = [{ file_id: file.id, tools: [{ type: 'file_search' }] }]
  const messages = [{ role: 'user', content: 'x', attachments }]
  expect(await refused(app.request('POST', '/v1/threads', { messages }))).toMatchObject({
    status: 404,
    message: `No such File object: ${file.id}`,
  })
  const { data } = await app.json<{ data: unknown[] }>('GET', '/v1/files')
  expect(data).toEqual([])
})

describe('content', () => {
  const contentOf = async (purpose: string, name = 'a.txt') => {
    const { id } = await uploaded({ name, content: '<script>alert(1)</script>' }, { purpose })
    return app.request('GET', `/v1/files/${id}/content`)
  }

  test.each(['assistants', 'user_data'])('%s is kept back', async (purpose) => {
    expect(await refused(contentOf(purpose))).toMatchObject({
      status: 400,
      message: `Not allowed to download files of purpose: ${purpose}`,
    })
  })

  test('is handed out whatever its purpose where that is set', async () => {
    await app.close()
    app = await newTestApp({ allowAllDownloads: true })
    expect((await contentOf('assistants')).status).toBe(200)
  })

  test.each([
    ['page.html', 'application/octet-stream', 'attachment'],
    ['picture.svg', 'application/octet-stream', 'attachment'],
    ['code.js', 'application/octet-stream', 'attachment'],
    ['photo.PNG', 'image/png', 'inline'],
    ['photo.jpeg', 'image/jpeg', 'inline'],
  ])('%s never runs', async (name, type, disposition) => {
    const { headers } = await contentOf('vision', name)
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('content-disposition')).toMatch(new RegExp(`^${disposition};`))
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(headers.get('content-length')).toBe('25')
  })
})

describe('names', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    [String.raw`C:\windows\evil.exe`, 'evil.exe'],
    ['..', 'upload'],
    ['a %22b%22%0D%0A.txt', 'a "b"  .txt'],
    ['', 'upload'],
    ['ok\u0000\u0007name.txt', 'okname.txt'],
    ['photo\u202Egnp.exe', 'photognp.exe'],
    ['a\u2028b\u2029c\u200Bd\u2060e\uFEFFf\u200D.txt', 'abcdef.txt'],
    // Joiners are letters of a kind where others are: in Persian, in Hindi, in emoji.
    ['می\u200Cخواهم.txt', 'می\u200Cخواهم.txt'],
    ['👩\u200D🚀.txt', '👩\u200D🚀.txt'],
    ['发票 №7.pdf', '发票 №7.pdf'],
    [`${'x'.repeat(5000)}.txt`, `${'x'.repeat(251)}.txt`],
  ])('%j is kept as %j', async (name, kept) => {
    const boundary = 'xxBOUNDARYxx'
    const body = [
      `--${boundary}`,
      'Content-Disposition: form-data; name="purpose"',
      '',
      'vision',
      `--${boundary}`,
      `Content-Disposition: form-data; name="file"; filename="${name.replaceAll('\\', '\\\\')}"`,
      'Content-Type: text/html',
      '',
      'x',
      `--${boundary}--`,
      '',
    ].join('\r\n')
    const type = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    const file = await accepted<FileObject>('createFile', upload(body, type))
    expect(file.filename).toBe(kept)
    const { headers } = await app.request('GET', `/v1/files/${file.id}/content`)
    const disposition = headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^[\x20-\x7e]+$/)
    const [, encoded = ''] = /filename\*=UTF-8''(.*)$/.exec(disposition) ?? []
    expect(decodeURIComponent(encoded)).toBe(kept)
  })
})

test('a boundary that is too long is no form', async () => {
  const type = { 'content-type': `multipart/form-data; boundary=${'b'.repeat(300)}` }
  expect(await refused(upload('--b--', type))).toMatchObject({ status: 400 })
})

describe('refusals leave nothing behind', () => {
  const file = { name: 'a.txt', content: 'a' }
  const cases: [string, () => FormData | string, object][] = [
    [
      'no purpose',
      () => uploadForm(file, {}),
      { status: 400, message: "Missing required parameter: 'purpose'." },
    ],
    [
      'a purpose that is none',
      () => uploadForm(file, { purpose: 'fun' }),
      {
        status: 400,
        message:
          "Invalid value: 'fun'. Supported values are: 'assistants', 'batch', 'fine-tune', 'vision', 'user_data', and 'evals'.",
        param: 'purpose',
      },
    ],
    [
      'an unknown field',
      () => uploadForm(file, { purpose: 'vision', folder: 'x' }),
      { status: 400, message: "Unknown parameter: 'folder'." },
    ],
    [
      'too short a life',
      () =>
        uploadForm(file, {
          purpose: 'vision',
          'expires_after[anchor]': 'created_at',
          'expires_after[seconds]': '60',
        }),
      { status: 400, param: 'expires_after.seconds', code: 'integer_below_min_value' },
    ],
    [
      'a life that is no number',
      () =>
        uploadForm(file, {
          purpose: 'vision',
          'expires_after[anchor]': 'created_at',
          'expires_after[seconds]': 'long',
        }),
      { status: 400, param: 'expires_after.seconds', code: 'invalid_type' },
    ],
    [
      'no file',
      () => {
        const form = new FormData()
        form.set('purpose', 'vision')
        return form
      },
      { status: 400, message: "Missing required parameter: 'file'.", param: 'file' },
    ],
    [
      'two files',
      () => {
        const form = uploadForm(file)
        form.append('file', new File(['b'], 'b.txt'))
        return form
      },
      { status: 400, param: 'file' },
    ],
    [
      'a file under another name',
      () => {
        const form = uploadForm(file)
        form.append('extra', new File(['b'], 'b.txt'))
        return form
      },
      { status: 400, message: "Unknown parameter: 'extra'." },
    ],
    [
      'more fields than are read',
      () => {
        const form = uploadForm(file)
        for (let count = 0; count < 30; count += 1) form.append('purpose', 'vision')
        return form
      },
      { status: 400, code: 'too_many_parts' },
    ],
    ...['__proto__', 'constructor', 'expires_after[__proto__]', 'expires_after[constructor]'].map(
      (name): (typeof cases)[number] => [
        `a field of the name ${name}`,
        () => {
          const form = uploadForm(file)
          form.append(name, 'x')
          return form
        },
        { status: 400 },
      ],
    ),
    [
      'a file of the name __proto__',
      () => {
        const form = uploadForm(file)
        form.append('__proto__', new File(['b'], 'b.txt'))
        return form
      },
      { status: 400 },
    ],
    ['JSON instead of a form', () => '{"purpose":"vision"}', { status: 400 }],
  ]
  test.each(cases)('%s', async (_, body, refusal) => {
    expect(await refused(upload(body()))).toMatchObject(refusal)
    expect(await app.json('GET', '/v1/files')).toMatchObject({ data: [] })
    expect(await app.services.bytes.read('file-000000000000000000000001')).toBeUndefined()
  })

  test('a form that breaks off', async () => {
    const body =
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of it'
    const type = { 'content-type': 'multipart/form-data; boundary=b' }
    expect(await refused(upload(body, type))).toMatchObject({ status: 400 })
    expect(await refused(upload('', type))).toMatchObject({ status: 400 })
    expect(await refused(upload(body, { 'content-type': 'multipart/form-data' }))).toMatchObject({
      status: 400,
    })
    expect(await app.services.bytes.read('file-000000000000000000000001')).toBeUndefined()
  })

  test.each([
    [new TooLarge('past the limit'), { status: 413, code: 'request_too_large' }],
    [new StoreFull('no space'), { status: 507, code: 'insufficient_storage' }],
  ])('a write that fails in the middle: %s', async (failure, refusal) => {
    const write = async (_: string, stream: AsyncIterable<Uint8Array>): Promise<number> => {
      try {
        for await (const chunk of stream) if (chunk.byteLength > 0) throw failure
        return 0
      } finally {
        // A real one has to clean up before it can say that it failed.
        await new Promise(setImmediate)
        await new Promise(setImmediate)
      }
    }
    const bytes = { write, read: async () => undefined, delete: async () => {} }
    const full = await newTestApp({}, { bytes })
    const form = uploadForm({ name: 'a', content: new Uint8Array(5_000_000) })
    expect(await refused(full.request('POST', '/v1/files', form))).toMatchObject(refusal)
    expect(await full.json('GET', '/v1/files')).toMatchObject({ data: [] })
    await full.close()
  })

  test('a file that says it is too large', async () => {
    const headers = {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(600 * 1024 * 1024),
    }
    expect(await refused(upload('', headers))).toMatchObject({
      status: 413,
      message: 'The request is too large. The maximum size is 512 MB.',
    })
  })
})
