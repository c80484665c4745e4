import { expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { CreateRunRequest, Run } from '#contract/run.ts'
import type { CallByHand } from '#testing/scripted-by-hand.ts'
import { TOOL, answerIn, namesOf, newRunApp, textOf } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

/** What a model's call is said to have cost, as it finishes. */
const finish = (
  call: CallByHand,
  prompt_tokens: number,
  completion_tokens: number,
  reason: 'stop' | 'tool_calls' | 'length' = 'stop',
) => call.emit({ type: 'finish', reason, usage: { prompt_tokens, completion_tokens } })

const setUp = async (request: Partial<CreateRunRequest>) => {
  const it = await newRunApp()
  const run = await it.create({ tools: [TOOL], ...request })
  /** The model calls the function, and the client answers it. */
  const round = async (prompt: number, completion: number, output = '') => {
    const call = await it.model.nextCall()
    call.emit({ type: 'tool_call', index: 0, name: 'f' })
    finish(call, prompt, completion, 'tool_calls')
    await it.until(run, 'thread.run.requires_action')
    const waiting = await it.store.getRun(run.thread_id, run.id)
    const [asked] = waiting?.required_action?.submit_tool_outputs?.tool_calls ?? []
    await it.runs.submitToolOutputs(run.thread_id, run.id, [
      { tool_call_id: asked?.id ?? '', output },
    ])
    return call
  }
  const end = async () => {
    const events = await it.events(run)
    expect(violations(events)).toEqual([])
    return { run: events.at(-1)?.data as Run, events } // the last event of a run is told with it
  }
  return { ...it, run, round, end }
}

test('each call is given what the calls before it have left', async () => {
  const it = await setUp({ max_completion_tokens: 1000, max_prompt_tokens: 1000 })
  const first = await it.round(200, 300)
  const second = await it.model.nextCall()
  expect([first, second].map(({ request }) => request.max_completion_tokens)).toEqual([1000, 700])
  second.say('Yes.')
  finish(second, 800, 700)
  const { run } = await it.end()
  expect(run).toMatchObject({
    status: 'completed',
    usage: { prompt_tokens: 1000, completion_tokens: 1000, total_tokens: 2000 },
  })
})

test.each([
  ['max_completion_tokens', 100, 300],
  ['max_prompt_tokens', 300, 100],
] as const)('%s used up by a call: the next is not made', async (name, prompt, completion) => {
  const it = await setUp({ [name]: 300 })
  await it.round(prompt, completion)
  const { run } = await it.end()
  expect(run).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: name },
    usage: { prompt_tokens: prompt, completion_tokens: completion },
    completed_at: null,
  })
})

test('an output that the prompt budget has no room for', async () => {
  const it = await setUp({ max_prompt_tokens: 500 })
  await it.round(100, 10, 'x'.repeat(4000))
  const { run, events } = await it.end()
  expect(run.incomplete_details).toEqual({ reason: 'max_prompt_tokens' })
  expect(namesOf(events).slice(-3)).toEqual(['run.queued', 'run.in_progress', 'run.incomplete'])
})

test.each([
  ['max_completion_tokens', 10, 301],
  ['max_prompt_tokens', 301, 10],
] as const)(
  '%s exceeded by an answer: run and message are incomplete',
  async (name, asked, answered) => {
    const it = await setUp({ [name]: 300 })
    const call = await it.model.nextCall()
    call.say('All of it.')
    finish(call, asked, answered)
    const { run, events } = await it.end()
    expect(run).toMatchObject({ status: 'incomplete', incomplete_details: { reason: name } })
    expect(namesOf(events).slice(-3)).toEqual([
      'message.incomplete',
      'run.step.completed',
      'run.incomplete',
    ])
    const message = (await answerIn(it.store, it.run.thread_id)) as Message
    expect(message).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_tokens' },
      completed_at: null,
    })
    expect(message.incomplete_at).toBeGreaterThan(0)
    expect(textOf(message)).toBe('All of it.')
  },
)

test('calls that a limit cut off cannot be answered', async () => {
  const it = await setUp({ max_completion_tokens: 300 })
  const call = await it.model.nextCall()
  call.emit({ type: 'tool_call', index: 0, name: 'f' })
  call.emit({ type: 'tool_call_arguments', index: 0, arguments: '{"a' })
  finish(call, 10, 300, 'length')
  const { run, events } = await it.end()
  expect(run).toMatchObject({
    status: 'incomplete',
    required_action: null,
    incomplete_details: { reason: 'max_completion_tokens' },
  })
  expect(namesOf(events).slice(-2)).toEqual(['run.step.failed', 'run.incomplete'])
})
