import { describe, expect, test } from 'vitest'

import { answered, callsIn } from '#testing/endpoint-model.ts'
import { chunk } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './provider.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const whole = (message: object, rest: object = {}) =>
  JSON.stringify({ choices: [{ message, finish_reason: 'stop' }], ...rest })
const completion = (message: object) => `data: ${whole(message, { object: 'chat.completion' })}\n\n`

/** The forms in which an endpoint gives the same content. */
const FORMS: [string, (parts: object[]) => string][] = [
  ['in one delta', (content) => `${chunk({ content })}${STOP}`],
  [
    'in a delta each',
    (content) => content.map((part) => chunk({ content: [part] })).join('') + STOP,
  ],
  [
    'in a delta each, without a list',
    (content) => content.map((part) => chunk({ content: part })).join('') + STOP,
  ],
  ['as JSON', (content) => whole({ content })],
  ['as a message in a stream', (content) => completion({ content })],
  [
    'in deltas and once more whole',
    (content) => chunk({ content }) + STOP + completion({ content }),
  ],
]

const said = (events: ModelEvent[], type: 'text' | 'refusal') =>
  events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('')

const SECRET = 'x'.repeat(40)
const TEXT = { type: 'text', text: 'abcd' }

describe.each(FORMS)('%s', (_, bodyOf) => {
  test.each<[object]>([
    ...[
      'reasoning',
      'reasoning_text',
      'reasoning_content',
      'reasoning.text',
      'thought',
      'thoughts',
      'thinking',
      'redacted_thinking',
      'THINKING',
      'chain_of_thought',
    ].flatMap((type): [object][] => [[{ type, text: SECRET }], [{ type, content: SECRET }]]),
    [{ text: SECRET, thought: true }],
    [{ type: 'text', text: SECRET, thought: true }],
    [{ type: 'reasoning', reasoning: SECRET }],
    [{ type: 'reasoning', content: [{ type: 'reasoning_text', text: SECRET }] }],
    [{ type: 'reasoning', summary: [{ type: 'summary_text', text: SECRET }] }],
    [{ type: 'thinking', thinking: [{ type: 'text', text: SECRET }] }],
    [{ type: 'thinking', thinking: '', text: SECRET }],
    [{ thinking: SECRET }],
  ])('a thought is no text and costs what it costs: %j', async (part) => {
    const { events, error } = await answered(bodyOf([part, TEXT]))
    expect(error).toBeUndefined()
    expect(said(events, 'text')).toBe('abcd')
    expect(events.at(-1)).toMatchObject({ reason: 'stop', usage: { completion_tokens: 11 } })
  })

  test.each<[object]>([
    [{ type: 'text', text: 'Hi', thought: false }],
    [{ type: 'output_text', text: 'Hi' }],
    [{ text: 'Hi' }],
  ])('text is text: %j', async (part) => {
    const { events } = await answered(bodyOf([part]))
    expect(said(events, 'text')).toBe('Hi')
  })

  test.each<[object]>([
    [{ type: 'refusal', refusal: 'I cannot.' }],
    [{ type: 'refusal', text: 'I cannot.' }],
    [{ refusal: 'I cannot.' }],
  ])('a refusal is one: %j', async (part) => {
    const { events, error } = await answered(bodyOf([part]))
    expect(error).toBeUndefined()
    expect(said(events, 'refusal')).toBe('I cannot.')
    expect(said(events, 'text')).toBe('')
  })

  test('a refusal after text takes nothing from it', async () => {
    const { events } = await answered(bodyOf([TEXT, { type: 'refusal', refusal: 'No.' }]))
    expect([said(events, 'text'), said(events, 'refusal')]).toEqual(['abcd', 'No.'])
  })

  test.each<[object]>([
    [{ type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } }],
    [{ type: 'tool_call', id: 'a', function: { name: 'f', arguments: '{"n":1}' } }],
    [{ type: 'function_call', call_id: 'a', name: 'f', arguments: '{"n":1}' }],
  ])('a call is made: %j', async (part) => {
    const { events, error } = await answered(bodyOf([TEXT, part]))
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual([['f', '{"n":1}']])
    expect(said(events, 'text')).toBe('abcd')
    expect(events.at(-1)).toMatchObject({ reason: 'tool_calls', kept: { calls: [{ id: 'a' }] } })
  })
})

test('what has a field of its own beside its part is told once', async () => {
  const refused = { content: [{ type: 'refusal', refusal: 'No.' }], refusal: 'No.' }
  const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }
  const called = {
    content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }],
    tool_calls: [call],
  }
  expect(said((await answered(whole(refused))).events, 'refusal')).toBe('No.')
  expect(callsIn((await answered(whole(called))).events)).toEqual([['f', '{}']])
})

test('two calls in parts are two, and what the endpoint calls by itself is none', async () => {
  const content = [
    { type: 'server_tool_use', id: 's', name: 'search', input: {} },
    { type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } },
    { type: 'tool_use', id: 'b', name: 'f', input: { n: 1 } },
  ]
  const { events } = await answered(whole({ content }))
  expect(callsIn(events)).toEqual([
    ['f', '{"n":1}'],
    ['f', '{"n":1}'],
  ])
})
