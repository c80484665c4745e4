import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'

import { readToolSteps } from './whole-thread.ts'

let server: TestApp
beforeEach(async () => {
  server = await newTestApp()
  onOwnOrigin(server.app)
})
afterEach(() => server.close())

const { signal } = new AbortController()
const COUNT = 130

/** So many runs with a call each, but for the last one. */
const seed = async (): Promise<{ id: string; runs: Run[] }> => {
  const thread = buildThread()
  const runs = Array.from({ length: COUNT }, (_, at) => {
    const run = buildRun({ thread_id: thread.id, created_at: at * 10, status: 'completed' })
    const pay = { name: 'pay', arguments: '{}', output: `Paid ${at}` }
    const steps: RunStep[] = [
      buildRunStep({
        thread_id: thread.id,
        run_id: run.id,
        status: 'completed',
        type: 'tool_calls',
        step_details: {
          type: 'tool_calls',
          tool_calls: [{ id: 'call_1', type: 'function', function: pay }],
        },
      }),
    ]
    return { run, steps: at === COUNT - 1 ? [] : steps }
  })
  const messages = [buildMessage({ thread_id: thread.id, created_at: 0 })]
  await server.services.store.importThreads([{ hash: thread.id, thread, messages, runs }])
  return { id: thread.id, runs: runs.map(({ run }) => run) }
}

const watched = () => {
  const whole = fetch
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push(path)
    return whole(path, init)
  })
  return asked
}

test('the tool calls of all runs are read in pages, and a run without any has none', async () => {
  const { id, runs } = await seed()
  const asked = watched()
  const steps = await readToolSteps(id, runs, signal)
  expect(asked).toHaveLength(2)
  expect(runs.map((run) => steps?.get(run.id)?.length)).toEqual([
    ...Array.from({ length: COUNT - 1 }, () => 1),
    0,
  ])
})

test('a server that has no such list is told apart from one that fails', async () => {
  const { id, runs } = await seed()
  vi.stubGlobal('fetch', async () => new Response('Not found', { status: 404 }))
  expect(await readToolSteps(id, runs, signal)).toBeUndefined()
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch')
  })
  await expect(readToolSteps(id, runs, signal)).rejects.toThrow(/cannot be reached/)
})
