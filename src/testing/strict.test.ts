import { expect, test } from 'vitest'

import { newTestApp } from './app.ts'
import { buildThread } from './builders.ts'
import { readAlong } from './strict.ts'

/** What reading an answer along finds; the answer itself has to come through as it was. */
const found = async (method: string, path: string, text: string, init: ResponseInit) => {
  const findings: string[] = []
  const seen = { method, path, response: new Response(text, init) }
  const passed = await readAlong(seen, (finding) => findings.push(finding))
  expect(await passed.text()).toBe(text)
  return findings
}
const json = (status = 200) => ({ status, headers: { 'content-type': 'application/json' } })
const sse = { headers: { 'content-type': 'text/event-stream' } }
const thread = { ...buildThread({ id: 'thread_1' }), tool_resources: {} }

test('a good answer passes; one with a field too many, or too few, does not', async () => {
  const read = (body: object) => found('GET', '/threads/thread_1', JSON.stringify(body), json())
  expect(await read(thread)).toEqual([])
  expect((await read({ ...thread, extra: 1 })).join()).toContain('"unevaluatedProperty":"extra"')
  const { metadata: _, ...less } = thread
  expect((await read(less)).join()).toContain("required property 'metadata'")
})

test('a refusal has its four fields', async () => {
  const error = { message: 'm', type: 't', param: null, code: null }
  const read = (body: object) => found('GET', '/x', JSON.stringify({ error: body }), json(404))
  expect(await read(error)).toEqual([])
  const { code: _, ...less } = error
  expect((await read(less)).join()).toContain("required property 'code'")
})

test('a stream is read event by event, to its end', async () => {
  const frame = (event: string, data: unknown) =>
    `event: ${event}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
  const read = (...frames: string[]) => found('POST', '/threads/runs', frames.join(''), sse)
  expect(await read(frame('thread.created', thread))).toEqual([
    'POST /threads/runs 200: a stream that ended without done',
  ])
  const wrong = await read(
    frame('thread.created', { ...thread, extra: 1 }),
    frame('done', '[DONE]'),
  )
  expect(wrong.join()).toContain('"unevaluatedProperty":"extra"')
  expect(wrong.join()).toContain('is no end')
})

test('an app that answered wrongly says so when it is closed', async () => {
  const app = await newTestApp()
  const metadata = { key: 1 as unknown as string } // which nothing lets in
  await app.services.store.insertThread({ ...thread, metadata }, [])
  const answer = await app.request('GET', '/v1/threads/thread_1')
  expect(answer.status).toBe(200)
  await expect(app.close()).rejects.toThrow('/metadata/key must be string')
})
