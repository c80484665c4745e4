import { describe, expect, test } from 'vitest'

import { answered } from '#testing/endpoint-model.ts'
import { costOf } from '#testing/growth.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

import { createPassedOn } from './passed-on.ts'
import { StrayWords } from './stray-words.ts'

const TEXT = chunk({ content: 'Hi' })
const STOP = chunk({}, { finish_reason: 'stop' })
const DONE = 'data: [DONE]\n\n'
const OUT = '{"error":{"message":"CUDA out of memory"}}'

/** The last frame of the same stream, passed on. */
const lastPassedOn = async (body: string): Promise<string> => {
  const { baseUrl } = await endpoint(sse(body))
  const apiKey = 'sk-secret-of-tests'
  const models = createPassedOn({ baseUrl, apiKey, aliases: {}, embeddingModel: undefined })
  const request = { model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] }
  const told = await models.chat(request, new AbortController().signal)
  if (!(told instanceof ReadableStream)) throw new Error('no stream')
  return (await new Response(told).text()).trim().split('\n\n').at(-1) ?? ''
}

describe('an endpoint that fails in mid-stream is told in its own words', () => {
  test.each<[string, string, string]>([
    ['a line of JSON', `${OUT}\n`, 'CUDA out of memory'],
    ['a last line without its end', OUT, 'CUDA out of memory'],
    [
      'JSON in lines',
      '{\n  "error": {\n    "message": "CUDA out of memory"\n  }\n}\n',
      'CUDA out of memory',
    ],
    ['JSON that an end follows', `${OUT}\n\n${DONE}`, 'CUDA out of memory'],
    ['a line of words', 'Internal Server Error\r\n', 'Internal Server Error'],
    ['words in an event', 'data: Internal Server Error\n\n', 'Internal Server Error'],
    ['words that an end follows', `data: out of memory\n\n${DONE}`, 'out of memory'],
    ['its key', 'data: no key sk-secret-of-tests\n\n', 'no key [key]'],
  ])('%s', async (_, broken, words) => {
    const message = `The model endpoint broke off: ${words}`
    const { events, error } = await answered(TEXT + broken)
    expect(events).toContainEqual({ type: 'text', text: 'Hi' })
    expect(error).toMatchObject({ message, reason: 'The model endpoint broke off.' })
    expect(await lastPassedOn(TEXT + broken)).toContain(JSON.stringify(message))
  })

  test('no more of them than of others', async () => {
    const { error } = await answered(`${TEXT}data: no ${'x'.repeat(100_000)}\n\n`)
    expect(error).toHaveProperty('message.length', 500)
  })
})

test.each([
  ['a word', 'OK\n\n'],
  ['a page', '<html>no</html>\n'],
  ['broken JSON', '{"error":{"mess\n'],
  ['a comment', ': Internal Server Error\n\n'],
])('%s tells nothing of why it ends', async (_, stray) => {
  const { error } = await answered(TEXT + stray)
  expect(error).toHaveProperty(
    'message',
    'The model endpoint ended its answer before it was complete.',
  )
})

test('an answer that goes on, or is whole, is as good as without such lines', async () => {
  const line = 'Server is busy, wait\n\n'
  for (const body of [
    TEXT + line + STOP + DONE,
    TEXT + STOP + line,
    TEXT + STOP + DONE + line,
    `${TEXT + STOP + DONE + OUT}\n`,
  ]) {
    const { events, error } = await answered(body)
    expect(error).toBeUndefined()
    expect(events).toMatchObject([{ text: 'Hi' }, { reason: 'stop' }])
  }
})

test('lines are the same wherever the stream is cut', () => {
  const text = `data: x\n\n{\n"error": {"message":\n"no"}}`
  for (let at = 0; at <= text.length; at++) {
    const stray = new StrayWords()
    stray.feed(text.slice(0, at))
    stray.feed(text.slice(at))
    expect(stray.end()).toEqual({ error: { message: 'no' } })
  }
})

test('a line without an end costs as long as it is', () => {
  const stray = new StrayWords()
  const cost = costOf(() => {
    for (let at = 0; at < 20_000; at++) stray.feed('data: x'.repeat(10))
  })
  expect(cost).toBeLessThan(1000)
})
