import { describe, expect, test } from 'vitest'

import { TOOL, USAGE, answerIn, namesOf, newRunApp, textOf } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { noAssistant } from '../refusals/assistants.ts'
import { noOutputsAccepted, wrongOutputs } from '../refusals/runs.ts'

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
    expect(events.at(-1)?.data).toMatchObject({
      status: 'completed',
      usage: USAGE,
      expires_at: null,
    })
    expect(events.at(-2)?.data).toMatchObject({ usage: USAGE })
    const message = await answerIn(it.store, run.thread_id)
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
        tools: [TOOL, { type: 'file_search' }],
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
      top_p: 1,
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
      if (each.status === 'rejected')
        expect(each.reason).toMatchObject({
          message: expect.stringContaining('already has an active run'),
        })
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
    const first = await it.create({ tools: [TOOL] })
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
    const run = await it.create({ tools: [TOOL] })
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
    expect(events.at(-1)?.data).toMatchObject({ status: 'requires_action', usage: USAGE })
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
      usage: USAGE,
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
    await expect(it.runs.submitToolOutputs(it.run.thread_id, it.run.id, outputs)).rejects.toEqual(
      wrongOutputs(it.ids, got),
    )
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
    // The winner's run may have gone on by the time that another is refused.
    const refusals = (['queued', 'in_progress', 'completed'] as const).map(noOutputsAccepted)
    for (const each of made)
      if (each.status === 'rejected') expect(refusals).toContainEqual(each.reason)
  })
})

test('an assistant that is not there', async () => {
  const it = await newRunApp()
  await expect(it.create({ assistant_id: 'asst_x' })).rejects.toEqual(noAssistant('asst_x'))
})
