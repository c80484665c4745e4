import type { ServerResponse } from 'node:http'

import { describe, expect, test } from 'vitest'

import { createPassedOn } from '#server/models/passed-on.ts'
import { errorIn, framesOf } from '#testing/chat-frames.ts'
import { CHAT, DONE, KEY, SAID, json, passingApp } from '#testing/passing-app.ts'
import { type Answer, chunk, endpoint, sse, usage } from '#testing/scripted-endpoint.ts'
import { serveApp } from '#testing/serve.ts'

const { app, before, chat } = passingApp()

describe('a stream of an endpoint', () => {
  test('a stream comes frame by frame', async () => {
    const said = [chunk({ content: 'Hi' }), chunk({}, { finish_reason: 'stop' }), usage]
    const { bodies } = await before(sse(': waits\n\n', ...said, DONE))
    const asked = { ...CHAT, stream: true, stream_options: { include_usage: true } }
    const answer = await chat(asked)
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(await answer.text()).toBe([...said, DONE].join(''))
    expect(bodies).toEqual([asked])
  })

  test('an error of nothing is none, and a word after the end is left out', async () => {
    const said = chunk({ content: 'Hi' }).replace('"id"', '"error":{"message":""},"id"')
    const stop = chunk({}, { finish_reason: 'stop' })
    await before(sse(said, stop, 'data: [END]\n\n'))
    const answer = await chat({ ...CHAT, stream: true })
    expect(await answer.text()).toBe([said, stop, DONE].join(''))
  })

  test('an error whose code is a number has it as a word', async () => {
    await before(sse(chunk({ content: 'Hi' }), 'data: {"error":{"message":"Slow","code":429}}\n\n'))
    const frames = await framesOf(chat({ ...CHAT, stream: true }))
    expect(errorIn(frames.at(-1))).toMatchObject({ code: '429' })
  })

  test('a stream is passed on while it is written', async () => {
    let writing: ServerResponse | undefined
    await before((response) => {
      writing = response
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'Hi' }))
    })
    const { body } = await chat({ ...CHAT, stream: true })
    const reader = body?.getReader()
    expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe(chunk({ content: 'Hi' }))
    // The last event lacks its blank line, and nothing says that it was the last.
    const last = chunk({ content: '!' }, { finish_reason: 'stop' })
    writing?.end(last.trimEnd())
    expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe(last)
    expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe(DONE)
    expect((await reader?.read())?.done).toBe(true)
  })

  test('5 MB of words in one piece, and more values than any piece has, end it', async () => {
    await before(sse(chunk({ content: 'a' }), chunk({ content: 'x'.repeat(5e6) }), DONE))
    const long = await framesOf(chat({ ...CHAT, stream: true }))
    expect(long.at(-1)).toContain('sent more than 4 MB of words in one piece')
    const many = Array.from({ length: 210_000 }, () => 0)
    await before(sse(chunk({ content: 'a' }), chunk({ extra_content: many }), DONE))
    const broad = await framesOf(chat({ ...CHAT, stream: true }))
    expect(broad.at(-1)).toContain('something that is not an answer to the request')
  })

  test('a plain answer to a request for a stream becomes one', async () => {
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }
    const message = { role: 'assistant', content: null, tool_calls: [call] }
    await before(json({ ...SAID, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }))
    const [first, last] = await framesOf(chat({ ...CHAT, stream: true }))
    expect(JSON.parse(String(first).slice(6))).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [{ delta: { tool_calls: [{ index: 0, ...call }] }, finish_reason: 'tool_calls' }],
    })
    expect(last).toBe('data: [DONE]')
  })

  test('a stream without an event says so', async () => {
    await before(sse(': waits\n\n'))
    const frames = await framesOf(chat({ ...CHAT, stream: true }))
    expect(errorIn(frames[0])).toMatchObject({ message: expect.stringMatching(/not an answer/) })
  })

  const second = chunk({ content: 'So' }, { index: 1 })
  test.each([
    ['before a reason', [chunk({ content: 'Hi' })], false],
    ['before the reason of each choice', [second, chunk({}, { finish_reason: 'stop' })], false],
    [
      'after the reason of each',
      [chunk({ content: 'Hi' }), chunk({}, { finish_reason: 'stop' })],
      true,
    ],
    ['after its usage', [chunk({ content: 'Hi' }, { finish_reason: 'length' }), usage], true],
  ])('a stream that ends %s, and does not say so, is whole or not', async (_, said, isWhole) => {
    await before(sse(...said))
    const frames = await framesOf(chat({ ...CHAT, stream: true }))
    expect(frames.slice(0, -1)).toEqual(said.map((frame) => frame.trimEnd()))
    const cut = 'The model endpoint ended its answer before it was complete.'
    if (isWhole) expect(frames.at(-1)).toBe(DONE.trimEnd())
    else expect(errorIn(frames.at(-1))).toMatchObject({ message: cut })
  })

  test.each<[string, string, (response: ServerResponse) => unknown]>([
    [
      'an error of its own',
      'The model endpoint broke off: Key [key] is spent',
      (response) =>
        response.end(`data: {"error":{"message":"Key ${KEY} is spent","code":"spent"}}\n\n${DONE}`),
    ],
    [
      'an error as an event',
      'The model endpoint broke off: Overloaded',
      (response) => response.end('event: error\ndata: {"message":"Overloaded"}\n\n'),
    ],
    [
      'what is no JSON',
      'The model endpoint sent something that is not an answer to the request.',
      (response) => response.end('data: {"choices":\n\n'),
    ],
    [
      'a connection that is cut',
      'The connection to the model endpoint broke off before the answer was complete.',
      (response) => response.socket?.destroy(),
    ],
  ])('a stream that ends in %s says so', async (_, message, end) => {
    await before((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'Hi' }), () => end(response))
    })
    const frames = await framesOf(chat({ ...CHAT, stream: true }))
    expect(`${frames[0]}\n\n`).toBe(chunk({ content: 'Hi' }))
    expect(frames).toHaveLength(2)
    expect(errorIn(frames[1])).toMatchObject({ message, param: null })
  })

  test.each([true, false])('a client that leaves ends the call (stream: %s)', async (stream) => {
    const left = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    await before((response) => {
      response.on('close', () => left.resolve())
      if (stream) {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(chunk({ content: 'Hi' }))
      }
      begun.resolve()
    })
    const served = await serveApp(app().app)
    const leaving = new AbortController()
    const asked = fetch(`${served.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer any' },
      body: JSON.stringify({ ...CHAT, stream }),
      signal: leaving.signal,
    })
    const ending = asked.catch((error: unknown) => error)
    if (stream) await (await asked).body?.getReader().read()
    await begun.promise
    leaving.abort()
    await left.promise
    if (!stream) expect(await ending).toMatchObject({ name: 'AbortError' })
    await served.close()
  })

  test('a stream that has said its end is not kept open', async () => {
    const left = Promise.withResolvers<void>()
    await before((response) => {
      response.on('close', () => left.resolve())
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'Hi' }) + DONE)
    })
    expect(await framesOf(chat({ ...CHAT, stream: true }))).toHaveLength(2)
    await left.promise
  })
})

describe('an endpoint that falls silent', () => {
  const passedOn = async (answer: Answer, options: object) => {
    const { baseUrl } = await endpoint(answer)
    const set = { baseUrl, apiKey: KEY, aliases: {}, embeddingModel: undefined, ...options }
    return createPassedOn(set)
  }
  const { signal } = new AbortController()

  test('before its answer', async () => {
    const calls = await passedOn(() => {}, { patience: 1 })
    const refusal = { status: 504, message: expect.stringMatching(/did not answer/) }
    await expect(calls.chat(CHAT, signal)).rejects.toMatchObject(refusal)
  })

  test('within it, or that does not end', async () => {
    const begin: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(chunk({ content: 'Hi' }))
    }
    const calls = await passedOn(begin, { watch: { idleTimeout: 1 } })
    const stream = await calls.chat({ ...CHAT, stream: true }, signal)
    expect(await new Response(stream as ReadableStream).text()).toMatch(/silent for/)
    const short = await passedOn(begin, { watch: { maxBytes: 10 } })
    const refusal = { status: 502, message: expect.stringMatching(/more than/) }
    await expect(short.chat({ ...CHAT, stream: true }, signal)).rejects.toMatchObject(refusal)
  })
})
