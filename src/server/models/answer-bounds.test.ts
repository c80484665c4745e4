import { gzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { type Answer, chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const MOST = 1_024_000
const tools = [{ name: 'f' }]
const call = (index: number, given = '{}') => ({
  index,
  id: `call_${index}`,
  function: { name: 'f', arguments: given },
})

/** The same frame without end, until nobody reads. */
const endless =
  (frame: string, start = ''): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(start)
    const frames = frame.repeat(Math.ceil(30_000 / frame.length))
    const write = (): void => {
      if (response.destroyed) return
      if (response.write(frames)) setImmediate(write)
      else response.once('drain', write)
    }
    write()
  }

const answered = async (answer: Answer) => {
  const { baseUrl } = await endpoint(answer)
  const { events, error } = await collect(modelAt(baseUrl), ask({ tools }))
  const sum = (type: string, text: (event: (typeof events)[number]) => string) =>
    events
      .filter((event) => event.type === type)
      .reduce((all, event) => all + text(event).length, 0)
  return {
    error,
    text: sum('text', (event) => (event.type === 'text' ? event.text : '')),
    given: sum('tool_call_arguments', (event) =>
      event.type === 'tool_call_arguments' ? event.arguments : '',
    ),
    calls: events.filter(({ type }) => type === 'tool_call').length,
    isFinished: events.some(({ type }) => type === 'finish'),
  }
}

describe('an answer is ended, and what came of it kept,', () => {
  const LONG = "The model's answer is longer than a message can be: 1,024,000 characters."
  const BROAD = 'The model made more than 128 calls in one answer.'
  const GIVEN = "The arguments of the model's calls are longer than 1,024,000 characters."
  const word = chunk({ content: 'word '.repeat(2000) })
  const whole = (message: object) => JSON.stringify({ choices: [{ message }] })
  const calls = Array.from({ length: 20_000 }, (_, at) => call(at))

  test.each<[string, Answer, string, { text?: number; calls?: number; given?: number }]>([
    ['with text without end', endless(word), LONG, { text: MOST }],
    [
      'with one piece of text',
      sse(chunk({ content: 'x'.repeat(2e6) }), STOP),
      LONG,
      { text: MOST },
    ],
    ['in one piece of JSON', sse(whole({ content: 'x'.repeat(2e6) })), LONG, { text: MOST }],
    [
      'of 20,000 calls',
      sse(...calls.map((each) => chunk({ tool_calls: [each] }))),
      BROAD,
      { calls: 128 },
    ],
    ['of 20,000 calls at once', sse(chunk({ tool_calls: calls }), STOP), BROAD, { calls: 128 }],
    ['of 20,000 calls in JSON', sse(whole({ tool_calls: calls })), BROAD, { calls: 128 }],
    [
      'with arguments without end',
      endless(chunk({ tool_calls: [call(0, 'x'.repeat(20_000))] })),
      GIVEN,
      { calls: 1, given: MOST },
    ],
    [
      'with thoughts without end',
      endless(chunk({ reasoning_content: 'hm '.repeat(10_000) })),
      "The model's thoughts are longer than 4,096,000 characters.",
      { text: 0 },
    ],
    [
      'with thoughts in its text',
      endless(chunk({ content: `<think>${'hm '.repeat(10_000)}` })),
      "The model's thoughts are longer than 4,096,000 characters.",
      { text: 0 },
    ],
  ])('%s', async (_, answer, message, kept) => {
    expect(await answered(answer)).toMatchObject({
      error: { name: 'ModelError', code: 'server_error', message },
      isFinished: false,
      ...kept,
    })
  })

  test.each(['{"choices":[{"message":{"content":"', 'data: '])(
    'of 16 MB after %s',
    async (start) => {
      expect(await answered(endless('x', start))).toMatchObject({
        error: { message: 'The model endpoint sent more than 16 MB in one piece.' },
        text: 0,
      })
    },
  )
})

const extra = (value: unknown) => chunk({ tool_calls: [{ ...call(0), extra_content: value }] })
const WORDS = 'The model endpoint sent more than 4 MB of words in one piece.'

test.each([
  ['beside a call', sse(extra('x'.repeat(5e6)), STOP)],
  ['in a field that nobody reads', sse(chunk({}, { id: 'x'.repeat(5e6) }), STOP)],
  ['in a line of JSON', sse(`${JSON.stringify({ a: 'x'.repeat(5e6) })}\n{}\n`)],
  ['in no JSON', sse(`data: ${'x'.repeat(5e6)}\n\n`, STOP)],
])('5 MB of words in one piece, %s, are not read', async (_, answer) => {
  expect((await answered(answer)).error).toMatchObject({ message: WORDS })
})

test('a piece of more values than any has is none', async () => {
  const message = 'The model endpoint sent something that is not a chat completion.'
  const many = Array.from({ length: 210_000 }, () => 0)
  expect((await answered(sse(extra(many), STOP))).error).toMatchObject({ message })
})

test('a picture of 8 MB is none too large', async () => {
  const url = `data:image/png;base64,${'A'.repeat(8e6)}`
  const all = await answered(sse(chunk({ images: [{ image_url: { url } }] }), STOP))
  expect(all).toMatchObject({ error: undefined, isFinished: true })
})

test('what fits is whole', async () => {
  const most = Array.from({ length: 128 }, (_, at) => call(at))
  const all = await answered(
    sse(chunk({ content: 'x'.repeat(MOST) }), chunk({ tool_calls: most }), STOP),
  )
  expect(all).toMatchObject({ error: undefined, text: MOST, calls: 128, isFinished: true })
})

test('what unpacks to far more than was sent is bounded, an error too', async () => {
  const bomb = gzipSync(Buffer.alloc(4 * 1024 * 1024, 'x'))
  const packed =
    (status: number): Answer =>
    (response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      response.end(bomb)
    }
  const stream = gzipSync(chunk({ content: 'x'.repeat(2e6) }))
  expect((await answered(packed(200))).error).toMatchObject({ name: 'ModelError' })
  expect((await answered(packed(400))).error).toMatchObject({
    code: 'invalid_prompt',
    message: expect.stringMatching(/^The model endpoint answered 400: x{10}/),
  })
  expect(
    await answered((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(stream)
    }),
  ).toMatchObject({ text: MOST })
})
