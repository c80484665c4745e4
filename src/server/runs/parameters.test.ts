import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile } from '#testing/checked.ts'
import { YES, newEndpointApp } from '#testing/endpoint-app.ts'
import { chunk, refuse, sse, usage } from '#testing/scripted-endpoint.ts'

const FUNCTION = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } }
const CALL = sse(
  chunk({ tool_calls: [{ index: 0, id: 'x', function: { name: 'f', arguments: '{}' } }] }),
  chunk({}, { finish_reason: 'tool_calls' }),
  usage,
)

type Body = Record<string, unknown>

describe('what reaches the provider', () => {
  test.each<[string, Body, Body]>([
    ['model', { model: 'other' }, { model: 'other' }],
    ['temperature 0', { temperature: 0 }, { temperature: 0, top_p: 1 }],
    ['temperature 2, top_p 0', { temperature: 2, top_p: 0 }, { temperature: 2, top_p: 0 }],
    ['what the run says it has, where nobody chose', {}, { temperature: 1, top_p: 1 }],
    [
      'null for what the assistant has',
      { temperature: null, model: null },
      { temperature: 1, model: 'm' },
    ],
    ['reasoning_effort', { reasoning_effort: 'minimal' }, { reasoning_effort: 'minimal' }],
    ['text', { response_format: { type: 'text' } }, { response_format: { type: 'text' } }],
    [
      'JSON',
      { response_format: { type: 'json_object' } },
      { response_format: { type: 'json_object' } },
    ],
    [
      'a schema',
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', schema: { type: 'object' }, strict: true },
        },
      },
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'n', schema: { type: 'object' }, strict: true },
        },
      },
    ],
    ['max_completion_tokens', { max_completion_tokens: 256 }, { max_tokens: 256 }],
    [
      'tool_choice none, the functions still told',
      { tools: [FUNCTION], tool_choice: 'none' },
      { tool_choice: 'none', tools: [FUNCTION] },
    ],
    [
      'tool_choice required',
      { tools: [FUNCTION], tool_choice: 'required' },
      { tool_choice: 'required' },
    ],
    [
      'a function by its name',
      { tools: [FUNCTION], tool_choice: { type: 'function', function: { name: 'f' } } },
      { tool_choice: { type: 'function', function: { name: 'f' } } },
    ],
    [
      'file_search by its type, whatever there is to search',
      { tools: [{ type: 'file_search' }], tool_choice: { type: 'file_search' } },
      {
        tools: [{ type: 'function', function: { name: 'file_search' } }],
        tool_choice: { type: 'function', function: { name: 'file_search' } },
      },
    ],
    [
      'calls one at a time',
      { tools: [FUNCTION], parallel_tool_calls: false },
      { parallel_tool_calls: false },
    ],
  ])('%s', async (_, request, expected) => {
    const it = await newEndpointApp()
    await it.run(request)
    expect(it.sent()[0]).toMatchObject(expected)
  })

  test.each<[Body, Body, string | undefined]>([
    [{}, {}, 'Help.'],
    [{}, { instructions: null }, 'Help.'],
    [{}, { instructions: 'Else.' }, 'Else.'],
    [{}, { instructions: '' }, undefined],
    [{ instructions: null }, {}, undefined],
    [{}, { additional_instructions: 'More.' }, 'Help.\n\nMore.'],
    [{}, { instructions: 'Else.', additional_instructions: 'More.' }, 'Else.\n\nMore.'],
    [{ instructions: '' }, { additional_instructions: 'More.' }, 'More.'],
    [{}, { additional_instructions: '' }, 'Help.'],
  ])('assistant %j, run %j: the instructions %j', async (assistant, request, expected) => {
    const it = await newEndpointApp([YES], { assistant })
    const messages = [{ role: 'user', content: 'Hi' }]
    const run = await it.run({ additional_messages: messages, ...request })
    const system = expected === undefined ? [] : [{ role: 'system', content: expected }]
    expect(it.sent()[0]?.['messages']).toEqual([...system, ...messages])
    expect(run.instructions).toBe(expected ?? '')
  })

  test.each<[Body, Body | undefined]>([
    [{}, { function: { name: 'f' } }],
    [{ tools: null }, { function: { name: 'f' } }],
    [{ tools: [] }, undefined],
    [
      { tools: [{ type: 'function', function: { name: 'g', strict: true } }] },
      { function: { name: 'g', strict: true } },
    ],
  ])('an assistant with a function, a run with %j', async (request, expected) => {
    const it = await newEndpointApp([YES], { assistant: { tools: [FUNCTION] } })
    const run = await it.run(request)
    const tools = it.sent()[0]?.['tools']
    if (expected) expect(tools).toMatchObject([expected])
    else expect(tools).toBeUndefined()
    expect(run.tools).toHaveLength(expected ? 1 : 0)
  })

  test('a demanded call is demanded once: an answer follows', async () => {
    for (const tool_choice of ['required', { type: 'function', function: { name: 'f' } }]) {
      const it = await newEndpointApp([CALL, YES])
      const waiting = await it.run({ tools: [FUNCTION], tool_choice })
      const [call] = waiting.required_action?.submit_tool_outputs?.tool_calls ?? []
      const tool_outputs = [{ tool_call_id: call?.id, output: 'o' }]
      const path = `${it.path}/${waiting.id}/submit_tool_outputs`
      await accepted('submitToolOutputsToRun', it.app.request('POST', path, { tool_outputs }))
      expect((await it.settled(waiting)).status).toBe('completed')
      expect(it.sent().map((body) => body['tool_choice'])).toEqual([tool_choice, 'auto'])
    }
  })

  test.each([null, false, true])('stream %j', async (stream) => {
    const it = await newEndpointApp()
    for (const path of [it.path, '/v1/threads/runs']) {
      const body = { assistant_id: it.assistant.id, stream }
      const response = await it.app.request('POST', path, body)
      const type = stream ? 'text/event-stream; charset=utf-8' : 'application/json'
      expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
      const text = await response.text()
      if (stream) expect(text).toMatch(/event: thread\.run\.completed\n[\s\S]*event: done\n/)
      else expect(JSON.parse(text)).toMatchObject({ object: 'thread.run', status: 'queued' })
    }
  })

  test('additional messages are in the thread, with their files and metadata', async () => {
    const it = await newEndpointApp()
    const file_id = await uploadFile(it.app)
    const attachments = [{ file_id, tools: [{ type: 'file_search' }] }]
    const messages = [
      { role: 'assistant', content: 'Hello?' },
      { role: 'user', content: 'Hi', attachments, metadata: { a: 'b' } },
    ]
    await it.run({ additional_messages: messages })
    const listed = await it.app.json<{ data: unknown[] }>(
      'GET',
      `/v1/threads/${it.thread.id}/messages?order=asc`,
    )
    expect(listed.data).toMatchObject([
      { role: 'assistant', run_id: null },
      { role: 'user', attachments, metadata: { a: 'b' }, run_id: null },
      { role: 'assistant', content: [{ text: { value: 'Yes.' } }] },
    ])
    const thread = await it.app.json<Thread>('GET', `/v1/threads/${it.thread.id}`)
    expect(thread.tool_resources?.file_search?.vector_store_ids).toHaveLength(1)
  })

  test.each([
    ['createRun', (id: string) => ({ assistant_id: id })],
    ['createThreadAndRun', (id: string) => ({ assistant_id: id, thread: {} })],
  ])('the assistant’s settings are the run’s (%s)', async (name, body) => {
    const settings = {
      temperature: 0.5,
      top_p: 0.25,
      reasoning_effort: 'high',
      response_format: { type: 'json_object' },
    }
    const it = await newEndpointApp([YES], { assistant: settings })
    const path = name === 'createRun' ? it.path : '/v1/threads/runs'
    await it.settled(await it.app.json<Run>('POST', path, body(it.assistant.id)))
    expect(it.sent()[0]).toMatchObject(settings)
  })
})

describe('what is refused', () => {
  let app: TestApp
  afterEach(() => app.close())
  beforeEach(async () => {
    app = await newTestApp()
  })
  const NONE = { tools: [] }
  test.each<[Body, string, string | null]>([
    [{ max_prompt_tokens: 255 }, 'max_prompt_tokens', 'integer_below_min_value'],
    [{ max_completion_tokens: 255 }, 'max_completion_tokens', 'integer_below_min_value'],
    [{ temperature: 2.1 }, 'temperature', 'decimal_above_max_value'],
    [{ top_p: -0.1 }, 'top_p', 'decimal_below_min_value'],
    [{ reasoning_effort: 'utmost' }, 'reasoning_effort', 'invalid_value'],
    [
      { truncation_strategy: { type: 'last_messages' } },
      'truncation_strategy.last_messages',
      'missing_required_parameter',
    ],
    [
      { truncation_strategy: { type: 'last_messages', last_messages: null } },
      'truncation_strategy.last_messages',
      'missing_required_parameter',
    ],
    [
      { truncation_strategy: { type: 'last_messages', last_messages: 0 } },
      'truncation_strategy.last_messages',
      'integer_below_min_value',
    ],
    [{ tool_choice: 'some' }, 'tool_choice', 'invalid_value'],
    [{ ...NONE, tool_choice: 'required' }, 'tool_choice', null],
    [{ ...NONE, tool_choice: { type: 'file_search' } }, 'tool_choice', null],
    [{ tool_choice: { type: 'code_interpreter' } }, 'tool_choice', null],
    [{ tool_choice: { type: 'function', function: { name: 'g' } } }, 'tool_choice', null],
    [
      { tools: Array.from({ length: 21 }, () => ({ type: 'file_search' })) },
      'tools',
      'array_above_max_length',
    ],
    [{ parallel_tool_calls: 'no' }, 'parallel_tool_calls', 'invalid_type'],
    [
      { response_format: { type: 'json_schema' } },
      'response_format.json_schema',
      'missing_required_parameter',
    ],
    [{ stream: 'yes' }, 'stream', 'invalid_type'],
  ])('%j', async (body, param, code) => {
    const assistant = await app.json<Assistant>('POST', '/v1/assistants', {
      model: 'm',
      tools: [FUNCTION],
    })
    const thread = await app.json<Thread>('POST', '/v1/threads', {})
    const asked = { assistant_id: assistant.id, ...body }
    const refusal = { status: 400, type: 'invalid_request_error', param, code }
    expect(
      await refused(app.request('POST', `/v1/threads/${thread.id}/runs`, asked)),
    ).toMatchObject(refusal)
    if ('reasoning_effort' in body) return
    expect(await refused(app.request('POST', '/v1/threads/runs', asked))).toMatchObject(refusal)
  })

  test('the words for a choice that cannot be made', async () => {
    const assistant = await app.json<Assistant>('POST', '/v1/assistants', { model: 'm' })
    const words = async (tool_choice: unknown, tools: unknown[] = []) =>
      (
        await refused(
          app.request('POST', '/v1/threads/runs', {
            assistant_id: assistant.id,
            tool_choice,
            tools,
          }),
        )
      ).message
    expect(await words('required')).toBe(
      "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
    )
    expect(await words({ type: 'function', function: { name: 'g' } }, [FUNCTION])).toBe(
      "Invalid value for 'tool_choice': no function named 'g' was specified in the 'tools' parameter.",
    )
    expect(await words({ type: 'file_search' }, [FUNCTION])).toBe(
      "Invalid value for 'tool_choice': no tool of type 'file_search' was specified in the 'tools' parameter.",
    )
  })
})

test.each(['response_format', 'reasoning_effort', 'temperature', 'tool_choice'])(
  'a provider that cannot honour %s fails the run, which names it',
  async (field) => {
    const message = `'${field}' is not supported with this model.`
    const it = await newEndpointApp([refuse(400, JSON.stringify({ error: { message } }))])
    const run = await it.run({
      temperature: 0.5,
      reasoning_effort: 'low',
      response_format: { type: 'json_object' },
      tools: [FUNCTION],
      tool_choice: 'required',
    })
    expect(run).toMatchObject({
      status: 'failed',
      last_error: {
        code: 'invalid_prompt',
        message: `The model endpoint answered 400: ${message}`,
      },
    })
  },
)
