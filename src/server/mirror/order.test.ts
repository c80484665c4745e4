import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

const PATIENCE = 20_000
const ID = 'thread_new'

let it: InFrontOfLying
beforeEach(async () => {
  it = await newInFrontOfLying()
})
afterEach(() => it.close())

test('the question of a thread that was just made stands before its answer, within one second', async () => {
  const of = { thread_id: ID, created_at: 1_700_000_000 }
  const question = buildMessage({ ...of, id: 'msg_question' })
  const run = buildRun({ id: 'run_1', thread_id: ID, status: 'completed' })
  const made = { run_id: run.id, role: 'assistant' } as const
  const answer = buildMessage({ ...of, ...made, id: 'msg_answer' })
  const events = [
    ['thread.run.created', { ...run, status: 'queued', completed_at: null }],
    ['thread.message.created', { ...answer, status: 'in_progress', content: [] }],
    ['thread.message.completed', answer],
    ['thread.run.completed', run],
  ] as const
  const text = events
    .map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('')
  // What reads the thread meanwhile is held until the stream has passed.
  const passed = Promise.withResolvers<void>()
  let reads = 0
  it.answers['/threads'] = () => buildThread({ id: ID })
  it.offer(ID, {
    '/messages': async () => {
      reads += 1
      if (reads === 1) await passed.promise
      return listOf(reads === 1 ? [question, answer] : [question])
    },
    '/runs': (_query, request) =>
      request.method === 'POST'
        ? new Response(text, { headers: { 'content-type': 'text/event-stream' } })
        : listOf([]),
  })
  await it.front.json('POST', '/v1/threads', { messages: [{ role: 'user', content: 'Hello' }] })
  await vi.waitFor(() => expect(reads).toBe(1), PATIENCE)
  const body = { assistant_id: 'asst_a', stream: true }
  const streamed = await it.front.request('POST', `/v1/threads/${ID}/runs`, body)
  expect(await streamed.text()).toBe(text)
  const ids = async () => (await it.messagesOf(ID)).map(({ id }) => id)
  await vi.waitFor(async () => expect(await ids()).toContain('msg_answer'), PATIENCE)
  passed.resolve()
  await vi.waitFor(
    async () => expect(await ids()).toEqual(['msg_question', 'msg_answer']),
    PATIENCE,
  )
})
