import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from '../model.ts'

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

  test.each<[Record<string, unknown> | null | undefined, object]>([
    [undefined, { type: 'object', properties: {} }],
    [null, { type: 'object', properties: {} }],
    [{}, { type: 'object', properties: {} }],
    [
      { type: null, properties: null },
      { type: 'object', properties: {} },
    ],
    [{ type: 'object' }, { type: 'object', properties: {} }],
    [{ properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
    [
      { additionalProperties: false, required: [] },
      { type: 'object', properties: {}, additionalProperties: false, required: [] },
    ],
    [{ type: 'string' }, { type: 'string' }],
  ])('parameters %j of a function are told as %j', async (parameters, told) => {
    const { baseUrl, bodies } = await endpoint(done)
    const tools = [{ name: 'f', ...(parameters !== undefined && { parameters }) }]
    await collect(modelAt(baseUrl), ask({ tools }))
    expect(bodies[0]).toHaveProperty('tools.0.function.parameters', told)
  })

  test.each([
    [true, true],
    [false, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('strict of %s is told as %s', async (strict, told) => {
    const { baseUrl, bodies } = await endpoint(done)
    const tools = [{ name: 'f', ...(strict !== undefined && { strict }) }]
    await collect(modelAt(baseUrl), ask({ tools }))
    expect(Object(bodies[0]).tools[0].function.strict).toBe(told)
  })

  test('text in parts as one string, beside a picture as parts', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    const texts = ['a', 'b'].map((text) => ({ type: 'text' as const, text }))
    const image = { type: 'image' as const, data: new URL('http://a.b/c'), detail: 'auto' as const }
    const messages = [
      { role: 'user' as const, content: texts },
      { role: 'user' as const, content: [...texts, image] },
    ]
    await collect(modelAt(baseUrl), ask({ messages }))
    expect(bodies[0]).toHaveProperty('messages.0.content', 'a\nb')
    expect(bodies[0]).toHaveProperty('messages.1.content.length', 3)
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
    const told = when === 'in the middle' ? ['text', 'usage'] : []
    expect(events.map(({ type }) => type)).toEqual(told)
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
