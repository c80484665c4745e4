import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'

import { buildMirror } from '#testing/mirrored.ts'

import { OutcomeUnknown } from './ask-once.ts'
import { isNotFound } from './failure.ts'
import { fileQuery } from './files.ts'
import { heardMirror, heardSession } from './repeats.ts'
import { uploadFile } from './upload-file.ts'

/** How each request ends, in turn; and the keys they carried. */
let answers: ('lost' | { status: number; body: object })[]
let keys: (string | undefined)[]

class FakeRequest {
  upload = {}
  status = 0
  responseText = ''
  onload = () => {}
  onerror = () => {}
  onloadend = () => {}
  #headers: Record<string, string> = {}
  open() {}
  abort() {}
  getResponseHeader() {
    return null
  }
  setRequestHeader(name: string, value: string) {
    this.#headers[name] = value
  }
  send() {
    keys.push(this.#headers['Idempotency-Key'])
    const answer = answers.shift() ?? 'lost'
    queueMicrotask(() => {
      if (answer === 'lost') return this.onerror()
      this.status = answer.status
      this.responseText = JSON.stringify(answer.body)
      this.onload()
    })
  }
}

beforeEach(() => {
  keys = []
  heardSession({ upstream: false })
  vi.stubGlobal('XMLHttpRequest', FakeRequest)
})
afterEach(() => vi.unstubAllGlobals())

const file = {
  id: 'file-1',
  object: 'file',
  bytes: 2,
  created_at: 1,
  filename: 'a.txt',
  purpose: 'assistants',
  status: 'processed',
}
const SINCE = 1_700_000_000_000
const upload = (isAgain = false) =>
  uploadFile({
    file: new File(['hi'], 'a.txt'),
    purpose: 'assistants',
    key: 'wish',
    since: SINCE,
    isAgain,
  })

/** In front of a server that lists no threads; it has these files, or cannot be asked for them. */
const inFront = (data: object[], { has_more = false, reachable = true } = {}) => {
  heardMirror({ lists_threads: false })
  const answers: Record<string, object> = {
    '/api/session': { version: '0', scripted: false, upstream: true },
    '/api/mirror': buildMirror({ reachable }),
    '/v1/files': { object: 'list', data, has_more },
  }
  vi.stubGlobal('fetch', async (url: string) => Response.json(answers[url.split('?')[0] ?? '']))
}
const made = (fields: object = {}) => ({
  ...file,
  id: `file-${Math.random()}`,
  created_at: SINCE / 1000,
  ...fields,
})

test('an upload whose answer was lost is asked again with its key before it fails', async () => {
  answers = ['lost', { status: 200, body: file }]
  expect((await upload()).id).toBe('file-1')
  expect(keys).toEqual(['wish', 'wish'])
})

test('it fails once the second answer is lost too', async () => {
  answers = ['lost', 'lost']
  await expect(upload()).rejects.toMatchObject({ kind: 'unreachable' })
  expect(keys).toHaveLength(2)
})

test('where a server behind knows no keys, an upload is found that it has, and not made again', async () => {
  const there = made()
  answers = ['lost', { status: 200, body: file }]
  inFront([made({ filename: 'b.txt' }), there])
  expect((await upload()).id).toBe(there.id)
  expect(keys).toHaveLength(1)
})

test.each([
  ['it has none of them', [], {}, false],
  ['one like it is older', [made({ created_at: 1 })], {}, true],
  [
    'more were made since than are looked at',
    [made({ filename: 'b.txt' })],
    { has_more: true },
    true,
  ],
  ['older ones follow', [made({ filename: 'b.txt', created_at: 1 })], { has_more: true }, false],
  ['the copy stands in for it', [], { reachable: false }, true],
])('it is not repeated by itself where %s', async (_, files, how, isUnknown) => {
  answers = ['lost', { status: 200, body: file }]
  inFront(files, how)
  const failure = await upload().catch((error: unknown) => error)
  expect(failure).toMatchObject({ kind: 'unreachable' })
  expect(failure instanceof OutcomeUnknown).toBe(isUnknown)
  expect(keys).toHaveLength(1)
})

test('another try of the reader takes what has come since, else it uploads', async () => {
  inFront([])
  answers = ['lost', { status: 200, body: file }]
  await upload().catch(() => undefined)
  const there = made()
  inFront([there])
  expect((await upload(true)).id).toBe(there.id)
  inFront([there])
  expect((await upload(true)).id).toBe('file-1')
  expect(keys).toHaveLength(2)
})

test('a refusal is an answer', async () => {
  answers = [{ status: 400, body: { error: { message: 'No.', type: 'invalid_request_error' } } }]
  await expect(upload()).rejects.toMatchObject({ kind: 'refused', status: 400 })
  expect(keys).toHaveLength(1)
})

test('a file is known by its upload while the server is away, and asked for all the same', async () => {
  answers = [{ status: 200, body: file }]
  await upload()
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')))
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const observer = new QueryObserver(client, fileQuery('file-1'))
  onTestFinished(observer.subscribe(() => {}))
  expect(observer.getCurrentResult().data).toEqual(file)
  await expect.poll(() => observer.getCurrentResult().isError).toBe(true)
  expect(observer.getCurrentResult().data).toEqual(file)
  vi.stubGlobal('fetch', async () => Response.json({}, { status: 404 }))
  await observer.refetch()
  expect(isNotFound(observer.getCurrentResult().error)).toBe(true)
})
