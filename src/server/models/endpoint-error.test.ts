import { describe, expect, test } from 'vitest'

import { ask, collect as collectFrom, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

const collect = (baseUrl: string) => collectFrom(modelAt(baseUrl))
const said = (message: string) => JSON.stringify({ error: { message, type: 't' } })
const DONE = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))

/** A text that broke off, and what it cost by our own estimate. */
const BROKEN_AFTER_A = [
  { type: 'text', text: 'a' },
  { type: 'usage', usage: { prompt_tokens: 5, completion_tokens: 1 } },
]

describe('an answer of another status', () => {
  test.each([
    [429, 'rate_limit_exceeded', 3],
    [500, 'server_error', 3],
    [503, 'server_error', 3],
    [400, 'invalid_prompt', 1],
    [422, 'invalid_prompt', 1],
    [401, 'server_error', 1],
    [404, 'server_error', 1],
  ])('status %i is %s after %i calls', async (status, code, calls) => {
    const { baseUrl, bodies } = await endpoint(refuse(status, said('no, sk-secret-of-tests')))
    const { error } = await collect(baseUrl)
    expect(error).toMatchObject({ name: 'ModelError', code, tooLong: undefined })
    expect(error).toHaveProperty('message', `The model endpoint answered ${status}: no, [key]`)
    expect(bodies).toHaveLength(calls)
  })

  test('a limit that no waiting lifts is not tried again', async () => {
    const body = JSON.stringify({ error: { message: 'pay', code: 'insufficient_quota' } })
    const { baseUrl, bodies } = await endpoint(refuse(429, body))
    expect((await collect(baseUrl)).error).toMatchObject({ code: 'rate_limit_exceeded' })
    expect(bodies).toHaveLength(1)
  })

  test.each([
    ['retry-after-ms', '0'],
    ['retry-after', '0'],
    ['retry-after', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ])('one failure before the first token goes unnoticed (%s: %s)', async (header, value) => {
    const { baseUrl } = await endpoint(refuse(429, said('later'), { [header]: value }), DONE)
    const slow = modelAt(baseUrl, { retryDelay: 60_000 })
    expect((await collectFrom(slow)).error).toBeUndefined()
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
})

test('what is too long to be told is cut between characters, and of many faults the first five are', async () => {
  // One unit of the emoji is the last of the 500 that are told.
  const prefix = 'The model endpoint answered 400: '
  const long = await endpoint(refuse(400, said(`${'x'.repeat(499 - prefix.length)}😀`)))
  const cut = (await collect(long.baseUrl)).error
  expect(cut).toHaveProperty('message', `${prefix}${'x'.repeat(499 - prefix.length)}\ufffd`)
  const detail = Array.from({ length: 7 }, (_, at) => ({ msg: `fault ${at}` }))
  const many = await endpoint(refuse(400, JSON.stringify({ detail })))
  const { error } = await collect(many.baseUrl)
  expect(error).toHaveProperty('message', `${prefix}fault 0; fault 1; fault 2; fault 3; fault 4`)
})

describe('a stream that goes wrong', () => {
  const BROKEN_OFF =
    'The connection to the model endpoint broke off before the answer was complete.'

  test('garbage in it', async () => {
    const { baseUrl } = await endpoint(sse(chunk({ content: 'a' }), 'data: {"cho\n\n'))
    const { events, error } = await collect(baseUrl)
    expect(events).toEqual(BROKEN_AFTER_A)
    expect(error).toMatchObject({
      code: 'server_error',
      message: 'The model endpoint sent something that is not a chat completion.',
    })
  })

  test('an error in it', async () => {
    const { baseUrl } = await endpoint(
      sse(chunk({ content: 'a' }), `data: ${said('overloaded')}\n\n`),
    )
    expect((await collect(baseUrl)).error).toMatchObject({
      code: 'server_error',
      message: 'The model endpoint broke off: overloaded',
    })
  })

  test('a page of HTML instead', async () => {
    const { baseUrl } = await endpoint((response) => response.end('<html></html>'))
    expect((await collect(baseUrl)).error).toMatchObject({ code: 'server_error' })
  })

  test('a connection that drops', async () => {
    const { baseUrl } = await endpoint((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'a' }), () => response.destroy())
    })
    const { events, error } = await collect(baseUrl)
    expect(events).toEqual(BROKEN_AFTER_A)
    expect(error).toMatchObject({ code: 'server_error', message: BROKEN_OFF })
  })

  test('silence: its connection is closed', async () => {
    let close: () => void = () => undefined
    const closed = new Promise<void>((resolve) => (close = resolve))
    const { baseUrl } = await endpoint((response) => {
      response.on('close', close)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'a' }))
    })
    const { events, error } = await collectFrom(modelAt(baseUrl, { idleTimeout: 20 }))
    expect(events).toEqual(BROKEN_AFTER_A)
    expect(error).toMatchObject({
      code: 'server_error',
      message: 'The model endpoint fell silent for 0.02 seconds.',
    })
    await closed
  })

  test('no end: a line that is longer than any answer', async () => {
    const { baseUrl } = await endpoint((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${'x'.repeat(3_000_000)}`)
    })
    const { error } = await collectFrom(modelAt(baseUrl, { maxBytes: 2 * 1024 * 1024 }))
    expect(error).toMatchObject({
      code: 'server_error',
      message: 'The model endpoint sent more than 2 MB.',
    })
  })

  test('one huge piece is an answer like others', async () => {
    const text = 'x'.repeat(1_000_000)
    const { baseUrl } = await endpoint(
      sse(chunk({ content: text }), chunk({}, { finish_reason: 'stop' })),
    )
    const { events, error } = await collect(baseUrl)
    expect(error).toBeUndefined()
    expect(events[0]).toEqual({ type: 'text', text })
  })
})

test('nobody listening', async () => {
  const { error } = await collect('http://127.0.0.1:9/v1')
  expect(error).toMatchObject({ name: 'ModelError', code: 'server_error' })
  expect(String(error)).not.toContain('127.0.0.1')
})

describe('a prompt that is too long', () => {
  test.each([
    [
      400,
      `{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9012 tokens.","code":"context_length_exceeded"}}`,
      8192,
    ],
    [
      400,
      `{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4500 in the messages, 500 in the completion)."}`,
      4096,
    ],
    [
      400,
      `{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":2048}}`,
      2048,
    ],
    [400, `{"error":{"message":"prompt is too long: 210,000 tokens > 200,000 maximum"}}`, 200_000],
    [
      400,
      `[{"error":{"message":"The input token count (1,200,000) exceeds the maximum number of tokens allowed (1,048,576)."}}]`,
      1_048_576,
    ],
    [
      422,
      `{"message":"Prompt contains 40000 tokens, too large for model with 32768 maximum context length"}`,
      32_768,
    ],
    [
      400,
      `{"error":{"message":"Please reduce the length","code":"context_length_exceeded"}}`,
      undefined,
    ],
  ])('%i %s', async (status, body, limit) => {
    const { baseUrl } = await endpoint(refuse(status, body))
    expect((await collect(baseUrl)).error).toMatchObject({
      code: 'invalid_prompt',
      tooLong: { limit },
    })
  })

  test('the window that it told of is remembered', async () => {
    const { baseUrl } = await endpoint(
      refuse(400, said('maximum context length is 8192 tokens')),
      refuse(404, '{}'),
    )
    const model = modelAt(baseUrl, { aliases: { '*': 'served' } })
    await collectFrom(model, ask({ model: 'gpt-4' }))
    expect(await model.contextLength?.('gpt-4o')).toBe(8192)
  })

  test.each([
    [429, 'Request too large for the context window: 30000 tokens per min'],
    [413, 'Request too large: limit 6000 tokens per minute, reduce your context size'],
  ])('%i that means a rate is something else', async (status, message) => {
    const { baseUrl } = await endpoint(refuse(status, said(message)))
    expect((await collect(baseUrl)).error).toMatchObject({ tooLong: undefined })
  })
})
