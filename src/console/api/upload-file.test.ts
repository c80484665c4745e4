import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'

import { isNotFound } from './failure.ts'
import { fileQuery } from './files.ts'
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
const upload = () =>
  uploadFile({ file: new File(['hi'], 'a.txt'), purpose: 'assistants', key: 'wish' })

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
