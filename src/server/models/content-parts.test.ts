import { describe, expect, test } from 'vitest'

import { answered, callsIn } from '#testing/endpoint-model.ts'
import { chunk } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './model.ts'

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
    [{ type: 'thinking', thinking: { value: SECRET } }],
    [[{ type: 'thinking', thinking: SECRET }]],
    [{ type: 'message', content: [{ type: 'reasoning', text: SECRET }] }],
  ])('a thought is no text and costs what it costs: %j', async (part) => {
    const { events, error } = await answered(bodyOf([part, TEXT]))
    expect(error).toBeUndefined()
    expect(said(events, 'text')).toBe('abcd')
    expect(events.at(-1)).toMatchObject({ reason: 'stop', usage: { completion_tokens: 11 } })
  })

  test.each<[object]>([
    [{ type: 'text', text: 'Hi', thought: false }],
    [{ type: 'output_text', text: 'Hi' }],
    [{ type: 'output_text', text: { value: 'Hi', annotations: [] } }],
    [{ type: 'text', text: { value: 'Hi', annotations: [] } }],
    [{ type: 'text', text: [{ type: 'text', text: 'H' }, 'i'] }],
    [{ type: 'text', content: 'Hi' }],
    [{ type: 'text', value: 'Hi' }],
    [{ type: 'text_delta', text: 'Hi' }],
    [{ type: 'text', text: null, content: 'Hi' }],
    [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }],
    [{ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }],
    [{ parts: [{ text: 'Hi' }] }],
    [{ parts: ['H', 'i'] }],
    [[{ type: 'text', text: 'H' }, [{ type: 'text', text: { value: 'i' } }]]],
    [{ text: 'Hi' }],
  ])('text is text: %j', async (part) => {
    const { events } = await answered(bodyOf([part]))
    expect(said(events, 'text')).toBe('Hi')
  })

  test.each<[object]>([
    [{ type: 'refusal', refusal: 'I cannot.' }],
    [{ type: 'refusal', text: 'I cannot.' }],
    [{ refusal: 'I cannot.' }],
    [{ type: 'refusal', refusal: { value: 'I cannot.' } }],
    [[{ type: 'refusal', refusal: 'I cannot.' }]],
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

  test.each<object[]>([
    [{ type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } }],
    [{ type: 'tool_call', id: 'a', function: { name: 'f', arguments: '{"n":1}' } }],
    [{ type: 'function_call', call_id: 'a', name: 'f', arguments: '{"n":1}' }],
    [{ type: 'tool_call', id: 'a', name: 'f', args: { n: 1 } }],
    [{ id: 'a', functionCall: { name: 'f', args: { n: 1 } } }],
    [{ type: 'tool_use', id: 'a', name: 'f', input: {}, partial_json: '{"n":1}', index: 1 }],
    ...[{}, { index: 1 }, { index: '1' }].map((place): object[] => [
      { type: 'tool_use', id: 'a', name: 'f', input: {}, ...place },
      { type: 'input_json_delta', partial_json: '', ...place },
      { type: 'input_json_delta', partial_json: '{"n"', ...place },
      { type: 'input_json_delta', partial_json: ':1}', ...place },
    ]),
    [
      { type: 'tool_use', id: 'a', name: 'f', input: {} },
      { type: 'input_json_delta', partial_json: '{"n":1}', index: 1 },
    ],
    [
      { type: 'tool_use', id: 'a', name: 'f', partial_json: '', index: 1 },
      { type: 'tool_use', partial_json: '{"n"', index: 1 },
      { type: 'tool_use', partial_json: ':1}', index: 1 },
    ],
    [
      { type: 'tool_call_chunk', id: 'a', name: 'f', args: '', index: 1 },
      { type: 'tool_call_chunk', id: null, name: null, args: '{"n":1}', index: 1 },
    ],
    [
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: 'a', name: 'f', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 1,
        delta: { type: 'input_json_delta', partial_json: '{"n":1}' },
      },
    ],
  ])('a call is made: %j', async (...parts) => {
    const { events, error } = await answered(bodyOf([TEXT, ...parts]))
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

test('pieces go on with the call whose number they have', async () => {
  const begun = (id: string, index: number) => ({
    type: 'tool_use',
    id,
    name: 'f',
    input: {},
    index,
  })
  const piece = (partial_json: string, index: number) => ({
    type: 'input_json_delta',
    partial_json,
    index,
  })
  const content = [
    begun('a', 1),
    begun('b', 2),
    piece('{"n":', 1),
    piece('{"m":', 2),
    piece('{}', 2),
    piece('1}', 1),
    piece('}', 2),
    begun('c', 2),
  ]
  const events = content.map((part) => chunk({ content: [part] })).join('') + STOP
  expect(callsIn((await answered(events)).events)).toEqual([
    ['f', '{"n":1}'],
    ['f', '{"m":{}}'],
    ['f', '{}'],
  ])
})

test('pieces of what the endpoint calls by itself go on with no other call', async () => {
  const served = { type: 'server_tool_use', id: 's', name: 'search', input: {} }
  const call = { type: 'tool_use', id: 'a', name: 'f', input: {} }
  const piece = { type: 'input_json_delta', partial_json: '{"n":1}' }
  const other = { type: 'input_json_delta', partial_json: '{"query":1}' }
  const numbered = [
    { ...call, index: 0 },
    { ...served, index: 1 },
    { ...other, index: 1 },
    { ...piece, index: 0 },
  ]
  for (const content of [[served, other, call, piece], [call, piece, served, other], numbered]) {
    const { events } = await answered(whole({ content }))
    expect(callsIn(events)).toEqual([['f', '{"n":1}']])
  }
})

test('null is a word like others', async () => {
  const { events } = await answered(whole({ content: [{ type: 'text', text: 'null' }] }))
  expect(said(events, 'text')).toBe('null')
})

test('the result of a tool is no text of the answer', async () => {
  const result = { type: 'tool_result', content: [{ type: 'text', text: 'found' }] }
  const { events } = await answered(whole({ content: [result, TEXT] }))
  expect(said(events, 'text')).toBe('abcd')
})
