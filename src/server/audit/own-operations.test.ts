import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { List } from '#contract/primitives.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Thread } from '#contract/thread.ts'
import { openStore } from '#server/store/open.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { accepted, refused, uploadFile } from '#testing/checked.ts'
import { type Served, serveApp } from '#testing/serve.ts'

let app: TestApp
let served: Served
beforeEach(async () => {
  app = await newTestApp()
  served = await serveApp(app.app)
})
afterEach(async () => {
  await served.close()
  await app.close()
})

test('the console reads files that the API keeps back', async () => {
  const id = await uploadFile(app, { purpose: 'assistants' })
  expect((await app.request('GET', `/v1/files/${id}/content`)).status).toBe(400)
  const response = await app.request('GET', `/api/files/${id}/content`)
  expect(await response.text()).toBe('notes')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(await refused(app.request('GET', '/api/files/file-none/content'))).toMatchObject({
    status: 404,
  })
})

test('the days of a thread that have messages are told, with the first message of each', async () => {
  const thread = await app.json<Thread>('POST', '/v1/threads', {
    messages: [{ role: 'user', content: 'Hello' }],
  })
  const [message] = (await app.json<List<Message>>('GET', `/v1/threads/${thread.id}/messages`)).data
  const at = message?.created_at ?? NaN
  const starts = [at - 2, at, at + 2].map((start) => `starts[]=${start}`).join('&')
  const path = `/api/threads/${thread.id}/days`
  expect(await accepted('getMessageDays', app.request('GET', `${path}?${starts}`))).toEqual({
    object: 'thread.message_days',
    first_at: at,
    last_at: at,
    data: [{ start: at, message_id: message?.id }],
  })
  expect(await refused(app.request('GET', `${path}?starts[]=soon`))).toMatchObject({ status: 400 })
  expect(await refused(app.request('GET', '/api/threads/thread_none/days'))).toMatchObject({
    status: 404,
  })
})

test('the steps of a thread that called tools are listed in pages, without those of other threads', async () => {
  const store = await openStore({ path: ':memory:' })
  const app = await newTestApp({}, { store })
  onTestFinished(() => app.close())
  const [thread, empty] = [buildThread(), buildThread()]
  const run = buildRun({ thread_id: thread.id, status: 'completed' })
  const ids = { thread_id: thread.id, run_id: run.id, created_at: run.created_at }
  const results = [
    {
      file_id: 'file_1',
      file_name: 'a.md',
      score: 1,
      content: [{ type: 'text', text: 'A passage' }],
    },
  ]
  const steps = [1, 2, 3].map((at) =>
    buildRunStep({
      ...ids,
      type: 'tool_calls',
      step_details: {
        type: 'tool_calls',
        tool_calls: [{ id: `call_${at}`, type: 'file_search', file_search: { results } }],
      },
    }),
  )
  await store.insertThread(thread, [])
  await store.insertThread(empty, [])
  await store.insertRun(run, [], [])
  const change = { from: ['completed'], events: () => [] } as const
  await store.commitRun(thread.id, run.id, { ...change, steps: [buildRunStep(ids), ...steps] })
  const path = `/api/threads/${thread.id}/tool_steps`
  const listed = (query: string) =>
    accepted<List<RunStep>>('listToolSteps', app.request('GET', `${path}?${query}`))
  const first = await listed('limit=2')
  expect(first).toMatchObject({ has_more: true, last_id: steps[1]?.id })
  expect(first.data.map(({ id }) => id)).toEqual([steps[0]?.id, steps[1]?.id])
  expect(JSON.stringify(first)).not.toContain('A passage')
  const rest = await listed(
    `limit=2&after=${steps[1]?.id}&include[]=step_details.tool_calls[*].file_search.results[*].content`,
  )
  expect(rest).toMatchObject({ has_more: false, data: [{ id: steps[2]?.id }] })
  expect(JSON.stringify(rest)).toContain('A passage')
  const other = await app.json<List<RunStep>>('GET', `/api/threads/${empty.id}/tool_steps`)
  expect(other).toMatchObject({ data: [], has_more: false })
  for (const wrong of ['/api/threads/thread_none/tool_steps', `${path}?after=step_none`])
    expect(await refused(app.request('GET', wrong))).toMatchObject({ status: 404 })
})

test('the change feed tells of a committed write, over a socket, and lets go of its reader', async () => {
  const stop = new AbortController()
  const headers = { authorization: 'Bearer x' }
  const response = await fetch(`${served.url}/api/changes`, { headers, signal: stop.signal })
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const thread = await app.json<Thread>('POST', '/v1/threads')
  let text = ''
  while (!text.includes(thread.id)) text += (await reader?.read())?.value ?? ''
  expect(text).toMatch(/event: change\nid: \d+\ndata: {"type":"thread.created"/)
  stop.abort()
})
