// Chat completions and embeddings where no endpoint is configured.
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { errorIn, framesOf } from '#testing/chat-frames.ts'
import { refused } from '#testing/checked.ts'
import { createInstantModels } from '#testing/scripted-models.ts'

const HI = { messages: [{ role: 'user', content: 'Hi' }] }
const CHAT = { model: 'gpt-4o', ...HI }

let app: TestApp
beforeEach(async () => {
  app = await newTestApp({}, { models: createInstantModels() })
})
afterEach(() => app.close())

const chat = (body: object) => app.request('POST', '/v1/chat/completions', body)
const f = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } }
const call = (body: object) => app.json<never>('POST', '/v1/chat/completions', body)

test('the script answers, and counts tokens', async () => {
  const system = { role: 'system', content: 'Help.' }
  expect(await call({ ...CHAT, messages: [system, ...HI.messages] })).toMatchObject({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    model: 'gpt-4o',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: { role: 'assistant', content: expect.stringContaining('scripted model') },
      },
    ],
    usage: { total_tokens: expect.any(Number) },
  })
})

test('it calls functions and uses their outputs', async () => {
  const user = { role: 'user', content: [{ type: 'text', text: 'get_weather in Oslo' }] }
  const asked = { model: 'm', messages: [user], tools: [f] }
  const first = await call(asked)
  const { message, finish_reason: reason } = Object(first).choices[0]
  expect(reason).toBe('tool_calls')
  expect(message.tool_calls).toMatchObject([{ function: { name: 'get_weather' } }])
  const output = { role: 'tool', tool_call_id: message.tool_calls[0].id, content: '21 degrees' }
  const second = await call({ ...asked, messages: [user, message, output] })
  expect(Object(second).choices[0].message.content).toContain('21 degrees')
})

test('its stream adds up to its answer', async () => {
  const stream_options = { include_usage: true }
  const frames = await framesOf(chat({ ...CHAT, stream: true, stream_options }))
  expect(frames.pop()).toBe('data: [DONE]')
  const chunks = frames.map((frame) => JSON.parse(frame.slice('data: '.length)))
  const text = chunks.map(({ choices: [choice] }) => choice?.delta.content ?? '').join('')
  const whole = Object(await call(CHAT))
  expect(text).toBe(whole.choices[0].message.content)
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
})

test('its failures', async () => {
  for (const stream of [true, false]) {
    const limited = chat({ ...CHAT, model: 'scripted-rate-limit', stream })
    expect(await refused(limited)).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
  }
  expect(await refused(chat({ ...CHAT, model: 'scripted-fail' }))).toMatchObject({ status: 500 })
  const frames = await framesOf(chat({ ...CHAT, model: 'scripted-fail', stream: true }))
  expect(errorIn(frames.at(-1))).toMatchObject({ code: 'server_error' })
})

test('embeddings of texts that share words are near each other', async () => {
  const input = ['the red house', 'a red house', 'quantum']
  const ask = (body: object) =>
    app.json<{ data: { embedding: number[] }[] }>('POST', '/v1/embeddings', {
      model: 'e',
      ...body,
    })
  const vectors = (await ask({ input, dimensions: 256 })).data.map(({ embedding }) => embedding)
  const dot = (a: number[] = [], b: number[] = []) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
  expect(dot(vectors[0], vectors[0])).toBeCloseTo(1)
  expect(dot(vectors[0], vectors[1])).toBeGreaterThan(dot(vectors[0], vectors[2]) + 0.3)
  const many = app.request('POST', '/v1/embeddings', {
    model: 'e',
    input: Array(2048).fill('a'),
    dimensions: 10_000,
  })
  expect(await refused(many)).toMatchObject({ status: 400, param: 'input' })
  for (const odd of ['', [1, 2], [[1], [2]]]) {
    const { data } = await ask({ input: odd })
    expect(data[0]?.embedding).toHaveLength(1536)
  }
})
