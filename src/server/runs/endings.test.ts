import { describe, expect, test } from 'vitest'

import {
  TOOL,
  USAGE,
  answerIn,
  namesOf,
  newRunApp,
  textOf,
  timersByHand,
} from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { ModelError } from '../models/model.ts'
import { StoreFull } from '../refusals/failures.ts'
import { cannotCancel } from '../refusals/runs.ts'

describe('cut short', () => {
  test.each([
    ['length', 'max_tokens', { reason: 'max_completion_tokens' }],
    ['content_filter', 'content_filter', {}],
  ] as const)('by %s', async (finish, reason, details) => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.say('Half')
    call.finish(finish)
    const events = await it.events(run)
    expect(namesOf(events).slice(-3)).toEqual([
      'message.incomplete',
      'run.step.completed',
      'run.incomplete',
    ])
    expect(events.at(-1)?.data).toMatchObject({ incomplete_details: details, usage: USAGE })
    expect(events.at(-3)?.data).toMatchObject({ incomplete_details: { reason } })
    expect(violations(events)).toEqual([])
  })

  test('by a budget that earlier calls of the run used up', async () => {
    const it = await newRunApp()
    const run = await it.create({ tools: [TOOL], max_completion_tokens: 300 })
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.emit({
      type: 'finish',
      reason: 'tool_calls',
      usage: { prompt_tokens: 1, completion_tokens: 300 },
    })
    const waiting = (await it.events(run)).at(-1)?.data as typeof run
    const id = waiting.required_action?.submit_tool_outputs?.tool_calls[0]?.id ?? ''
    await it.runs.submitToolOutputs(run.thread_id, run.id, [{ tool_call_id: id, output: '' }])
    const end = (await it.events(run)).at(-1)
    expect(end?.event).toBe('thread.run.incomplete')
    expect(end?.data).toMatchObject({ incomplete_details: { reason: 'max_completion_tokens' } })
  })

  test('by a prompt budget that the last message does not fit', async () => {
    const it = await newRunApp()
    const threadId = await it.newThread('a'.repeat(5000))
    const run = await it.create({ max_prompt_tokens: 300 }, threadId)
    expect((await it.events(run)).at(-1)?.data).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_prompt_tokens' },
    })
  })
})

describe('failed', () => {
  test('in the middle: the text is kept, the reason told', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.say('Half')
    call.fail(new ModelError('rate_limit_exceeded', 'Too much.'))
    const events = await it.events(run)
    expect(namesOf(events).slice(-4)).toEqual([
      'message.delta',
      'message.incomplete',
      'run.step.failed',
      'run.failed',
    ])
    expect(violations(events)).toEqual([])
    const last_error = { code: 'rate_limit_exceeded', message: 'Too much.' }
    expect(events.at(-1)?.data).toMatchObject({ last_error })
    expect(events.at(-2)?.data).toMatchObject({ last_error })
    expect(textOf(await answerIn(it.store, run.thread_id))).toBe('Half')
  })

  test('before the first token: nothing is begun', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.fail(new ModelError('invalid_prompt', 'No.'))
    expect(namesOf(await it.events(run)).slice(-2)).toEqual(['run.in_progress', 'run.failed'])
  })
})

describe('cancelled', () => {
  test('while the model speaks: its call ends at once, the text is kept', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.say('Half')
    await it.until(run, 'thread.message.delta')
    const cancelling = await it.runs.cancelRun(run.thread_id, run.id)
    expect(cancelling.status).toBe('cancelling')
    expect(call.signal.aborted).toBe(true)
    const events = await it.events(run)
    expect(namesOf(events).slice(-4)).toEqual([
      'run.cancelling',
      'message.incomplete',
      'run.step.cancelled',
      'run.cancelled',
    ])
    expect(violations(events)).toEqual([])
    const message = await answerIn(it.store, run.thread_id)
    expect(message?.incomplete_details).toEqual({ reason: 'run_cancelled' })
    expect(textOf(message)).toBe('Half')
  })

  test('together with its last words: they are kept', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.say('Half')
    const cancelled = it.runs.cancelRun(run.thread_id, run.id)
    call.say(' and more')
    call.finish()
    await cancelled
    const events = await it.events(run)
    expect(namesOf(events).at(-1)).toBe('run.cancelled')
    expect(violations(events)).toEqual([])
  })

  test('while it waits for its turn', async () => {
    const it = await newRunApp({ runConcurrency: 1 })
    await it.create()
    const queued = await it.create()
    await it.runs.cancelRun(queued.thread_id, queued.id)
    expect(namesOf(await it.events(queued))).toEqual([
      'run.created',
      'run.queued',
      'run.cancelling',
      'run.cancelled',
    ])
  })

  test('while it waits for outputs: its calls are kept, and what they cost', async () => {
    const it = await newRunApp()
    const run = await it.create({ tools: [TOOL] })
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.emit({ type: 'tool_call_arguments', index: 0, arguments: '{}' })
    call.finish('tool_calls')
    const waiting = await it.events(run)
    await it.runs.cancelRun(run.thread_id, run.id)
    const events = await it.events(run, waiting.length)
    expect(namesOf(events)).toEqual(['run.cancelling', 'run.step.cancelled', 'run.cancelled'])
    expect(events.at(-1)?.data).toMatchObject({ usage: USAGE })
    expect(events.at(-2)?.data).toMatchObject({
      step_details: { tool_calls: [{ function: { name: 'f', arguments: '{}' } }] },
    })
  })

  test('not once it has ended', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.finish()
    await it.events(run)
    await expect(it.runs.cancelRun(run.thread_id, run.id)).rejects.toEqual(
      cannotCancel('completed'),
    )
  })
})

test('a thread that is deleted ends its run and whoever follows it', async () => {
  const it = await newRunApp()
  const run = await it.create()
  const call = await it.model.nextCall()
  call.say('Half')
  await it.until(run, 'thread.message.delta')
  const following = it.events(run)
  await it.store.deleteThread(run.thread_id)
  const events = await following
  expect(namesOf(events).slice(-2)).toEqual(['message.delta', 'run.cancelled'])
  // Clients are told as of any run that was cancelled.
  expect(events.at(-1)?.data).toMatchObject({ id: run.id, status: 'cancelled', expires_at: null })
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(
    events.map((_, at) => at + 1),
  )
  expect(call.signal.aborted).toBe(true)
  expect(await it.runs.getRun(run.thread_id, run.id)).toBeUndefined()
})

/** A run whose message is deleted in the middle of its text. */
const deletedWhileWritten = async () => {
  const it = await newRunApp()
  const run = await it.create()
  const call = await it.model.nextCall()
  call.say('Half')
  await it.until(run, 'thread.message.delta')
  const page = { limit: 1, order: 'desc', run_id: run.id } as const
  const [message] = (await it.store.listMessages(run.thread_id, page)).data
  await it.store.deleteMessage(run.thread_id, message?.id ?? '')
  return { it, run, call, page }
}

test('a message that is deleted while its run writes it stays deleted', async () => {
  const { it, run, call, page } = await deletedWhileWritten()
  call.say(' and half')
  call.finish()
  const events = await it.events(run)
  expect(events.at(-1)?.event).toBe('thread.run.completed')
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(
    events.map((_, at) => at + 1),
  )
  // Its deltas keep their places and tell nothing; everything else keeps the rules of a stream.
  const others = events.filter(({ event }) => event !== 'thread.message.delta')
  expect(violations(others)).toEqual([])
  expect(JSON.stringify(events)).not.toMatch(/half/i)
  expect((await it.store.listMessages(run.thread_id, page)).data).toEqual([])
})

test('a message that is deleted while it is written comes to its end when its run is cancelled', async () => {
  const { it, run, page } = await deletedWhileWritten()
  await it.runs.cancelRun(run.thread_id, run.id)
  const events = await it.events(run)
  expect(events.at(-1)?.event).toBe('thread.run.cancelled')
  expect(namesOf(events)).toContain('message.incomplete')
  expect(JSON.stringify(events)).not.toMatch(/half/i)
  expect((await it.store.listMessages(run.thread_id, page)).data).toEqual([])
})

test('a store that refuses: followers are told, and the run is ended once it takes writes again', async () => {
  const timers = timersByHand()
  const it = await newRunApp({}, { timers })
  const run = await it.create()
  const call = await it.model.nextCall()
  const commitRun = it.store.commitRun.bind(it.store)
  it.store.commitRun = () => Promise.reject(new StoreFull('full'))
  const following = it.events(run)
  call.say('Half')
  call.finish()
  await expect(following).rejects.toMatchObject({ reason: 'full' })
  it.store.commitRun = commitRun
  timers.ring()
  expect((await it.events(run)).at(-1)?.event).toBe('thread.run.failed')
})
