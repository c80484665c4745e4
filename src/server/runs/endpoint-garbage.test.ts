import { describe, expect, test } from 'vitest'

import type { RunStep } from '#contract/run-step.ts'
import { accepted } from '#testing/checked.ts'
import { YES, newEndpointApp } from '#testing/endpoint-app.ts'
import { type Answer, chunk, refuse, sse, usage } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const FUNCTION = { type: 'function', function: { name: 'f' } }
const call = (index: number, id: string | undefined, name: string, given: string) =>
  chunk({ tool_calls: [{ index, id, function: { name, arguments: given } }] })

const stepsOf = async (it: Awaited<ReturnType<typeof newEndpointApp>>, id: string) => {
  const request = it.app.request('GET', `${it.path}/${id}/steps?order=asc`)
  return (await accepted<{ data: RunStep[] }>('listRunSteps', request)).data
}

test.each<[string, Answer, string, string[]]>([
  [
    'calls what it was not offered',
    sse(chunk({ content: 'Half' }), call(0, 'x', 'g', '{}'), STOP),
    "The model called a function that it was not offered: 'g'.",
    ['failed'],
  ],
  [
    'breaks off in the middle of a call',
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(call(0, 'x', 'f', '{"a'), () => response.destroy())
    },
    'The connection to the model endpoint broke off before the answer was complete.',
    ['failed'],
  ],
  [
    'speaks no JSON',
    sse('data: <html>\n\n'),
    'The model endpoint sent something that is not a chat completion.',
    [],
  ],
  [
    'sends a page',
    (response) => response.end('<html>'),
    'The model endpoint answered with a web page.',
    [],
  ],
  [
    'is wrong on the whole',
    refuse(500, '{"error":{"message":"oh"}}', { 'retry-after-ms': '0' }),
    'The model endpoint answered 500: oh',
    [],
  ],
])('an endpoint that %s fails the run and frees its thread', async (_, answer, message, states) => {
  const it = await newEndpointApp([answer])
  const run = await it.run({ tools: [FUNCTION] })
  expect(run).toMatchObject({
    status: 'failed',
    last_error: { code: 'server_error', message },
    required_action: null,
  })
  expect((await stepsOf(it, run.id)).map(({ status }) => status)).toEqual(states)
  const next = { role: 'user', content: 'Again.' }
  const path = `/v1/threads/${it.thread.id}/messages`
  await accepted('createMessage', it.app.request('POST', path, next))
})

test('calls with the same ids and broken arguments are told apart, and as they are', async () => {
  const answer = sse(call(0, 'x', 'f', '{"n":1}'), call(1, 'x', 'f', '{"n":'), STOP, usage)
  const it = await newEndpointApp([answer, YES])
  const run = await it.run({ tools: [FUNCTION] })
  const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  expect(calls.map((each) => each.function?.arguments)).toEqual(['{"n":1}', '{"n":'])
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
  const tool_outputs = calls.map(({ id }, at) => ({ tool_call_id: id, output: `${at}` }))
  const path = `${it.path}/${run.id}/submit_tool_outputs`
  await accepted('submitToolOutputsToRun', it.app.request('POST', path, { tool_outputs }))
  expect((await it.settled(run)).status).toBe('completed')
  expect(it.sent()[1]?.['messages']).toMatchObject([
    { role: 'system' },
    { role: 'assistant', tool_calls: calls.map(({ id }) => ({ id })) },
    { role: 'tool', tool_call_id: calls[0]?.id, content: '0' },
    { role: 'tool', tool_call_id: calls[1]?.id, content: '1' },
  ])
})

test('a model that knows neither a choice of tools nor empty parameters is asked without, round by round', async () => {
  const refused = (message: string) => refuse(400, JSON.stringify({ error: { message } }))
  const it = await newEndpointApp([
    refused('deepseek-reasoner does not support this `tool_choice`'),
    refused('tools[0].function.parameters.properties: should be non-empty for OBJECT type'),
    sse(call(0, 'x', 'f', '{}'), STOP, usage),
    YES,
  ])
  const run = await it.run({ tools: [FUNCTION] })
  const [made] = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  const tool_outputs = [{ tool_call_id: made?.id, output: '1' }]
  const path = `${it.path}/${run.id}/submit_tool_outputs`
  await accepted('submitToolOutputsToRun', it.app.request('POST', path, { tool_outputs }))
  expect((await it.settled(run)).status).toBe('completed')
  expect(it.sent()).toHaveLength(4)
  for (const body of it.sent().slice(2)) {
    expect(body).not.toHaveProperty('tool_choice')
    expect(body['tools']).toEqual([FUNCTION])
  }
})

test('two calls under one number and id are both made, and both answered', async () => {
  const answer = sse(call(0, 'f', 'f', '{"n":1}'), call(0, 'f', 'f', '{"n":2}'), STOP, usage)
  const it = await newEndpointApp([answer, YES])
  const run = await it.run({ tools: [FUNCTION] })
  const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  expect(calls.map((each) => each.function?.arguments)).toEqual(['{"n":1}', '{"n":2}'])
  const tool_outputs = calls.map(({ id }, at) => ({ tool_call_id: id, output: `${at}` }))
  const path = `${it.path}/${run.id}/submit_tool_outputs`
  await accepted('submitToolOutputsToRun', it.app.request('POST', path, { tool_outputs }))
  expect((await it.settled(run)).status).toBe('completed')
  expect(it.sent()[1]?.['messages']).toMatchObject([
    { role: 'system' },
    {
      role: 'assistant',
      tool_calls: calls.map(({ id }, at) => ({
        id,
        function: { arguments: `{"n":${at + 1}}` },
      })),
    },
    { role: 'tool', tool_call_id: calls[0]?.id, content: '0' },
    { role: 'tool', tool_call_id: calls[1]?.id, content: '1' },
  ])
})

test('what an endpoint does not count is estimated, and counts', async () => {
  const long = sse(chunk({ content: 'word '.repeat(400) }), STOP)
  const it = await newEndpointApp([long])
  const run = await it.run({ max_completion_tokens: 300 })
  expect(run).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_completion_tokens' },
    usage: { prompt_tokens: 2, completion_tokens: 500, total_tokens: 502 },
  })
})

describe('a long thread', () => {
  const listing = (fields: object) =>
    JSON.stringify({ object: 'list', data: [{ id: 'm', object: 'model', ...fields }] })
  /** Tells of its models so, and answers every prompt. */
  const telling =
    (fields: object): Answer =>
    (response, request) =>
      (request.url?.endsWith('/models') ? refuse(200, listing(fields)) : YES)(response, request)
  /** Of about 1,000 tokens each. */
  const additional_messages = Array.from({ length: 20 }, (_, at) => ({
    role: 'user',
    content: `${at} ${'x'.repeat(3980)}`,
  }))

  test.each<[object, number | undefined, number]>([
    [{ max_model_len: 16_384 }, undefined, 10],
    [{ max_model_len: 16_384 }, 8192, 5],
    [{ max_model_len: 8192 }, 16_384, 5],
    [{}, 8192, 5],
    [{}, undefined, 20],
  ])(
    'before a model of %j, with a limit of %j: %i messages are sent',
    async (fields, modelContext, count) => {
      const it = await newEndpointApp([telling(fields)], { modelContext })
      expect((await it.run({ additional_messages })).status).toBe('completed')
      const chat = it.sent().find((body) => body !== undefined)
      expect(chat?.['messages']).toHaveLength(1 + count)
    },
  )

  test('before one that finds it too long: it is cut, and from then on at once', async () => {
    const message = "This model's maximum context length is 8192 tokens."
    const tooLong: Answer = (response, request) =>
      request.url?.endsWith('/models')
        ? refuse(404, '{}')(response, request)
        : refuse(400, JSON.stringify({ error: { message } }))(response, request)
    const it = await newEndpointApp([tooLong, tooLong, YES])
    expect((await it.run({ additional_messages })).status).toBe('completed')
    expect((await it.run()).status).toBe('completed')
    const chats = it.sent().filter((body) => body !== undefined)
    expect(chats.map((body) => Object(body['messages']).length)).toEqual([21, 6, 7])
  })
})
