import { describe, expect, test } from 'vitest'

import { answered } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

import { createPassedOn } from './passed-on.ts'

const TEXT = chunk({ content: 'Hi' })
const STOP = chunk({}, { finish_reason: 'stop' })
const DONE = 'data: [DONE]\n\n'
const NO_ANSWER = 'The model endpoint sent something that is not a chat completion.'

/** The frames of the same stream, passed on. */
const passedOn = async (body: string): Promise<string> => {
  const { baseUrl } = await endpoint(sse(body))
  const models = createPassedOn({ baseUrl, apiKey: 'k', aliases: {}, embeddingModel: undefined })
  const request = { model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] }
  const told = await models.chat(request, new AbortController().signal)
  if (!(told instanceof ReadableStream)) throw new Error('no stream')
  return new Response(told).text()
}

const ASIDES = [
  'event: keepalive\ndata: keepalive\n\n',
  'event: ping\ndata: ping\n\n',
  'event: ping\ndata: {"type":"ping"}\n\n',
  'event: ping\ndata: {"message":"alive"}\n\n',
  'event: heartbeat\ndata: 2026-01-01 00:00:00\n\n',
  'event: heartbeat\ndata: {"half":\n\n',
  'data: [HEARTBEAT]\n\n',
  'data: keep-alive\n\n',
  'data: ping\n\n',
]

describe.each(ASIDES)('%j is no part of an answer', (aside) => {
  test.each([
    ['in the middle', TEXT + aside + STOP],
    ['before the first piece', aside + TEXT + STOP],
    ['after the last', TEXT + STOP + aside],
    ['often', aside + aside + TEXT + aside + STOP + aside],
  ])('%s', async (_, body) => {
    const { events, error } = await answered(body + DONE)
    expect(error).toBeUndefined()
    expect(events).toMatchObject([
      { type: 'text', text: 'Hi' },
      { type: 'finish', reason: 'stop' },
    ])
    expect(await passedOn(body + DONE)).toBe(TEXT + STOP + DONE)
  })

  test('nor is an answer whole that has no more', async () => {
    for (const body of [aside, TEXT + aside]) {
      expect((await answered(body)).error).toMatchObject({ name: 'ModelError' })
      expect(await passedOn(body)).toMatch(/data: \{"error".*\n\n$/)
    }
  })
})

test.each(['data: {"ch\n\n', 'data: [1,\n\n', 'event: message\ndata: {"ch\n\n'])(
  'but %j is no answer, wherever it comes',
  async (broken) => {
    const body = TEXT + broken + STOP + DONE
    expect((await answered(body)).error).toMatchObject({ message: NO_ANSWER })
    expect(await passedOn(body)).toMatch(/data: \{"error".*\n\n$/)
  },
)

test.each(['data: [END]\n\n', 'data: error\n\n'])(
  'a word (%j) in an answer that tells no reason of its end is no end',
  async (word) => {
    expect((await answered(TEXT + word + DONE)).error).toMatchObject({ message: NO_ANSWER })
    expect(await passedOn(TEXT + word + DONE)).toMatch(/data: \{"error".*\n\n$/)
  },
)

test('a chunk, an end and an error are what they are under any name', async () => {
  const named = (frame: string) => `event: chunk\n${frame}`
  const { events, error } = await answered(named(TEXT) + named(STOP) + named(DONE))
  expect(error).toBeUndefined()
  expect(events).toMatchObject([{ text: 'Hi' }, { reason: 'stop' }])
  const broken = await answered(named('data: {"error":{"message":"no"}}\n\n'))
  expect(broken.error).toMatchObject({ message: 'The model endpoint broke off: no' })
})
