import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'
import type { CallByHand } from '#testing/scripted-by-hand.ts'
import { TOOL, newRunApp, textOf, timersByHand } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { ModelError } from '../models/model.ts'
import { ApiError } from '../refusals/api-error.ts'

type RunApp = Awaited<ReturnType<typeof newRunApp>>
type Act = (it: RunApp, run: Run, call: CallByHand | undefined) => unknown

const refusedIsFine = (answer: Promise<unknown>) =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
  })

const acts: Record<string, Act> = {
  say: (_, __, call) => call?.say('word '),
  call: (_, __, call) => call?.emit({ type: 'tool_call', index: 0, name: 'f' }),
  arguments: (_, __, call) =>
    call?.emit({ type: 'tool_call_arguments', index: 0, arguments: '{"a"' }),
  stop: (_, __, call) => call?.finish('stop'),
  cut: (_, __, call) => call?.finish('length'),
  fail: (_, __, call) => call?.fail(new ModelError('server_error', 'x')),
  wait: () => new Promise(setImmediate),
  'wait long': async () => {
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate)
  },
  cancel: (it, run) => refusedIsFine(it.runs.cancelRun(run.thread_id, run.id)),
  'cancel meanwhile': (it, run) => void refusedIsFine(it.runs.cancelRun(run.thread_id, run.id)),
  expire: (it) => it.clock.advance(600_000),
  submit: async (it, run) => {
    const now = await it.store.getRun(run.thread_id, run.id)
    const calls = now?.required_action?.submit_tool_outputs?.tool_calls ?? []
    const outputs = calls.map(({ id }) => ({ tool_call_id: id, output: 'o' }))
    await refusedIsFine(it.runs.submitToolOutputs(run.thread_id, run.id, outputs))
  },
}

test('whatever happens and whenever: the run ends, in order, nothing said is lost, its thread is free', async () => {
  const timers = timersByHand()
  const it = await newRunApp({}, { timers })
  // Each run's newest call, by the model name that is the run's own.
  const calls = new Map<string, CallByHand>()
  const listen = async (): Promise<void> => {
    const call = await it.model.nextCall()
    calls.set(call.request.model, call)
    return listen()
  }
  void listen()
  let count = 0
  const ends = new Set<string | undefined>()
  const waits = fc.constantFrom('wait', 'wait long')
  const names = fc.array(fc.oneof(waits, fc.constantFrom(...Object.keys(acts))), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(names, async (chosen) => {
      const model = `m${++count}`
      const run = await it.create({ model, tools: [TOOL] })
      for (const name of chosen) {
        await acts[name]?.(it, run, calls.get(model))
        if (name === 'expire') timers.ring()
      }
      await refusedIsFine(it.runs.cancelRun(run.thread_id, run.id))
      const events = await it.events(run)
      const ended = await it.store.getRun(run.thread_id, run.id)

      expect(isActive(ended?.status ?? 'queued')).toBe(false)
      ends.add(ended?.status)
      expect(events.at(-1)?.data).toEqual(ended)
      expect(violations(events)).toEqual([])
      const page = { limit: 100, order: 'asc' as const }
      const steps = (await it.store.listRunSteps(run.thread_id, run.id, page)).data
      expect(steps.map(({ status }) => status)).not.toContain('in_progress')
      const messages = (await it.store.listMessages(run.thread_id, { ...page, run_id: run.id }))
        .data
      for (const message of messages) {
        expect(message.status).not.toBe('in_progress')
        expect(textOf(message)).toMatch(/^(word )*$/)
      }
      const path = `/v1/threads/${run.thread_id}/messages`
      const answer = await it.app.request('POST', path, { role: 'user', content: 'x' })
      expect(answer.status).toBe(200)
    }),
    { numRuns: 300 },
  )
  // Every way to end has been gone.
  expect(ends.size).toBe(5)
})
