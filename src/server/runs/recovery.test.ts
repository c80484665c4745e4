import { describe, expect, test } from 'vitest'

import type { MessageDelta } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import { createModelByHand } from '#testing/scripted-by-hand.ts'
import { namesOf, newRunApp, textOf, timersByHand } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { createRunEngine } from './create-engine.ts'

type RunApp = Awaited<ReturnType<typeof newRunApp>>

/** Another server on the same store, as after a kill: nothing of the first one's memory is left. */
const restart = async ({ app }: RunApp) => {
  const model = createModelByHand()
  const runs = createRunEngine({ ...app.services, models: model, timers: timersByHand() })
  await runs.start()
  return { runs, model }
}

const STOPPED = {
  code: 'server_error',
  message: 'The server stopped while the run was in progress.',
}

describe('what a killed server left', () => {
  test('in progress: failed, the text of its deltas kept, the thread free', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.say('Half a ')
    await it.until(run, 'thread.message.delta')
    call.say('sentence')
    await it.until(run, 'thread.message.delta')
    const following = it.events(run)
    await restart(it)
    const events = await following
    expect(namesOf(events).slice(-3)).toEqual([
      'message.incomplete',
      'run.step.failed',
      'run.failed',
    ])
    expect(violations(events)).toEqual([])
    expect(events.at(-1)?.data).toMatchObject({ status: 'failed', last_error: STOPPED })
    const message = events.at(-3)?.data as Message
    expect(message.incomplete_details).toEqual({ reason: 'run_failed' })
    expect(message.content).toMatchObject([{ text: { value: expect.stringMatching(/^Half a /) } }])
    const stored = await it.store.getMessage(run.thread_id, message.id)
    expect(stored?.content).toEqual(message.content)
    const path = `/v1/threads/${run.thread_id}/messages`
    expect((await it.app.request('POST', path, { role: 'user', content: 'x' })).status).toBe(200)
  })

  test('in progress for long: the text of thousands of deltas kept', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.say('It counted')
    const { data } = await it.until(run, 'thread.message.delta')
    const { id } = data as MessageDelta // the name says so
    const said = Array.from({ length: 2500 }, (_, nth) => ` ${nth}`)
    await it.store.commitRun(run.thread_id, run.id, {
      from: ['in_progress'],
      events: () =>
        said.map((value) => ({
          event: 'thread.message.delta',
          data: {
            id,
            object: 'thread.message.delta',
            delta: { content: [{ index: 0, type: 'text', text: { value } }] },
          },
        })),
    })
    await restart(it)
    await it.until(run, 'thread.run.failed')
    const message = await it.store.getMessage(run.thread_id, id)
    expect(textOf(message)).toBe(`It counted${said.join('')}`)
  })

  test('in the middle of a call: its arguments so far are kept', async () => {
    const it = await newRunApp()
    const run = await it.create({ tools: [{ type: 'function', function: { name: 'f' } }] })
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.emit({ type: 'tool_call_arguments', index: 0, arguments: '{"a' })
    await it.until(run, 'thread.run.step.delta')
    await restart(it)
    const events = await it.events(run)
    expect(violations(events)).toEqual([])
    expect(events.at(-2)?.data).toMatchObject({
      status: 'failed',
      step_details: { tool_calls: [{ function: { name: 'f', arguments: '{"a' } }] },
    })
  })

  test('before a token: failed', async () => {
    const it = await newRunApp()
    const run = await it.create()
    await it.model.nextCall()
    await restart(it)
    expect(namesOf(await it.events(run)).at(-1)).toBe('run.failed')
  })

  test('queued: taken up', async () => {
    const it = await newRunApp({ runConcurrency: 1 })
    await it.create()
    const queued = await it.create()
    const { model } = await restart(it)
    const call = await model.nextCall()
    call.finish()
    expect(namesOf(await it.events(queued)).at(-1)).toBe('run.completed')
  })

  test('cancelling: cancelled', async () => {
    const it = await newRunApp()
    const run = await it.create()
    await it.model.nextCall()
    await it.store.commitRun(run.thread_id, run.id, {
      from: ['in_progress'],
      run: { status: 'cancelling' },
      events: (data) => [{ event: 'thread.run.cancelling', data }],
    })
    await restart(it)
    expect(namesOf(await it.events(run)).slice(-2)).toEqual(['run.cancelling', 'run.cancelled'])
  })

  test('waiting for outputs: it still takes them', async () => {
    const it = await newRunApp()
    const run = await it.create({ tools: [{ type: 'function', function: { name: 'f' } }] })
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.finish('tool_calls')
    await it.events(run)
    const { runs, model } = await restart(it)
    const waiting = await runs.getRun(run.thread_id, run.id)
    const id = waiting?.required_action?.submit_tool_outputs?.tool_calls[0]?.id ?? ''
    await runs.submitToolOutputs(run.thread_id, run.id, [{ tool_call_id: id, output: '1' }])
    const next = await model.nextCall()
    next.finish()
    expect(namesOf(await it.events(run)).at(-1)).toBe('run.completed')
  })

  test.each(['queued', 'requires_action'] as const)('%s for too long: expired', async (status) => {
    const it = await newRunApp({ runConcurrency: 1 })
    await it.create()
    const run = await it.create()
    await it.store.commitRun(run.thread_id, run.id, {
      from: ['queued'],
      run: { status },
      events: () => [],
    })
    it.clock.advance(600_000)
    await restart(it)
    expect(await it.store.getRun(run.thread_id, run.id)).toMatchObject({ status: 'expired' })
  })
})

test('a server that stops in order ends what runs, and keeps what waits', async () => {
  const it = await newRunApp({ runConcurrency: 1 })
  const run = await it.create()
  const queued = await it.create()
  const call = await it.model.nextCall()
  call.say('Half')
  await it.until(run, 'thread.message.delta')
  const following = it.events(run)
  const waiting = expect(it.events(queued)).rejects.toThrow('stopping')
  await it.runs.stop()
  expect(call.signal.aborted).toBe(true)
  const events = await following
  expect(events.at(-1)?.data).toMatchObject({ status: 'failed', last_error: STOPPED })
  expect(violations(events)).toEqual([])
  // Its followers must not take the end of the stream for the end of the run.
  await waiting
  expect(await it.store.getRun(queued.thread_id, queued.id)).toMatchObject({ status: 'queued' })
})
