import { pino } from 'pino'
import { expect, test } from 'vitest'

import type { Run } from '#contract/run.ts'
import { modelAt } from '#testing/endpoint-model.ts'
import { type Answer, chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'
import { answerIn, newRunApp, textOf } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

const WHOLE = sse(chunk({ content: 'Whole.' }), chunk({}, { finish_reason: 'stop' }))
/** Says something, then does what goes wrong. */
const begun =
  (then: Answer): Answer =>
  (response, request) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chunk({ content: 'Half an ' }), () => then(response, request))
  }
const later = { 'retry-after-ms': '1' }

const runAgainst = async (options: Parameters<typeof modelAt>[1], ...answers: Answer[]) => {
  const { baseUrl, bodies } = await endpoint(...answers)
  const it = await newRunApp({}, { models: modelAt(baseUrl, options) })
  return { ...it, run: await it.create(), bodies }
}
type It = Awaited<ReturnType<typeof runAgainst>>

/** How the run ended, its thread free again and its log in order. */
const endOf = async ({ run, events, store, app }: It): Promise<Run | undefined> => {
  expect(violations(await events(run))).toEqual([])
  const path = `/v1/threads/${run.thread_id}/messages`
  const { status } = await app.request('POST', path, { role: 'user', content: 'Free?' })
  expect(status).toBe(200)
  return store.getRun(run.thread_id, run.id)
}

test.each<[string, string, Answer, string]>([
  ['drops', 'Half an ', begun((response) => response.destroy()), 'server_error'],
  [
    'sends garbage',
    'Half an ',
    begun((response) => response.end('data: {"cho\n\n')),
    'server_error',
  ],
  ['falls silent', 'Half an ', begun(() => undefined), 'server_error'],
  ['ends too early', 'Half an ', begun((response) => response.end()), 'server_error'],
  ['answers 500', '', refuse(500, '{}', later), 'server_error'],
  ['answers 429', '', refuse(429, '{}', later), 'rate_limit_exceeded'],
  ['is no model', '', (response) => response.end('<html>'), 'server_error'],
])('an endpoint that %s: the run fails, what it said is kept', async (_, said, answer, code) => {
  const it = await runAgainst({ idleTimeout: 50 }, answer)
  expect(await endOf(it)).toMatchObject({ status: 'failed', last_error: { code } })
  const message = await answerIn(it.store, it.run.thread_id)
  expect(textOf(message) ?? '').toBe(said)
  if (message) {
    expect(message).toMatchObject({ incomplete_details: { reason: 'run_failed' } })
  }
})

test.each([429, 500, 503])('a single %i before the first token goes unnoticed', async (status) => {
  const it = await runAgainst({}, refuse(status, '{}', later), WHOLE)
  expect(await endOf(it)).toMatchObject({ status: 'completed' })
  expect(it.bodies).toHaveLength(2)
})

test('an endpoint that sends a byte now and then holds nothing: the run can be cancelled at once', async () => {
  let isClosed = false
  const it = await runAgainst(
    {},
    begun((response) => {
      const timer = setInterval(() => response.write(':'), 5)
      response.on('close', () => {
        clearInterval(timer)
        isClosed = true
      })
    }),
  )
  await it.until(it.run, 'thread.message.delta')
  await it.runs.cancelRun(it.run.thread_id, it.run.id)
  expect(await endOf(it)).toMatchObject({ status: 'cancelled' })
  await expect.poll(() => isClosed).toBe(true)
})

test('and is not waited for longer than a run may take', async () => {
  const it = await runAgainst(
    {},
    begun(() => undefined),
  )
  await it.until(it.run, 'thread.message.delta')
  it.clock.advance(600_000)
  await it.runs.getRun(it.run.thread_id, it.run.id)
  expect(await endOf(it)).toMatchObject({ status: 'expired' })
})

const repeats = (text: string) => JSON.stringify({ error: { message: `no: ${text}` } })
const PRIVATE = 'my-word'

test.each<[string, Answer]>([
  ['in a refusal', refuse(400, repeats(PRIVATE))],
  ['in a stream', begun((response) => response.end(`data: ${repeats(PRIVATE)}\n\n`))],
  ['as a refusal of a long prompt', refuse(400, repeats(`context_length_exceeded ${PRIVATE}`))],
  ['as its reason to end', sse(chunk({ content: 'a' }), chunk({}, { finish_reason: PRIVATE }))],
  [
    'as the name of a function',
    sse(
      chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: PRIVATE, arguments: '{}' } }] }),
      chunk({}, { finish_reason: 'tool_calls' }),
    ),
  ],
])('words of a thread that an endpoint repeats %s are told, and not logged', async (_, answer) => {
  const lines: string[] = []
  const { baseUrl } = await endpoint(answer)
  const log = pino({}, { write: (line: string) => void lines.push(line) })
  const it = await newRunApp({}, { models: modelAt(baseUrl), log })
  const run = await it.create()
  await it.events(run)
  expect((await it.store.getRun(run.thread_id, run.id))?.last_error?.message).toContain(PRIVATE)
  const line = lines.find((each) => each.includes('a model call failed'))
  expect(JSON.parse(line ?? '{}')).toMatchObject({ run: run.id, code: expect.any(String) })
  expect(lines.join('')).not.toContain(PRIVATE)
})
