import type { ServerResponse } from 'node:http'

import { afterEach, describe, expect, test } from 'vitest'

import type { Config } from '#server/config.ts'
import { createPassedOn } from '#server/models/passed-on.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { errorIn, framesOf } from '#testing/chat-frames.ts'
import { refused } from '#testing/checked.ts'
import { type Answer, chunk, endpoint, refuse, sse, usage } from '#testing/scripted-endpoint.ts'
import { serveApp } from '#testing/serve.ts'

const KEY = 'sk-secret-of-tests'
const HI = { messages: [{ role: 'user', content: 'Hi' }] }
const CHAT = { model: 'gpt-4o', ...HI }
const SAID = { id: 'c', object: 'chat.completion', choices: [{ message: { content: 'Hi.' } }] }
const DONE = 'data: [DONE]\n\n'

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  refuse(status, JSON.stringify(value), headers)

let app: TestApp
afterEach(() => app.close())

const before = async (answer: Answer, settings: Partial<Config> = {}) => {
  const asked = await endpoint(answer)
  const config = { modelBaseUrl: asked.baseUrl, modelApiKey: KEY, ...settings }
  app = await newTestApp(config)
  return asked
}
const chat = (body: object = CHAT, path = '/v1/chat/completions') => app.request('POST', path, body)

describe('before an endpoint', () => {
  test('a request goes out as it is, under the endpoint’s name for the model and our key', async () => {
    const { bodies, headers, paths } = await before(json(SAID), { modelAliases: { '*': 'qwen3' } })
    const asked = { ...CHAT, seed: 7, logit_bias: { 5: 1 }, extra: { deep: [null] } }
    const answer = await app.request('POST', '/v1/chat/completions?x=1', asked, {
      authorization: 'Bearer of-the-client',
      'api-key': 'of-the-client',
      cookie: 'a=b',
      'openai-organization': 'org',
      'x-stainless-lang': 'js',
    })
    expect(await answer.json()).toEqual(SAID)
    expect(bodies).toEqual([{ ...asked, model: 'qwen3' }])
    expect(paths).toEqual(['/v1/chat/completions'])
    expect(headers[0]?.authorization).toBe(`Bearer ${KEY}`)
    expect(JSON.stringify(headers)).not.toMatch(/of-the-client|cookie|organization|stainless/)
  })

  test('without a key of ours none goes out', async () => {
    const { headers } = await before(json(SAID), { modelApiKey: undefined })
    expect((await chat()).status).toBe(200)
    expect(headers[0]?.authorization).toBeUndefined()
  })

  test('of its headers none comes through', async () => {
    await before(json(SAID, 200, { 'set-cookie': 'a=b', 'x-inside': KEY, 'clear-site-data': '*' }))
    const { headers } = await chat()
    expect(JSON.stringify([...headers])).not.toMatch(/set-cookie|x-inside|clear-site/)
    expect(headers.get('x-request-id')).toMatch(/^req_/)
  })

  test('a stream comes frame by frame', async () => {
    const said = [chunk({ content: 'Hi' }), chunk({}, { finish_reason: 'stop' }), usage]
    const { bodies } = await before(sse(': waits\n\n', ...said, DONE))
    const asked = { ...CHAT, stream: true, stream_options: { include_usage: true } }
    const answer = await chat(asked)
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(await answer.text()).toBe([...said, DONE].join(''))
    expect(bodies).toEqual([asked])
  })

  test('numbers that JSON does not have go through as they were written', async () => {
    const odd = chunk({ content: 'Hi' }).replace('"index":0', '"index":0,"logprob":-Infinity')
    const stop = chunk({}, { finish_reason: 'stop' })
    const asked = { ...CHAT, stream: true }
    await before(sse(odd, stop, DONE))
    expect(await (await chat(asked)).text()).toBe([odd, stop, DONE].join(''))
    const whole = JSON.stringify(SAID).replace('"id"', '"logprob":NaN,"cost":1.50,"id"')
    const { baseUrl } = await endpoint(refuse(200, whole))
    const set = { baseUrl, apiKey: KEY, aliases: {}, embeddingModel: undefined }
    expect(await createPassedOn(set).chat(CHAT, new AbortController().signal)).toBe(whole)
  })

  test('an error of nothing is none, and a word after the end is left out', async () => {
    const said = chunk({ content: 'Hi' }).replace('"id"', '"error":{"message":""},"id"')
    const stop = chunk({}, { finish_reason: 'stop' })
    await before(sse(said, stop, 'data: [END]\n\n'))
    const answer = await chat({ ...CHAT, stream: true })
    expect(await answer.text()).toBe([said, stop, DONE].join(''))
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

  test.each([
    ['/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21', 'gpt-4o'],
    ['/openai/deployments/acme/large/chat/completions', 'acme/large'],
    ['/openai/deployments/acme%2Flarge/chat/completions', 'acme/large'],
    ['/openai/v1/chat/completions', 'of-the-body'],
    ['/openai/chat/completions', 'of-the-body'],
  ])('%s asks for the model %s', async (path, model) => {
    const { bodies } = await before(json(SAID))
    const headers = { authorization: '', 'api-key': 'any' }
    const body = path.includes('deployments') ? HI : { ...HI, model: 'of-the-body' }
    const { authorization: _, ...sent } = headers
    const answer = await app.app.request(path, {
      method: 'POST',
      headers: sent,
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    expect(bodies).toEqual([{ ...HI, model }])
  })

  test.each([
    [
      400,
      400,
      {
        error: { message: 'Bad.', type: 'odd', code: 'context_length_exceeded', param: 'messages' },
      },
    ],
    [404, 404, { error: 'no such model' }],
    [422, 422, { detail: [{ loc: ['body', 'n'], msg: 'too many' }] }],
    [429, 429, [{ error: { message: 'Slow down.', status: 'RESOURCE_EXHAUSTED' } }]],
    [401, 502, { error: { message: `Incorrect API key provided: ${KEY}.` } }],
    [403, 502, { message: `Not with ${Buffer.from(KEY).toString('base64')}` }],
    [500, 500, { error: { message: 'x'.repeat(5000), code: KEY } }],
    [503, 503, ''],
    [200, 502, { error: { message: `Broken ${encodeURIComponent(KEY)}` } }],
    [200, 502, { anything: 'else' }],
  ])('an answer of %i is a refusal of %i in our form', async (status, seen, body) => {
    await before(json(body, status, { 'retry-after': '3', 'x-inside': 'y' }))
    for (const stream of [false, true]) {
      const answer = await chat({ ...CHAT, stream })
      expect(answer.headers.get('x-inside')).toBeNull()
      expect(answer.headers.get('retry-after')).toBe(status === 200 ? null : '3')
      const error = await refused(Promise.resolve(answer))
      expect(error.status).toBe(seen)
      expect(JSON.stringify(error)).not.toMatch(/sk-secret|c2stc2VjcmV0/)
      expect(error.message).toMatch(/^The model endpoint /)
      expect(error.message.length).toBeLessThanOrEqual(500)
      if (status === 400) {
        expect(error).toMatchObject({
          message: 'The model endpoint answered 400: Bad.',
          code: 'context_length_exceeded',
          param: 'messages',
          type: 'odd',
        })
      }
    }
  })

  test.each([
    ['7', '7'],
    ['0.5', '0.5'],
    ['Sat, 28 Nov 2026 12:00:00 GMT', 'Sat, 28 Nov 2026 12:00:00 GMT'],
    [KEY, null],
    [`7 ${KEY}`, null],
    ['soon', null],
    ['-1', null],
  ])('a wait of %j is told as %j', async (told, seen) => {
    await before(json({ error: 'wait' }, 429, { 'retry-after': told, 'retry-after-ms': told }))
    const { headers } = await chat(CHAT)
    expect([headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual([seen, seen])
  })

  test('a page is no answer, and no event', async () => {
    await before((response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<html>Sign in</html>')
    })
    for (const stream of [false, true]) {
      expect(await refused(chat({ ...CHAT, stream }))).toMatchObject({ status: 502 })
    }
  })

  test('an answer that does not say what it is', async () => {
    const plain =
      (text: string): Answer =>
      (response) => {
        response.writeHead(200, { 'content-type': 'text/plain' })
        response.write('\n')
        response.end(text)
      }
    const last = chunk({ content: 'Hi' }, { finish_reason: 'stop' })
    await before(plain(last))
    expect(await framesOf(chat({ ...CHAT, stream: true }))).toEqual([
      last.trimEnd(),
      DONE.trimEnd(),
    ])
    await app.close()
    await before(plain(JSON.stringify(SAID)))
    expect(await framesOf(chat({ ...CHAT, stream: true }))).toHaveLength(2)
    expect(await (await chat()).json()).toEqual(SAID)
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

  test('the key is in no answer, also where it is spelled', async () => {
    const escaped = JSON.stringify({ ...SAID, choices: [{ message: { content: KEY } }] }).replace(
      'sk-secret',
      String.raw`\u0073k-secret`,
    )
    await before(refuse(200, escaped))
    expect(await (await chat()).json()).toMatchObject({
      choices: [{ message: { content: '[key]' } }],
    })
    await app.close()
    await before(sse(...KEY.split('').map((content) => chunk({ content })), DONE))
    const frames = await framesOf(chat({ ...CHAT, stream: true }))
    expect(frames.map((frame) => /"content":"(.*?)"/.exec(frame)?.[1] ?? '').join('')).toBe('[key]')
    expect(`${frames.at(-1)}\n\n`).toBe(DONE)
  })

  test('choices and vectors that are none are passed on as they are', async () => {
    await before(json({ ...SAID, choices: [null, { message: null }] }))
    const [first] = await framesOf(chat({ ...CHAT, stream: true }))
    expect(JSON.parse(String(first).slice(6))).toMatchObject({ choices: [{ delta: {} }, {}] })
    await app.close()
    await before(json({ data: [null, { embedding: 'x' }] }))
    const asked = { model: 'e', input: 'a', encoding_format: 'base64' }
    const answer = await app.request('POST', '/v1/embeddings', asked)
    expect(await answer.json()).toEqual({ data: [{}, { embedding: 'x' }] })
  })

  test('a redirect is not followed', async () => {
    const elsewhere = await endpoint(json(SAID))
    await before(json('', 307, { location: `${elsewhere.baseUrl}/chat/completions` }))
    expect(await refused(chat())).toMatchObject({ status: 502 })
    expect(elsewhere.bodies).toEqual([])
  })

  test('one that is not there', async () => {
    await before(json(SAID), { modelBaseUrl: 'http://127.0.0.1:2/v1' })
    const message = 'The model endpoint could not be reached (ECONNREFUSED).'
    expect(await refused(chat())).toMatchObject({ status: 502, message })
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
    const served = await serveApp(app.app)
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

  test('a large request that was answered holds no room', async () => {
    await before(json(SAID))
    const large = JSON.stringify('x'.repeat(15_000_000))
    for (let sent = 0; sent < 5; sent++) {
      expect((await app.request('POST', '/v1/chat/completions', large)).status).toBe(400)
    }
  })

  test('embeddings, in the encoding that was asked for', async () => {
    const embedding = [0.5, -1]
    const told = { object: 'list', data: [{ object: 'embedding', index: 0, embedding }] }
    const { bodies, paths } = await before(json(told), {
      modelAliases: { '*': 'qwen3', small: 'bge' },
      embeddingModel: 'nomic',
    })
    const embed = async (body: object, path = '/v1/embeddings') =>
      (await app.request('POST', path, { input: ['a'], ...body })).json()
    expect(await embed({ model: 'text-embedding-3-small' })).toEqual(told)
    expect(await embed({ model: 'small', encoding_format: 'base64' })).toMatchObject({
      data: [{ embedding: Buffer.from(Float32Array.from(embedding).buffer).toString('base64') }],
    })
    await embed({}, '/openai/deployments/small/embeddings')
    expect(bodies.map((body) => Object(body).model)).toEqual(['nomic', 'bge', 'bge'])
    expect(new Set(paths)).toEqual(new Set(['/v1/embeddings']))
  })

  test('a request that names no model, or says nothing', async () => {
    const { bodies } = await before(json(SAID))
    const message = 'you must provide a model parameter'
    expect(await refused(chat(HI))).toMatchObject({ status: 400, message })
    expect(await refused(chat({ model: 'm' }))).toMatchObject({
      status: 400,
      code: 'missing_required_parameter',
      param: 'messages',
    })
    expect(bodies).toEqual([])
  })
})

describe('an endpoint that falls silent', () => {
  const passedOn = async (answer: Answer, options: object) => {
    app = await newTestApp()
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
    await app.close()
    const short = await passedOn(begin, { watch: { maxBytes: 10 } })
    const refusal = { status: 502, message: expect.stringMatching(/more than/) }
    await expect(short.chat({ ...CHAT, stream: true }, signal)).rejects.toMatchObject(refusal)
  })
})
