import { describe, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { createRunEngine } from '#server/runs/create-engine.ts'
import { accepted } from '#testing/checked.ts'
import { newEndpointApp } from '#testing/endpoint-app.ts'
import { type Call, STRICT, strictAnswers } from '#testing/strict-endpoint.ts'
import { newVectorStoreOf } from '#testing/vector-stores.ts'

import { everyTurn } from './pace.ts'

const FUNCTION = { type: 'function', function: { name: 'f' } }
const SEARCH = { type: 'file_search' }
const ROUNDS = 3
const LOOK = { role: 'user', content: 'Look.' }
const BLANK = { role: 'user', content: ' \n' }
const ENDED = {
  max_tokens: { status: 'incomplete', incomplete_details: { reason: 'max_completion_tokens' } },
  content_filter: { status: 'incomplete', incomplete_details: {} },
  run_failed: { status: 'failed', last_error: { code: 'server_error' } },
}

describe.each(Object.entries(STRICT))('before an endpoint as strict as %s', (_, strictness) => {
  const open = async (script: { rounds: number; call?: (round: number) => Call; end?: string }) => {
    let sent: () => readonly unknown[] = () => []
    const it = await newEndpointApp([
      strictAnswers(strictness, { ...script, bodies: () => sent() }),
    ])
    sent = it.sent
    const listed = async <T>(path: string, name: 'listRunSteps' | 'listMessages') =>
      (await accepted<{ data: T[] }>(name, it.app.request('GET', path))).data
    return {
      ...it,
      steps: ({ id }: Run) => listed<RunStep>(`${it.path}/${id}/steps`, 'listRunSteps'),
      messages: () => listed<Message>(`/v1/threads/${it.thread.id}/messages`, 'listMessages'),
      /** The run that a stream is of, at its end; the rules of streams are checked as it is read. */
      streamed: async (path: string, body: object): Promise<Run> => {
        const response = await it.app.request('POST', path, { ...body, stream: true })
        const text = await response.text()
        const [, id = ''] = /"id":"(run_\w+)"/.exec(text) ?? []
        return accepted<Run>('getRun', it.app.request('GET', `${it.path}/${id}`))
      },
    }
  }

  test('a plain answer, whoever spoke before', async () => {
    const it = await open({ rounds: 0 })
    const said = { role: 'assistant', content: 'Yes?' }
    for (const additional_messages of [[LOOK, LOOK, said, LOOK], [said], [BLANK, LOOK]]) {
      expect(await it.run({ additional_messages })).toMatchObject({ status: 'completed' })
    }
  })

  test('functions over rounds, with another server from the second on', async () => {
    const it = await open({ rounds: ROUNDS })
    const asked = { assistant_id: it.assistant.id, tools: [FUNCTION], additional_messages: [LOOK] }
    let run = await it.streamed(it.path, asked)
    for (let round = 1; round <= ROUNDS; round += 1) {
      expect(run).toMatchObject({ status: 'requires_action', last_error: null })
      if (round === 2) {
        const { services } = it.app
        await services.runs.stop()
        services.runs = createRunEngine({ pace: everyTurn, ...services })
        await services.runs.start()
      }
      const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
      const tool_outputs = calls.map(({ id }) => ({ tool_call_id: id, output: `${round}` }))
      run = await it.streamed(`${it.path}/${run.id}/submit_tool_outputs`, { tool_outputs })
    }
    expect(run).toMatchObject({ status: 'completed', last_error: null })
    const steps = await it.steps(run)
    expect(steps).toHaveLength(ROUNDS + 1)
    expect(JSON.stringify(steps)).not.toMatch(/kept|sig\d|Round \d|encrypted/)
  })

  test('searches of files, which the server answers itself', async () => {
    const call = (round: number) => ({
      name: 'file_search',
      arguments: JSON.stringify({ query: `fare ${round}` }),
    })
    const it = await open({ rounds: 2, call })
    const { store } = await newVectorStoreOf(it.app, { 'fares.md': 'A fare is refundable.' })
    const tool_resources = { file_search: { vector_store_ids: [store.id] } }
    await it.app.request('POST', `/v1/threads/${it.thread.id}`, { tool_resources })
    const asked = { assistant_id: it.assistant.id, tools: [SEARCH], additional_messages: [LOOK] }
    const run = await it.streamed(it.path, asked)
    expect(run).toMatchObject({ status: 'completed', last_error: null })
    const steps = await it.steps(run)
    expect(steps.map(({ type }) => type)).toEqual(['message_creation', 'tool_calls', 'tool_calls'])
    expect(JSON.stringify(it.sent().at(-1))).toContain('A fare is refundable.')
  })

  test.each(Object.entries(strictness.ends))('an answer that ends in %s', async (end, reason) => {
    const it = await open({ rounds: 0, end })
    const run = await it.run({ additional_messages: [LOOK] })
    expect(run).toMatchObject(ENDED[reason])
    const [message] = await it.messages()
    expect(message).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason },
      content: [{ text: { value: 'Done.' } }],
    })
  })
})

test('ids that Mistral refuses are given others, alike in calls and outputs', async () => {
  const strictness = STRICT['Mistral behind a router']
  if (!strictness) throw new Error('there is none')
  let sent: () => readonly unknown[] = () => []
  const it = await newEndpointApp([strictAnswers(strictness, { rounds: 1, bodies: () => sent() })])
  sent = it.sent
  const run = await it.run({ tools: [FUNCTION], additional_messages: [LOOK] })
  const [call] = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  const tool_outputs = [{ tool_call_id: call?.id, output: '1' }]
  const path = `${it.path}/${run.id}/submit_tool_outputs`
  await accepted('submitToolOutputsToRun', it.app.request('POST', path, { tool_outputs }))
  expect(await it.settled(run)).toMatchObject({ status: 'completed' })
  const text = JSON.stringify(it.sent().at(-1))
  const [, id] = /"tool_call_id":"(\w{9})"/.exec(text) ?? []
  expect(text).toContain(`"tool_calls":[{"id":"${id}"`)
})
