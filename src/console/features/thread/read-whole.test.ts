import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { newQueryClient } from '#console/api/query-client.ts'
import type { Assistant } from '#contract/assistant.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'

import { type Reading, readPart, readWhole, readingText } from './read-whole.ts'

let server: TestApp
beforeEach(async () => {
  server = await newTestApp()
  onOwnOrigin(server.app)
})
afterEach(() => server.close())

const COUNT = 130
const signal = new AbortController().signal

/** Each message is answered by a run of its own, which called a tool; the last one is stopped and wrote nothing. */
const seed = async () => {
  const { id: assistant_id } = await server.json<Assistant>('POST', '/v1/assistants', {
    model: 'scripted',
    name: 'Desk',
  })
  const thread = buildThread()
  const runs: { run: Run; steps: RunStep[] }[] = []
  const messages = Array.from({ length: COUNT }, (_, at) => {
    const run = buildRun({
      thread_id: thread.id,
      assistant_id: at === 0 ? 'asst_gone' : assistant_id,
      created_at: at * 10 + 5,
      status: at === COUNT - 1 ? 'cancelled' : 'completed',
    })
    const pay = { name: 'pay', arguments: '{}', output: `Paid ${at}` }
    const step = buildRunStep({
      thread_id: thread.id,
      run_id: run.id,
      status: 'completed',
      type: 'tool_calls',
      step_details: {
        type: 'tool_calls',
        tool_calls: [{ id: 'call_1', type: 'function', function: pay }],
      },
    })
    runs.push({ run, steps: [step] })
    return buildMessage({ thread_id: thread.id, created_at: at * 10, text: `Ask ${at}` })
  })
  await server.services.store.importThreads([{ hash: thread.id, thread, messages, runs }])
  return thread.id
}

test('reads all messages, and all runs with their steps, each where the pane has it', async () => {
  const threadId = await seed()
  const readings: Reading[] = []
  const entries = await readWhole(newQueryClient(), threadId, signal, (reading) =>
    readings.push(reading),
  )
  expect(entries.map(({ kind }) => kind)).toEqual(
    Array.from({ length: COUNT }, () => ['message', 'run']).flat(),
  )
  const accounts = entries.flatMap((entry) => (entry.kind === 'run' ? entry.account : []))
  expect(accounts.map(({ calls }) => calls?.[0]?.parts[1]?.text)).toEqual(
    Array.from({ length: COUNT }, (_, at) => `Paid ${at}`),
  )
  expect(accounts[0]?.facts).toContain('asst_gone')
  expect(accounts[1]?.facts).toContain('Desk')
  expect(accounts.at(-1)?.why).toBe('The run was stopped.')
  const parts = readings.map((reading) => readPart(reading, COUNT))
  expect(parts).toEqual(parts.toSorted((a, b) => a - b))
  expect(parts.at(-1)).toBe(1)
  expect(readings.map(readingText)).toContain('130 messages read, 7 of 130 runs')
})

test('fails where one run cannot be read, and asks for no further ones', async () => {
  const threadId = await seed()
  const whole = fetch
  let asked = 0
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (!path.includes('/steps')) return whole(path, init)
    asked += 1
    if (asked === 3) throw new TypeError('Failed to fetch')
    return whole(path, init)
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await expect(readWhole(client, threadId, signal)).rejects.toThrow(/cannot be reached/)
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked).toBeLessThan(12)
})

test('ends when it is no longer wanted', async () => {
  const threadId = await seed()
  const stop = new AbortController()
  const reading = readWhole(newQueryClient(), threadId, stop.signal, ({ runs }) => {
    if (runs > 5) stop.abort()
  })
  await expect(reading).rejects.toThrow(/abort/i)
})
