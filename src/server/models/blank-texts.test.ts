import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { type Answer, chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

import type { ModelMessage, ModelPart } from './model.ts'

const done = sse(chunk({ content: 'x' }), chunk({}, { finish_reason: 'stop' }))
const refusal = (status: number, message: string) =>
  refuse(status, JSON.stringify({ error: { message } }))
const NON_WHITESPACE = 'messages: text content blocks must contain non-whitespace text'

const text = (value: string): ModelPart => ({ type: 'text', text: value })
const picture: ModelPart = { type: 'image', data: new URL('https://a.example/a'), detail: 'auto' }
const user = (...content: ModelPart[]): ModelMessage => ({ role: 'user', content })
const assistant = (content: string): ModelMessage => ({
  role: 'assistant',
  content,
  tool_calls: [],
})
const HI = user(text('Hi'))
const EMPTY = { role: 'user', content: '(empty)' }

/** What is sent after refusals, of one request and of the next. */
const sentAfter = async (refusals: Answer[], messages: ModelMessage[], instructions = '') => {
  const { baseUrl, bodies } = await endpoint(...refusals, done)
  const model = modelAt(baseUrl)
  for (const _ of [1, 2]) {
    expect((await collect(model, ask({ messages, instructions }))).error).toBeUndefined()
  }
  expect(bodies).toHaveLength(refusals.length + 2)
  const [last, next] = bodies.slice(-2).map((body): unknown => Object(body).messages)
  expect(next).toEqual(last)
  return last
}

describe('before an endpoint that refuses a text of blanks', () => {
  test.each<[number, string]>([
    [400, NON_WHITESPACE],
    [400, 'messages: text content blocks must be non-empty'],
    [400, 'messages.0: user messages must have non-empty content'],
    [400, 'messages.1: all messages must have non-empty content except for the optional final one'],
    [400, 'The text field in the ContentBlock object at messages.0.content.0 is blank.'],
    [400, 'Unable to submit request because it has an empty text parameter.'],
    [400, 'GenerateContentRequest.contents[0].parts: contents.parts must not be empty'],
    [422, 'message content must not be empty'],
  ])('a user’s is sent as what says so, from then on (%i %s)', async (status, said) => {
    const messages = [user(text('   ')), HI, user(text('\n'))]
    expect(await sentAfter([refusal(status, said)], messages)).toEqual([
      EMPTY,
      { role: 'user', content: 'Hi' },
      EMPTY,
    ])
  })

  test('so is an assistant’s', async () => {
    const messages = [HI, assistant('\n\n'), HI]
    expect(await sentAfter([refusal(400, NON_WHITESPACE)], messages)).toMatchObject([
      { content: 'Hi' },
      { role: 'assistant', content: '(empty)' },
      { content: 'Hi' },
    ])
  })

  test('beside other parts it is left out', async () => {
    const messages = [
      user(text(' '), picture),
      user(text(' '), text('\n')),
      user(text('a'), picture),
    ]
    expect(await sentAfter([refusal(400, NON_WHITESPACE)], messages)).toMatchObject([
      { content: [{ type: 'image_url' }] },
      EMPTY,
      { content: [{ type: 'text', text: 'a' }, { type: 'image_url' }] },
    ])
  })

  test('instructions of blanks are left out', async () => {
    const said = refusal(400, 'system: text content blocks must contain non-whitespace text')
    expect(await sentAfter([said], [HI], ' \n')).toEqual([{ role: 'user', content: 'Hi' }])
  })

  test('beside calls it is left out; a tool’s output comes before what was said', async () => {
    const tool_calls = [{ id: 'a', name: 'f', arguments: '{}' }]
    const messages: ModelMessage[] = [
      user(text(' ')),
      { role: 'assistant', content: '\n\n', tool_calls },
      { role: 'tool', tool_call_id: 'a', name: 'f', output: '' },
    ]
    const again = refusal(400, NON_WHITESPACE)
    expect(await sentAfter([again, again, again], messages)).toEqual([
      EMPTY,
      { role: 'assistant', tool_calls: [expect.anything()] },
      { role: 'tool', tool_call_id: 'a', content: '(empty)' },
    ])
  })

  test('what is beside calls without a text is not touched for it', async () => {
    const tool_calls = [{ id: 'a', name: 'f', arguments: '{}' }]
    const messages: ModelMessage[] = [
      user(text(' ')),
      { role: 'assistant', content: '', tool_calls },
      { role: 'tool', tool_call_id: 'a', name: 'f', output: 'x' },
    ]
    expect(await sentAfter([refusal(400, NON_WHITESPACE)], messages)).toMatchObject([
      EMPTY,
      { content: null },
      { content: 'x' },
    ])
  })
})

test('an endpoint that takes blanks is sent them', async () => {
  expect(await sentAfter([], [user(text(' ')), HI])).toMatchObject([
    { content: ' ' },
    { content: 'Hi' },
  ])
})
