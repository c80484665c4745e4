import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import OpenAI, { BadRequestError } from 'openai'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import type { RunEvent } from '#contract/event.ts'
import type { List } from '#contract/primitives.ts'
import { SDK_HEADERS } from '#testing/app.ts'
import { violations } from '#testing/stream-rules.ts'

import { readCommandLine } from './config.ts'
import { type Running, start } from './start.ts'

// Real processes and sockets, on whatever else the machine is doing.
vi.setConfig({ testTimeout: 30_000 })

/** What may happen in either order is tried so often. */
const ROUNDS = 5

let dir: string
let server: Running
let client: OpenAI
let assistant_id: string
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clew-races-'))
  const env = { CLEW_LOG_LEVEL: 'silent', CLEW_SAMPLES: 'off' }
  server = await start(readCommandLine({ argv: ['--port', '0', '--data', dir], env }).config)
  client = new OpenAI({ apiKey: 'sk-any', baseURL: `${server.url}/v1`, maxRetries: 0 })
  assistant_id = (await client.beta.assistants.create({ model: 'scripted-instant' })).id
})
afterAll(async () => {
  await server.stop()
  rmSync(dir, { recursive: true })
})

const times = <T>(count: number, ask: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, index) => ask(index)))

/** What was granted; whatever was not has been refused with a 400 that says so. */
const granted = <T>(answers: PromiseSettledResult<T>[], refusal: RegExp): T[] =>
  answers.flatMap((answer) => {
    if (answer.status === 'fulfilled') return [answer.value]
    expect(answer.reason).toBeInstanceOf(BadRequestError)
    expect(String(answer.reason)).toMatch(refusal)
    return []
  })

const threads = () => client.beta.threads
const newThread = async () =>
  (await threads().create({ messages: [{ role: 'user', content: 'Hi' }] })).id

const logOf = async (thread_id: string, run_id: string): Promise<RunEvent[]> => {
  const path = `${server.url}/v1/threads/${thread_id}/runs/${run_id}/events?stream=false&limit=1000`
  const list = (await (await fetch(path, { headers: SDK_HEADERS })).json()) as List<RunEvent> // ours
  return list.data
}

test('of ten runs created at once one is; a thread is not held by those that were refused', async () => {
  const thread_id = await newThread()
  const made = await times(10, () =>
    threads().runs.create(thread_id, { assistant_id, model: 'scripted-stall' }),
  )
  const [run, ...more] = granted(made, /already has an active run run_\w+\./)
  expect(more).toEqual([])
  expect((await threads().runs.list(thread_id)).data.map(({ id }) => id)).toEqual([run?.id])
  await threads().runs.cancel(run?.id ?? '', { thread_id })
  await threads().runs.poll(run?.id ?? '', { thread_id })
  await threads().messages.create(thread_id, { role: 'user', content: 'And now?' })
})

test('messages that race a run come before it or not at all', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const thread_id = await newThread()
    const message = (index: number) =>
      threads().messages.create(thread_id, { role: 'user', content: `Message ${index}` })
    const [early, [run], late] = await Promise.all([
      times(5, message),
      times(1, () => threads().runs.create(thread_id, { assistant_id })),
      times(5, message),
    ])
    if (run?.status !== 'fulfilled') throw new Error('no run')
    const refusal = /Can't add messages to thread_\w+ while a run run_\w+ is active\./
    const said = granted([...early, ...late], refusal).map(({ id }) => id)
    await threads().runs.poll(run.value.id, { thread_id })
    const { data } = await threads().messages.list(thread_id, { order: 'asc' })
    const answer = data.findIndex(({ role }) => role === 'assistant')
    const before = data.slice(0, answer).map(({ id }) => id)
    expect(before.slice(1).toSorted()).toEqual(said.toSorted())
    expect(data).toHaveLength(answer + 1)
  }
})

test('outputs that are submitted by several at once are taken from one', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const thread_id = await newThread()
    const run = await threads().runs.createAndPoll(thread_id, {
      assistant_id,
      model: 'scripted-instant-tools',
      tools: [{ type: 'function', function: { name: 'look_up' } }],
    })
    const [call] = run.required_action?.submit_tool_outputs.tool_calls ?? []
    const made = await times(5, (index) =>
      threads().runs.submitToolOutputs(run.id, {
        thread_id,
        tool_outputs: [{ tool_call_id: call?.id ?? '', output: `output ${index}` }],
      }),
    )
    const winner = made.findIndex(({ status }) => status === 'fulfilled')
    const taken = granted(made, /Runs in status "\w+" do not accept tool outputs\./)
    expect(taken).toHaveLength(1)
    expect((await threads().runs.poll(run.id, { thread_id })).status).toBe('completed')
    const [first] = (await threads().runs.steps.list(run.id, { thread_id, order: 'asc' })).data
    expect(first?.step_details).toMatchObject({
      tool_calls: [{ function: { output: `output ${winner}` } }],
    })
    expect(violations(await logOf(thread_id, run.id))).toEqual([])
  }
})

const MOMENTS = ['thread.run.created', 'thread.message.delta', 'thread.message.completed']

test('a cancel that races the end: one of them wins, and both say the same', async () => {
  const ends = new Set<string>()
  for (let round = 0; round < 6 * ROUNDS; round += 1) {
    const thread_id = await newThread()
    // The first one cannot have ended by then, whatever else the machine does.
    const model = round === 0 ? 'scripted-slow' : 'scripted-instant'
    const stream = await threads().runs.create(thread_id, { assistant_id, model, stream: true })
    // At its creation, at its first words, at its end.
    const moment = MOMENTS[round % MOMENTS.length]
    let id = ''
    for await (const { event, data } of stream) {
      if (event === 'thread.run.created') id = data.id
      if (event === moment) break
    }
    const answers = await times(2, () => threads().runs.cancel(id, { thread_id }))
    const taken = granted(answers, /Cannot cancel run with status '\w+'\./)
    const { status } = await threads().runs.poll(id, { thread_id })
    expect(taken.length).toBe(status === 'cancelled' ? 1 : 0)
    ends.add(status)
    const log = await logOf(thread_id, id)
    expect(violations(log)).toEqual([])
    expect(log.at(-1)?.event).toBe(`thread.run.${status}`)
    await threads().messages.create(thread_id, { role: 'user', content: 'Free?' })
  }
  expect(ends).toEqual(new Set(['cancelled', 'completed']))
})
