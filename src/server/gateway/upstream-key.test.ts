import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'

import { newTestApp } from '#testing/app.ts'
import { serveApp } from '#testing/serve.ts'

describe('the key', () => {
  const KEY = 'sk-inside/of+the=tests'
  /** What comes of an answer in these pieces. */
  const through = async (
    pieces: (string | Uint8Array)[],
    init: ResponseInit = { headers: { 'content-type': 'application/json' } },
  ) => {
    const telling = new Hono()
    telling.all('*', () => {
      const body = new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(Buffer.from(piece))
          controller.close()
        },
      })
      return new Response(body, init)
    })
    const behindIt = await serveApp(telling)
    const app = await newTestApp({ upstreamUrl: `${behindIt.url}/v1`, upstreamKey: KEY })
    const response = await app.request('GET', '/v1/assistants')
    const body = Buffer.from(await response.arrayBuffer())
    await behindIt.close()
    await app.close()
    return { body, headers: response.headers }
  }

  test.each([
    KEY,
    KEY.toUpperCase(),
    KEY.toLowerCase().replace('i', 'I'),
    encodeURIComponent(KEY.toUpperCase()),
    encodeURIComponent(KEY),
    Buffer.from(KEY).toString('hex'),
    Buffer.from(KEY).toString('base64'),
  ])('%s does not come back, wherever it is cut', async (form) => {
    const said = `{"error":{"message":"Wrong key: ${form}."}}`
    for (const at of [0, 25, 33, 40, said.length - 5]) {
      const { body } = await through([said.slice(0, at), said.slice(at)])
      expect(String(body)).toMatch(/^\{"error":\{"message":"Wrong key: \[key\][w=]*\."\}\}$/)
    }
  })

  test.each([
    ['an error page', { status: 401, headers: { 'content-type': 'text/html' } }],
    ['a stream', { headers: { 'content-type': 'text/event-stream' } }],
  ])('nor in %s', async (_, init) => {
    expect(
      String((await through([`data: ${KEY.slice(0, 9)}`, `${KEY.slice(9)}\n\n`], init)).body),
    ).toBe('data: [key]\n\n')
  })

  const spelled = (...letters: string[]) =>
    letters.map(
      (value) =>
        `id: 1\r\nevent: thread.message.delta\r\n: at 5\r\ndata: ${JSON.stringify({ id: 'msg_1', delta: { content: [{ index: 0, text: { value } }] } })}\r\n\r\n`,
    )
  const stream = { headers: { 'content-type': 'text/event-stream' } }

  test('nor letter by letter, nor as JSON may write it', async () => {
    const end = 'event: done\ndata: [DONE]\n\n'
    const { body } = await through([...spelled(...`${KEY}: sk-`.split('')), end], stream)
    const text = String(body)
    expect(
      text
        .match(/"value":"(.*?)"/g)
        ?.join('')
        .replace(/"value":|"/g, ''),
    ).toBe('[key]: sk-')
    expect(text.split(/\r?\n\r?\n/).at(-2)).toBe(end.trimEnd())
    const escaped = String.raw`{"a":"\u0073k-inside\/of+th\u0065=tests"}`
    expect(String((await through([escaped.slice(0, 9), escaped.slice(9)])).body)).toBe(
      '{"a":"[key]"}',
    )
  })

  test('a stream without it is passed byte for byte, wherever it is cut', async () => {
    const text = `: at 1\n\nretry: 5\n\n${spelled('All ', 'else', ' 漢字').join('')}data: {no\n\nlast`
    const bytes = Buffer.from(text)
    for (const at of [1, 8, 60, bytes.length - 12]) {
      const { body } = await through([bytes.subarray(0, at), bytes.subarray(at)], stream)
      expect(String(body)).toBe(text)
    }
  })

  test('nor in a header, and no browser is asked for a password', async () => {
    const { headers } = await through(['{}'], {
      status: 401,
      headers: {
        'content-type': 'application/json',
        'www-authenticate': 'Basic realm="x"',
        'openai-organization': `of ${KEY}`,
      },
    })
    expect(headers.get('openai-organization')).toBe('of [key]')
    expect(headers.has('www-authenticate')).toBe(false)
  })

  test('all else is passed byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, at) => (at * 7) % 256)
    const pieces = [
      bytes.subarray(0, 1000),
      bytes.subarray(1000),
      `sk-insid`,
      `e/of+`,
      'é'.repeat(9),
    ]
    const { body } = await through(pieces)
    expect(body.equals(Buffer.concat(pieces.map((piece) => Buffer.from(piece))))).toBe(true)
  })
})

test('a short key is in no answer, and no word is taken for one', async () => {
  const telling = new Hono()
  telling.all('*', (c) =>
    c.json(
      { error: { message: `Incorrect API key provided: ${c.req.header('authorization')}.` } },
      401,
    ),
  )
  const behindIt = await serveApp(telling)
  const app = await newTestApp({ upstreamUrl: `${behindIt.url}/v1`, upstreamKey: 'k3y-7' })
  const response = await app.request('GET', '/v1/assistants')
  expect(await response.json()).toEqual({
    error: { message: 'Incorrect API key provided: Bearer [key].' },
  })
  await behindIt.close()
  await app.close()
})
