import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './provider.ts'

describe('what is sent', () => {
  const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))

  test('settings, tools, format', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    const { error } = await collect(
      modelAt(baseUrl),
      ask({
        instructions: 'Be brief.',
        temperature: 0,
        top_p: 0.5,
        max_completion_tokens: 300,
        parallel_tool_calls: false,
        reasoning_effort: 'low',
        tool_choice: { type: 'function', function: { name: 'f' } },
        tools: [{ name: 'f', description: 'd', strict: true, parameters: { type: 'object' } }],
        response_format: {
          type: 'json_schema',
          json_schema: { name: 's', schema: { type: 'object' }, strict: true },
        },
      }),
    )
    expect(error).toBeUndefined()
    expect(bodies[0]).toMatchObject({
      model: 'm',
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
      top_p: 0.5,
      max_tokens: 300,
      parallel_tool_calls: false,
      reasoning_effort: 'low',
      tool_choice: { type: 'function', function: { name: 'f' } },
      tools: [
        {
          type: 'function',
          function: { name: 'f', description: 'd', strict: true, parameters: { type: 'object' } },
        },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: { name: 's', schema: { type: 'object' }, strict: true },
      },
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
    })
  })

  test('nothing that was not asked for', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(modelAt(baseUrl))
    expect(Object.keys(bodies[0] as object).toSorted()).toEqual([
      'messages',
      'model',
      'stream',
      'stream_options',
    ])
  })

  test('images as bytes and as addresses, with their detail; nothing is fetched for them', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(
      modelAt(baseUrl),
      ask({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'see' },
              {
                type: 'image',
                data: new Uint8Array([1, 2]),
                media_type: 'image/png',
                detail: 'auto',
              },
              { type: 'image', data: new URL(`${baseUrl}/cat.png`), detail: 'low' },
            ],
          },
        ],
      }),
    )
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).toMatchObject({
      messages: [
        {
          content: [
            { type: 'text', text: 'see' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQI=' } },
            { type: 'image_url', image_url: { url: `${baseUrl}/cat.png`, detail: 'low' } },
          ],
        },
      ],
    })
  })

  test('calls and their outputs, broken arguments among them', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(
      modelAt(baseUrl),
      ask({
        messages: [
          {
            role: 'assistant',
            content: '',
            tool_calls: [
              { id: 'a', name: 'f', arguments: '{"n":1}' },
              { id: 'b', name: 'f', arguments: '{"n":' },
            ],
          },
          { role: 'tool', tool_call_id: 'a', name: 'f', output: '2' },
        ],
      }),
    )
    expect(bodies[0]).toMatchObject({
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'a', function: { name: 'f', arguments: '{"n":1}' } },
            { id: 'b', function: { arguments: JSON.stringify({ arguments: '{"n":' }) } },
          ],
        },
        { role: 'tool', tool_call_id: 'a', content: '2' },
      ],
    })
  })

  test.each([
    ['gpt-4', 'llama3.1'],
    ['gpt-4o', 'qwen3'],
    ['constructor', 'qwen3'],
  ])('the alias of %s', async (asked, sent) => {
    const { baseUrl, bodies } = await endpoint(done)
    const models = modelAt(baseUrl, { aliases: { 'gpt-4': 'llama3.1', '*': 'qwen3' } })
    for await (const _ of models.stream(ask({ model: asked }), new AbortController().signal)) {
      // read to the end
    }
    expect(bodies[0]).toMatchObject({ model: sent })
  })

  test("the newer name of the limit for OpenAI's newer models", async () => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(modelAt(baseUrl), ask({ model: 'o4-mini', max_completion_tokens: 300 }))
    expect(bodies[0]).toMatchObject({ max_completion_tokens: 300 })
    expect(bodies[0]).not.toHaveProperty('max_tokens')
  })

  test.each([
    { type: 'text' as const },
    { type: 'json_object' as const },
    { type: 'json_schema' as const, json_schema: { name: 'n' } },
    {
      type: 'json_schema' as const,
      json_schema: { name: 'n', description: 'd', schema: { type: 'object' }, strict: false },
    },
  ])('the response format as it is: %j', async (response_format) => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(modelAt(baseUrl), ask({ response_format }))
    expect(bodies[0]).toMatchObject({ response_format })
    expect(Object(bodies[0]).response_format).toEqual(response_format)
  })

  test.each(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])(
    'reasoning effort %s',
    async (reasoning_effort) => {
      const { baseUrl, bodies } = await endpoint(done)
      await collect(modelAt(baseUrl), ask({ reasoning_effort }))
      expect(bodies[0]).toMatchObject({ reasoning_effort })
    },
  )

  test.each([0, 1, 2])('temperature %i and top_p, when they are given', async (temperature) => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(modelAt(baseUrl), ask({ temperature, top_p: 1 }))
    expect(bodies[0]).toMatchObject({ temperature, top_p: 1 })
  })

  test.each(['none', 'auto', 'required'] as const)('tool choice %s', async (tool_choice) => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(modelAt(baseUrl), ask({ tools: [{ name: 'f' }], tool_choice }))
    expect(bodies[0]).toMatchObject({ tool_choice, tools: [{ function: { name: 'f' } }] })
  })
})

describe('what a model refuses', () => {
  const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))
  const no = (message: string) => refuse(400, JSON.stringify({ error: { message } }))
  const tools = [{ name: 'f' }]

  test.each([
    ["Unsupported parameter: 'temperature' is not supported.", { temperature: 1 }, 'temperature'],
    ["Unsupported parameter: 'top_p' is not supported.", { top_p: 1 }, 'top_p'],
    ['`temperature` and `top_p` cannot both be specified', { temperature: 0.5, top_p: 1 }, 'top_p'],
    [
      "'parallel_tool_calls' is not supported with this model.",
      { tools, parallel_tool_calls: false },
      'parallel_tool_calls',
    ],
    ['Unknown field: stream_options', {}, 'stream_options'],
    [
      "'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
      { max_completion_tokens: 300 },
      'max_tokens',
    ],
  ])('%s: what it would do anyway is left unsaid, from then on', async (said, request, field) => {
    const { baseUrl, bodies } = await endpoint(no(said), done)
    const model = modelAt(baseUrl)
    expect((await collect(model, ask(request))).error).toBeUndefined()
    expect((await collect(model, ask(request))).error).toBeUndefined()
    expect(bodies.map((body) => Object.hasOwn(Object(body), field))).toEqual([true, false, false])
    if (field === 'max_tokens') expect(bodies[2]).toHaveProperty('max_completion_tokens', 300)
    if ('temperature' in request && field !== 'temperature') {
      expect(bodies[2]).toHaveProperty('temperature', request.temperature)
    }
  })

  test.each([
    ['temperature', { temperature: 0.5 }],
    ['top_p', { top_p: 0 }],
    ['reasoning_effort', { reasoning_effort: 'xhigh' }],
    ['response_format', { response_format: { type: 'json_object' as const } }],
  ])('%s that was chosen is not given up: the failure names it', async (field, request) => {
    const { baseUrl, bodies } = await endpoint(no(`Unsupported value: '${field}'`), done)
    expect((await collect(modelAt(baseUrl), ask(request))).error).toMatchObject({
      code: 'invalid_prompt',
      message: `The model endpoint answered 400: Unsupported value: '${field}'`,
    })
    expect(bodies).toHaveLength(1)
  })
})

test.each(['before the first token', 'in the middle'])(
  'an abort %s ends the call upstream',
  async (when) => {
    let closed: () => void = () => undefined
    const upstreamClosed = new Promise<void>((resolve) => (closed = resolve))
    const abort = new AbortController()
    const { baseUrl } = await endpoint((response, request) => {
      request.on('close', closed)
      response.on('close', closed)
      if (when === 'before the first token') return abort.abort()
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'a' }))
    })
    const events: ModelEvent[] = []
    const read = async () => {
      for await (const event of modelAt(baseUrl).stream(ask(), abort.signal)) {
        events.push(event)
        abort.abort()
      }
    }
    await expect(read()).rejects.toHaveProperty('name', 'AbortError')
    await upstreamClosed
    expect(events).toHaveLength(when === 'in the middle' ? 1 : 0)
  },
)

test.each([301, 302, 303, 307, 308])('a redirect with %i is not followed', async (status) => {
  const elsewhere = await endpoint(
    sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' })),
  )
  const location = `${elsewhere.baseUrl}/chat/completions`
  const { baseUrl } = await endpoint(refuse(status, '', { location }))
  const model = modelAt(baseUrl)
  expect((await collect(model)).error).toMatchObject({
    code: 'server_error',
    message: `The model endpoint answered ${status}, a redirect, which is not followed. Set its final address.`,
  })
  expect(await model.listModels()).toEqual([])
  expect(elsewhere.bodies).toHaveLength(0)
})

describe('turns', () => {
  const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))
  const user = (text: string) => ({
    role: 'user' as const,
    content: [{ type: 'text' as const, text }],
  })
  const assistant = (content: string) => ({ role: 'assistant' as const, content, tool_calls: [] })

  test.each([
    [400, 'Conversation roles must alternate user/assistant/user/assistant/...'],
    [500, 'Jinja Exception: After the optional system message, conversation roles must alternate'],
    [400, 'Expected last role User or Tool for serving but got assistant'],
    [422, 'messages: roles must alternate between "user" and "assistant"'],
  ])('that must alternate (%i %s): neighbours are joined, from then on', async (status, said) => {
    const { baseUrl, bodies } = await endpoint(
      refuse(status, JSON.stringify({ error: { message: said } })),
      done,
    )
    const model = modelAt(baseUrl)
    const messages = [assistant('Hello'), user('a'), user('b'), assistant('c'), assistant('d')]
    const request = ask({ instructions: 'Help.', messages })
    expect((await collect(model, request)).error).toBeUndefined()
    expect((await collect(model, request)).error).toBeUndefined()
    expect(bodies).toHaveLength(3)
    for (const body of bodies.slice(1)) {
      expect(body).toHaveProperty('messages', [
        { role: 'system', content: 'Help.' },
        { role: 'user', content: '…' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: 'a\n\nb' },
        { role: 'assistant', content: 'c\n\nd' },
        { role: 'user', content: 'Continue.' },
      ])
    }
  })

  test('without a system message: its words come first', async () => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, '{"error":{"message":"System role not supported"}}'),
      done,
    )
    await collect(modelAt(baseUrl), ask({ instructions: 'Help.', messages: [user('a')] }))
    expect(bodies[1]).toHaveProperty('messages', [{ role: 'user', content: 'Help.\n\na' }])
  })

  const refusalOf = (message: string) =>
    JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } })
  const withCall = ask({
    messages: [
      user('a'),
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', name: 'f', arguments: '{}' }],
      },
      { role: 'tool', tool_call_id: 'a', name: 'f', output: '' },
    ],
  })
  const contentsOf = (bodies: readonly unknown[]) =>
    bodies.map((body) => Object(body).messages[1].content)

  test.each([
    [400, 'invalid message content type: <nil>'],
    [400, "'messages.1' : for 'role:assistant' ('messages.1.content' : value must be a string)"],
    [400, "messages.1.content: None is not of type 'string'"],
    [400, 'messages.1.content: Invalid input'],
    [400, "Invalid type for 'messages[1].content': expected a string, but got null instead."],
    [400, '<400> InvalidParameter: The content field is a required field.'],
    [422, "[{'loc': ('body', 'messages', 1, 'content'), 'msg': 'none is not an allowed value'}]"],
    [422, 'Input should be a valid string'],
    [422, 'messages[1]: invalid type: null, expected a string at line 1 column 90'],
    [400, 'content should be a string'],
    [400, "message at position 1 with role 'assistant' must not be empty"],
    [500, 'Jinja: can only concatenate str (not "NoneType") to str'],
  ])('that wants text beside calls (%i %s): it is empty, from then on', async (status, said) => {
    const { baseUrl, bodies } = await endpoint(refuse(status, refusalOf(said)), done)
    const model = modelAt(baseUrl)
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect(contentsOf(bodies)).toEqual([null, '', ''])
    expect(bodies[2]).toHaveProperty('messages.2', {
      role: 'tool',
      tool_call_id: 'a',
      content: '',
    })
  })

  test('that wants neither null nor empty text beside calls: it is left out', async () => {
    const { baseUrl, bodies } = await endpoint(
      refuse(400, '{"error":{"message":"content should be a string"}}'),
      refuse(400, '{"error":{"message":"messages.1: text content must be non-empty"}}'),
      done,
    )
    const model = modelAt(baseUrl)
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect((await collect(model, withCall)).error).toBeUndefined()
    expect(contentsOf(bodies)).toEqual([null, '', undefined, undefined])
    expect(bodies[3]).not.toHaveProperty('messages.1.content')
  })

  test.each([
    [400, 'The response was filtered by the content management policy'],
    [400, "This model's maximum context length is 10 tokens"],
    [400, 'The prompt triggered a filter for harmful content'],
    [400, 'messages.0.content.1: images are not supported'],
    [400, 'Invalid schema for function f: name must be a string'],
  ])('whose refusal is of something else (%i %s) is not asked again', async (status, said) => {
    const { baseUrl, bodies } = await endpoint(refuse(status, refusalOf(said)), done)
    expect((await collect(modelAt(baseUrl), withCall)).error).toBeDefined()
    expect(bodies).toHaveLength(1)
  })

  test('U+0000, where some prompts would end, is sent as U+FFFD', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    const messages = [
      user('a\0b\0'),
      { role: 'tool' as const, tool_call_id: 'a', name: 'f', output: '\0c' },
    ]
    await collect(modelAt(baseUrl), ask({ instructions: 'Help\0.', messages }))
    expect(bodies[0]).toHaveProperty('messages', [
      { role: 'system', content: 'Help\uFFFD.' },
      { role: 'user', content: 'a\uFFFDb\uFFFD' },
      { role: 'tool', tool_call_id: 'a', content: '\uFFFDc' },
    ])
  })

  test('half an emoji is sent as what is well-formed', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    const messages = [user('cut \ud83d'), assistant('\udc4b cut'), user('👋')]
    await collect(modelAt(baseUrl), ask({ instructions: '\ud83d', messages }))
    expect(bodies[0]).toHaveProperty('messages', [
      { role: 'system', content: '\uFFFD' },
      { role: 'user', content: 'cut \uFFFD' },
      { role: 'assistant', content: '\uFFFD cut' },
      { role: 'user', content: '👋' },
    ])
  })
})
