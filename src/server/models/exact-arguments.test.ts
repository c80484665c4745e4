import { describe, expect, test } from 'vitest'

import { answered, ask, callsIn, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, refuse, sse } from '#testing/scripted-endpoint.ts'

const END = chunk({}, { finish_reason: 'tool_calls' })

/** Texts that JavaScript would write in another way. */
const TEXTS = [
  '{"id":1234567890123456789}',
  '{"ids":[9007199254740993,[-9223372036854775808]]}',
  '{"a":1.0,"b":1e400,"c":0.1234567890123456789,"d":-0,"e":1E5}',
  '{"b":1,"10":2,"2":3}',
  '{ "a" : "}]\\"" , "b" : { "arguments" : { "c" : 1.0 } } }',
  '[1234567890123456789]',
  '12345678901234567890',
]
const call = (given: string) =>
  `{"id":"a","type":"function","function":{"name":"f","arguments":${given}}}`
const frame = (choice: string) => `data: {"choices":[{"index":0,${choice}}]}\n\n`

/** Where an endpoint may tell a call whose arguments are no text. */
const SHAPES: [string, (given: string) => string][] = [
  ['a delta', (given) => frame(`"delta":{"tool_calls":[${call(given)}]}`) + END],
  ['a delta without a list', (given) => frame(`"delta":{"tool_calls":${call(given)}}`) + END],
  [
    'a bare call',
    (given) => frame(`"delta":{"tool_calls":[{"name":"f","arguments":${given}}]}`) + END,
  ],
  ['a message', (given) => frame(`"message":{"tool_calls":[${call(given)}]}`) + END],
  [
    'the older field',
    (given) => frame(`"delta":{"function_call":{"name":"f","arguments":${given}}}`) + END,
  ],
  [
    'a part of content',
    (given) =>
      frame(`"delta":{"content":[{"type":"tool_use","id":"a","name":"f","input":${given}}]}`) + END,
  ],
  [
    'a part of content that holds the call',
    (given) =>
      frame(`"message":{"content":[${call(given).replace('function', 'tool_call')}]}`) + END,
  ],
  [
    'a whole answer',
    (given) =>
      `{"choices":[{"finish_reason":"tool_calls","message":{"content":null,"tool_calls":[${call(given)}]}}]}`,
  ],
  ['text', (given) => frame(`"delta":{"tool_calls":[${call(JSON.stringify(given))}]}`) + END],
]

describe.each(SHAPES)('arguments in %s are told as they were written', (_, bodyOf) => {
  test.each(TEXTS)('%s', async (text) => {
    const { events, error } = await answered(bodyOf(text))
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual([['f', text]])
  })
})

test('of two calls each keeps its own, the first as text', async () => {
  const [first, second] = ['{"id":9007199254740993}', '{"id":9007199254740995}']
  const calls = `${call(JSON.stringify(first))},${call(second).replace('"a"', '"b"')}`
  const { events } = await answered(frame(`"delta":{"tool_calls":[${calls}]}`) + END)
  expect(callsIn(events)).toEqual([
    ['f', first],
    ['f', second],
  ])
})

test('calls that differ in the last digit are two', async () => {
  const { events } = await answered(
    frame(`"delta":{"tool_calls":[${call('{"id":9007199254740993}')}]}`) +
      `data: {"object":"chat.completion","choices":[{"message":{"tool_calls":[${call('{"id": 9007199254740992}')}]}}]}\n\n` +
      END,
  )
  expect(callsIn(events)).toHaveLength(2)
})

const OBJECTS = TEXTS.filter((text) => text.startsWith('{'))
test.each([...OBJECTS, '{}', '{"__proto__":1}'])('%s goes back as it was called', async (text) => {
  const { baseUrl, texts } = await endpoint(
    sse(chunk({ content: 'Hi' }, { finish_reason: 'stop' })),
  )
  await collect(
    modelAt(baseUrl),
    ask({
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'hi' }] },
        { role: 'assistant', content: '', tool_calls: [{ id: 'a', name: 'f', arguments: text }] },
        { role: 'tool', tool_call_id: 'a', name: 'f', output: '9007199254740993' },
      ],
    }),
  )
  expect(texts[0]).toContain(
    `"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":${JSON.stringify(text)}}}]`,
  )
})

test.each([
  ['', '{}'],
  ['{"a":', '{"arguments":"{\\"a\\":"}'],
])('%j, which is no JSON, goes back as %s', async (text, sent) => {
  const { baseUrl, bodies } = await endpoint(refuse(400, '{}'))
  const tool_calls = [{ id: 'a', name: 'f', arguments: text }]
  await collect(
    modelAt(baseUrl),
    ask({ messages: [{ role: 'assistant', content: '', tool_calls }] }),
  )
  expect(bodies[0]).toHaveProperty('messages.0.tool_calls.0.function.arguments', sent)
})

test.each([
  ['a message', '"reasoning_details":[{"at":1732788000.1234567890}]'],
  [
    'a call',
    `"tool_calls":[${call('"{}"').replace('{', '{"extra_content":{"at":1732788000.1234567890},')}]`,
  ],
])('what goes back with %s keeps its digits', async (_, fields) => {
  const body =
    frame(`"delta":{${fields}}`) + frame(`"delta":{"tool_calls":[${call('"{}"')}]}`) + END
  const { events } = await answered(body)
  const kept = JSON.stringify(events.at(-1))
  expect(kept).toContain('{"at":1732788000.1234567890}')
  const asked = await endpoint(sse(chunk({ content: 'Hi' }, { finish_reason: 'stop' })))
  const finish = events.at(-1)
  const { message = {}, calls = [] } = finish?.type === 'finish' ? (finish.kept ?? {}) : {}
  const tool_calls = [{ id: 'a', name: 'f', arguments: '{}', extra: calls[0]?.extra ?? {} }]
  await collect(
    modelAt(asked.baseUrl),
    ask({ messages: [{ role: 'assistant', content: '', tool_calls, extra: message }] }),
  )
  expect(asked.texts[0]).toContain('{"at":1732788000.1234567890}')
})
