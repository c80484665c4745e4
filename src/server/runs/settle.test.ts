import { expect, test } from 'vitest'

import { TOOL, namesOf, newRunApp } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { settleRun } from './settle.ts'

const FAILED = { to: 'failed', error: { code: 'server_error', message: 'No.' } } as const

test('a run that waits for a client does not fail: it is left as it was, and goes on', async () => {
  const it = await newRunApp()
  const run = await it.create({ tools: [TOOL] })
  const { thread_id, id } = run
  const first = await it.model.nextCall()
  first.emit({ type: 'tool_call', index: 0, name: 'f' })
  first.finish('tool_calls')
  await it.until(run, 'thread.run.requires_action')
  const waiting = await it.store.getRun(thread_id, id)
  const before = await it.events(run)
  expect(await settleRun(it, thread_id, id, FAILED)).toEqual(waiting)
  expect(await it.store.getRun(thread_id, id)).toEqual(waiting)
  expect(await it.events(run)).toEqual(before)

  const calls = waiting?.required_action?.submit_tool_outputs?.tool_calls ?? []
  const outputs = calls.map((call) => ({ tool_call_id: call.id, output: '1' }))
  await it.runs.submitToolOutputs(thread_id, id, outputs)
  const second = await it.model.nextCall()
  second.say('Done.')
  second.finish()
  const events = await it.events(run)
  expect(namesOf(events).at(-1)).toBe('run.completed')
  expect(namesOf(events)).not.toContain('run.failed')
  expect(violations(events)).toEqual([])
})
