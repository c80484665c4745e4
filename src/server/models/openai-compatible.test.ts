import { describe, expect, test } from 'vitest'

import { chunk, endpoint, refuse, sse, usage } from '#testing/scripted-endpoint.ts'

import { createOpenAICompatibleModel } from './openai-compatible.ts'
import type { ModelEvent, ModelRequest } from './provider.ts'

const ask = (request: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'm',
  instructions: '',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  temperature: null,
  top_p: null,
  max_completion_tokens: null,
  response_format: 'auto',
  reasoning_effort: null,
  ...request,
})

const model = (baseUrl: string, aliases: Record<string, string> = {}) =>
  createOpenAICompatibleModel(
    { baseUrl, apiKey: 'sk-secret', aliases, retryDelay: 1 },
    { now: () => 0 },
  )

const collect = async (
  baseUrl: string,
  request = ask(),
  signal = new AbortController().signal,
): Promise<{ events: ModelEvent[]; error: unknown }> => {
  const events: ModelEvent[] = []
  try {
    for await (const event of model(baseUrl).stream(request, signal)) events.push(event)
    return { events, error: undefined }
  } catch (error) {
    return { events, error }
  }
}

describe('what comes back', () => {
  test('text, with usage', async () => {
    const { baseUrl, headers } = await endpoint(
      sse(
        chunk({ role: 'assistant', content: '' }),
        chunk({ content: 'Hel' }),
        chunk({ content: 'lo' }),
        chunk({}, { finish_reason: 'stop' }),
        usage,
        'data: [DONE]\n\n',
      ),
    )
    expect(await collect(baseUrl)).toEqual({
      error: undefined,
      events: [
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
        {
          type: 'finish',
          reason: 'stop',
          usage: { prompt_tokens: 7, completion_tokens: 3 },
        },
      ],
    })
    expect(headers[0]?.authorization).toBe('Bearer sk-secret')
  })

  test('several tool calls with arguments in fragments, finished with the wrong reason', async () => {
    const call = (index: number, fields: object, rest: object = {}) =>
      chunk({ tool_calls: [{ index, function: fields, ...rest }] })
    const { baseUrl } = await endpoint(
      sse(
        call(0, { name: 'a', arguments: '' }, { id: 'x', type: 'function' }),
        call(0, { arguments: '{"n"' }),
        call(0, { arguments: ':1}' }),
        call(1, { name: 'b', arguments: '{}' }, { id: 'y', type: 'function' }),
        chunk({}, { finish_reason: 'stop' }),
      ),
    )
    const { events, error } = await collect(baseUrl)
    expect(error).toBeUndefined()
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool_calls' })
    expect(events.filter(({ type }) => type === 'tool_call')).toEqual([
      { type: 'tool_call', index: 0, name: 'a' },
      { type: 'tool_call', index: 1, name: 'b' },
    ])
    const argumentsOf = (index: number) =>
      events
        .map((event) =>
          event.type === 'tool_call_arguments' && event.index === index ? event.arguments : '',
        )
        .join('')
    expect([argumentsOf(0), argumentsOf(1)]).toEqual(['{"n":1}', '{}'])
  })

  test.each([
    ['length', 'length'],
    ['content_filter', 'content_filter'],
    ['stop', 'stop'],
  ])('finish_reason %s', async (said, reason) => {
    const { baseUrl } = await endpoint(
      sse(chunk({ content: 'x' }), chunk({}, { finish_reason: said })),
    )
    expect((await collect(baseUrl)).events.at(-1)).toMatchObject({ type: 'finish', reason })
  })

  test('a refusal; reasoning is not shown', async () => {
    const { baseUrl } = await endpoint(
      sse(
        chunk({ reasoning_content: 'hm' }),
        chunk({ refusal: 'I will not.' }),
        chunk({}, { finish_reason: 'stop' }),
      ),
    )
    const { events } = await collect(baseUrl)
    expect(events.map(({ type }) => type)).toEqual(['refusal', 'finish'])
    expect(events[0]).toEqual({ type: 'refusal', text: 'I will not.' })
  })
})

describe('what is sent', () => {
  const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))

  test('settings, tools, format', async () => {
    const { baseUrl, bodies } = await endpoint(done)
    const { error } = await collect(
      baseUrl,
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
    await collect(baseUrl)
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
      baseUrl,
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
      baseUrl,
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
    const models = model(baseUrl, { 'gpt-4': 'llama3.1', '*': 'qwen3' })
    for await (const _ of models.stream(ask({ model: asked }), new AbortController().signal)) {
      // read to the end
    }
    expect(bodies[0]).toMatchObject({ model: sent })
  })

  test("the newer name of the limit for OpenAI's newer models", async () => {
    const { baseUrl, bodies } = await endpoint(done)
    await collect(baseUrl, ask({ model: 'o4-mini', max_completion_tokens: 300 }))
    expect(bodies[0]).toMatchObject({ max_completion_tokens: 300 })
    expect(bodies[0]).not.toHaveProperty('max_tokens')
  })
})

describe('failures', () => {
  const said = (message: string) => JSON.stringify({ error: { message, type: 't' } })

  test.each([
    [429, 'rate_limit_exceeded', 3],
    [500, 'server_error', 3],
    [503, 'server_error', 3],
    [400, 'invalid_prompt', 1],
    [422, 'invalid_prompt', 1],
    [401, 'server_error', 1],
    [404, 'server_error', 1],
  ])('status %i is %s after %i calls', async (status, code, calls) => {
    const { baseUrl, bodies } = await endpoint(refuse(status, said('no, sk-secret')))
    const { error } = await collect(baseUrl)
    expect(error).toMatchObject({ name: 'ModelError', code })
    expect(error).toHaveProperty('message', `The model endpoint answered ${status}: no, [key]`)
    expect(bodies).toHaveLength(calls)
  })

  test('a limit that no waiting lifts is not tried again', async () => {
    const body = JSON.stringify({ error: { message: 'pay', code: 'insufficient_quota' } })
    const { baseUrl, bodies } = await endpoint(refuse(429, body))
    expect((await collect(baseUrl)).error).toMatchObject({ code: 'rate_limit_exceeded' })
    expect(bodies).toHaveLength(1)
  })

  test('one failure before the first token goes unnoticed', async () => {
    const { baseUrl } = await endpoint(
      refuse(503, said('later'), { 'retry-after-ms': '1' }),
      sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' })),
    )
    expect((await collect(baseUrl)).error).toBeUndefined()
  })

  test.each([
    ['{"detail":"no model"}', 'no model'],
    ['{"error":"no model"}', 'no model'],
    ['<html>', 'Bad Request'],
  ])('other shapes of error: %s', async (body, text) => {
    const { baseUrl } = await endpoint(refuse(400, body))
    expect((await collect(baseUrl)).error).toHaveProperty(
      'message',
      `The model endpoint answered 400: ${text}`,
    )
  })

  test('garbage in the stream', async () => {
    const { baseUrl } = await endpoint(sse(chunk({ content: 'a' }), 'data: {"cho\n\n'))
    const { events, error } = await collect(baseUrl)
    expect(events).toEqual([{ type: 'text', text: 'a' }])
    expect(error).toMatchObject({
      code: 'server_error',
      message: 'The model endpoint sent something that is not a chat completion.',
    })
  })

  test('an error in the stream', async () => {
    const { baseUrl } = await endpoint(
      sse(chunk({ content: 'a' }), `data: ${said('overloaded')}\n\n`),
    )
    expect((await collect(baseUrl)).error).toMatchObject({
      code: 'server_error',
      message: 'The model endpoint broke off: overloaded',
    })
  })

  test('a page of HTML instead of a stream', async () => {
    const { baseUrl } = await endpoint((response) => response.end('<html></html>'))
    expect((await collect(baseUrl)).error).toMatchObject({ code: 'server_error' })
  })

  test('a connection that drops', async () => {
    const { baseUrl } = await endpoint((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'a' }), () => response.destroy())
    })
    const { events, error } = await collect(baseUrl)
    expect(events).toEqual([{ type: 'text', text: 'a' }])
    expect(error).toMatchObject({
      code: 'server_error',
      message: 'The connection to the model endpoint broke off before the answer was complete.',
    })
  })

  test('an end without a finish', async () => {
    const { baseUrl } = await endpoint(sse(chunk({ content: 'a' })))
    expect((await collect(baseUrl)).error).toHaveProperty(
      'message',
      'The model endpoint ended its answer before it was complete.',
    )
  })

  test('nobody listening', async () => {
    const { error } = await collect('http://127.0.0.1:9/v1')
    expect(error).toMatchObject({ name: 'ModelError', code: 'server_error' })
    expect(String(error)).not.toContain('127.0.0.1')
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
      for await (const event of model(baseUrl).stream(ask(), abort.signal)) {
        events.push(event)
        abort.abort()
      }
    }
    await expect(read()).rejects.toHaveProperty('name', 'AbortError')
    await upstreamClosed
    expect(events).toHaveLength(when === 'in the middle' ? 1 : 0)
  },
)

test('models: the aliases and what the endpoint lists, asked once', async () => {
  const body = JSON.stringify({ object: 'list', data: [{ id: 'llama', object: 'model' }] })
  const { baseUrl, bodies } = await endpoint(refuse(200, body))
  const models = model(baseUrl, { 'gpt-4': 'llama', '*': 'llama' })
  await models.listModels()
  expect((await models.listModels()).map(({ id }) => id)).toEqual(['gpt-4', 'llama'])
  expect(bodies).toHaveLength(1)
})

test('models of an endpoint that does not answer: the aliases', async () => {
  const models = model('http://127.0.0.1:9/v1', { 'gpt-4': 'llama' })
  expect((await models.listModels()).map(({ id }) => id)).toEqual(['gpt-4'])
})
