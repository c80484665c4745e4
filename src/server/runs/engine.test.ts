import { describe, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import { USAGE_BY_HAND } from '#testing/scripted-by-hand.ts'
import { namesOf, newRunApp } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { ModelError } from '../models/provider.ts'
import { ThreadLocked } from '../store/store.ts'

const usage = { ...USAGE_BY_HAND, total_tokens: 15 }
const tool = { type: 'function' as const, function: { name: 'f' } }
const textOf = (message: Message | undefined) =>
  message?.content.map((part) => (part.type === 'text' ? part.text.value : '')).join('')

/** The one message that assistants made in a thread. */
const answerIn = async (
  { store }: Awaited<ReturnType<typeof newRunApp>>,
  threadId: string,
): Promise<Message | undefined> => {
  const { data } = await store.listMessages(threadId, { limit: 100, order: 'asc' })
  return data.find(({ role }) => role === 'assistant')
}

describe('a plain run', () => {
  test('tells its events in the documented order', async () => {
    const it = await newRunApp()
    const run = await it.create()
    const call = await it.model.nextCall()
    call.say('Hel')
    await it.until(run, 'thread.message.delta')
    call.say('lo')
    call.finish()
    const events = await it.events(run)
    expect(namesOf(events)).toEqual([
      'run.created',
      'run.queued',
      'run.in_progress',
      'run.step.created',
      'run.step.in_progress',
      'message.created',
      'message.in_progress',
      'message.delta',
      'message.delta',
      'message.completed',
      'run.step.completed',
      'run.completed',
    ])
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(
      events.map((_, at) => at + 1),
    )
    expect(violations(events)).toEqual([])
    expect(events.at(-1)?.data).toMatchObject({ status: 'completed', usage, expires_at: null })
    expect(events.at(-2)?.data).toMatchObject({ usage })
    const message = await answerIn(it, run.thread_id)
    expect(message).toMatchObject({ status: 'completed', run_id: run.id })
    expect(textOf(message)).toBe('Hello')
  })

  test('gives the model what the assistant and the run say', async () => {
    const it = await newRunApp()
    const threadId = await it.newThread('One', 'Two')
    await it.create(
      {
        additional_instructions: 'Briefly.',
        additional_messages: [{ role: 'user', content: 'Three' }],
        model: 'other',
        tools: [tool, { type: 'file_search' }],
        temperature: 0.5,
        max_completion_tokens: 300,
        reasoning_effort: 'low',
      },
      threadId,
    )
    const { request } = await it.model.nextCall()
    expect(request).toMatchObject({
      model: 'other',
      instructions: 'Help.\n\nBriefly.',
      tools: [{ name: 'f' }],
      temperature: 0.5,
      top_p: null,
      max_completion_tokens: 300,
      reasoning_effort: 'low',
    })
    expect(request.messages).toEqual(
      ['One', 'Two', 'Three'].map((text) => ({ role: 'user', content: [{ type: 'text', text }] })),
    )
  })

  test('holds its thread: of ten runs created at once one is, and no message comes in between', async () => {
    const it = await newRunApp()
    const threadId = await it.newThread('Hi')
    const made = await Promise.allSettled(Array.from({ length: 10 }, () => it.create({}, threadId)))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const each of made) {
      if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(ThreadLocked)
    }
    const path = `/v1/threads/${threadId}/messages`
    const refused = await it.app.request('POST', path, { role: 'user', content: 'x' })
    expect(refused.status).toBe(400)
    const call = await it.model.nextCall()
    call.finish()
    const { data } = await it.store.listRuns(threadId, { limit: 10, order: 'asc' })
    expect(data).toHaveLength(1)
    await it.events(data[0]!) // it was just counted
    expect((await it.app.request('POST', path, { role: 'user', content: 'x' })).status).toBe(200)
  })

  test('waits for its turn when enough others run', async () => {
    const it = await newRunApp({ runConcurrency: 1 })
    const first = await it.create({ tools: [tool] })
    const second = await it.create()
    const call = await it.model.nextCall()
    expect(await it.store.getRun(second.thread_id, second.id)).toMatchObject({ status: 'queued' })
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.finish('tool_calls')
    await it.events(first)
    // Waiting for a client takes no turn.
    const next = await it.model.nextCall()
    next.finish()
    expect(namesOf(await it.events(second)).at(-1)).toBe('run.completed')
  })
})

describe('function calls', () => {
  const waiting = async () => {
    const it = await newRunApp()
    const run = await it.create({ tools: [tool] })
    const call = await it.model.nextCall()
    call.say('Let me see.')
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.emit({ type: 'tool_call_arguments', index: 0, arguments: '{"a":' })
    call.emit({ type: 'tool_call_arguments', index: 0, arguments: '1}' })
    call.emit({ type: 'tool_call', index: 1, name: 'f' })
    call.finish('tool_calls')
    const events = await it.events(run)
    const { data } = await it.store.listRunSteps(run.thread_id, run.id, { limit: 9, order: 'desc' })
    const details = data[0]?.step_details
    const ids =
      details?.type === 'tool_calls'
        ? details.tool_calls.map((one) => ('id' in one ? one.id : ''))
        : []
    const last = events.at(-1)?.sequence_number ?? 0
    return { ...it, run, told: events, ids, last, step: data[0] }
  }

  test('end in requires_action, their step still open', async () => {
    const { told: events, step } = await waiting()
    expect(violations(events)).toEqual([])
    expect(namesOf(events).slice(-4)).toEqual([
      'run.step.delta',
      'run.step.delta',
      'run.step.delta',
      'run.requires_action',
    ])
    expect(events.at(-1)?.data).toMatchObject({ status: 'requires_action', usage })
    expect(step).toMatchObject({ status: 'in_progress', usage: null })
    expect(step?.step_details).toMatchObject({
      tool_calls: [
        { function: { name: 'f', arguments: '{"a":1}', output: null } },
        { function: { name: 'f', arguments: '' } },
      ],
    })
  })

  test('outputs complete the step, then the model goes on with them', async () => {
    const it = await waiting()
    const [a, b] = it.ids
    const outputs = [
      { tool_call_id: b, output: 'two' },
      { tool_call_id: a, output: 'one' },
    ].map(({ tool_call_id = '', output }) => ({ tool_call_id, output }))
    const { run, after } = await it.runs.submitToolOutputs(it.run.thread_id, it.run.id, outputs)
    expect(run).toMatchObject({ status: 'queued', required_action: null, usage: null })
    expect(after).toBe(it.last)
    const call = await it.model.nextCall()
    expect(call.request.messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [
          { id: a, name: 'f', arguments: '{"a":1}' },
          { id: b, name: 'f', arguments: '' },
        ],
      },
      { role: 'tool', tool_call_id: a, name: 'f', output: 'one' },
      { role: 'tool', tool_call_id: b, name: 'f', output: 'two' },
    ])
    call.say('Done.')
    call.finish()
    const events = await it.events(run, after)
    expect(namesOf(events)).toEqual([
      'run.step.completed',
      'run.queued',
      'run.in_progress',
      'run.step.created',
      'run.step.in_progress',
      'message.created',
      'message.in_progress',
      'message.delta',
      'message.completed',
      'run.step.completed',
      'run.completed',
    ])
    expect(violations(events)).toEqual([])
    expect(events[0]?.data).toMatchObject({
      usage,
      step_details: {
        tool_calls: [{ function: { output: 'one' } }, { function: { output: 'two' } }],
      },
    })
    const twice = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 }
    expect(events.at(-1)?.data).toMatchObject({ usage: twice })
  })

  test.each([
    ['too few', ([a]: string[]) => [a]],
    ['none', () => []],
    ['one twice', ([a]: string[]) => [a, a]],
    ['an unknown one', ([a]: string[]) => [a, 'call_x']],
    ['too many', ([a, b]: string[]) => [a, b, 'call_x']],
  ])('refuse a wrong set of outputs: %s', async (_, choose) => {
    const it = await waiting()
    const got = choose(it.ids).map((id) => id ?? '')
    const outputs = got.map((tool_call_id) => ({ tool_call_id, output: '' }))
    await expect(
      it.runs.submitToolOutputs(it.run.thread_id, it.run.id, outputs),
    ).rejects.toMatchObject({ why: { type: 'wrong outputs', expected: it.ids, got } })
  })

  test('outputs are taken once', async () => {
    const it = await waiting()
    const outputs = it.ids.map((tool_call_id) => ({ tool_call_id, output: 'x' }))
    const submit = () => it.runs.submitToolOutputs(it.run.thread_id, it.run.id, outputs)
    const made = await Promise.allSettled([submit(), submit(), submit()])
    expect(made.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ])
    for (const each of made) {
      if (each.status === 'rejected') {
        expect(each.reason).toMatchObject({ why: { type: 'no outputs accepted' } })
      }
    }
  })
})

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
    expect(events.at(-1)?.data).toMatchObject({ incomplete_details: details, usage })
    expect(events.at(-3)?.data).toMatchObject({ incomplete_details: { reason } })
    expect(violations(events)).toEqual([])
  })

  test('by a budget that earlier calls of the run used up', async () => {
    const it = await newRunApp()
    const run = await it.create({ tools: [tool], max_completion_tokens: 300 })
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
    expect(textOf(await answerIn(it, run.thread_id))).toBe('Half')
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
    const message = await answerIn(it, run.thread_id)
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
    const run = await it.create({ tools: [tool] })
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    call.emit({ type: 'tool_call_arguments', index: 0, arguments: '{}' })
    call.finish('tool_calls')
    const waiting = await it.events(run)
    await it.runs.cancelRun(run.thread_id, run.id)
    const events = await it.events(run, waiting.length)
    expect(namesOf(events)).toEqual(['run.cancelling', 'run.step.cancelled', 'run.cancelled'])
    expect(events.at(-1)?.data).toMatchObject({ usage })
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
    await expect(it.runs.cancelRun(run.thread_id, run.id)).rejects.toMatchObject({
      why: { type: 'cannot cancel', status: 'completed' },
    })
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
  expect(namesOf(await following).at(-1)).toBe('message.delta')
  expect(call.signal.aborted).toBe(true)
  expect(await it.runs.getRun(run.thread_id, run.id)).toBeUndefined()
})

test('an assistant that is not there', async () => {
  const it = await newRunApp()
  await expect(it.create({ assistant_id: 'asst_x' })).rejects.toMatchObject({
    why: { type: 'no assistant', id: 'asst_x' },
  })
})
