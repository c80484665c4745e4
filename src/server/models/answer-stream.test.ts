import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse, usage } from '#testing/scripted-endpoint.ts'

import type { ModelEvent, ModelRequest } from './model.ts'

const STOP = chunk({}, { finish_reason: 'stop' })

const answered = async (frames: string[], request: Partial<ModelRequest> = {}) => {
  const { baseUrl } = await endpoint(sse(...frames))
  return collect(modelAt(baseUrl), ask(request))
}

const call = (index: number, fields: object, rest: object = {}) =>
  chunk({ tool_calls: [{ index, function: fields, ...rest }] })
const OFFERED = [{ name: 'a' }, { name: 'b' }]

const callsIn = (events: ModelEvent[]) => {
  const calls: { name: string; arguments: string }[] = []
  for (const event of events) {
    if (event.type === 'tool_call') calls[event.index] = { name: event.name, arguments: '' }
    const held = event.type === 'tool_call_arguments' ? calls[event.index] : undefined
    if (held && event.type === 'tool_call_arguments') held.arguments += event.arguments
  }
  return calls
}

test('text, with the usage of a last chunk', async () => {
  const frames = [
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Hel' }),
    chunk({ content: 'lo' }),
    STOP,
    usage,
    'data: [DONE]\n\n',
  ]
  expect(await answered(frames)).toEqual({
    error: undefined,
    events: [
      { type: 'text', text: 'Hello' },
      { type: 'finish', reason: 'stop', usage: { prompt_tokens: 7, completion_tokens: 3 } },
    ],
  })
})

test('usage that is not told is estimated, reasoning included', async () => {
  const { events } = await answered([
    chunk({ reasoning_content: 'r'.repeat(40) }),
    chunk({ content: 'abcdefgh' }),
    STOP,
  ])
  expect(events.at(-1)).toMatchObject({ usage: { prompt_tokens: 5, completion_tokens: 12 } })
})

test('several tool calls with arguments in fragments, finished with the wrong reason', async () => {
  const { events, error } = await answered(
    [
      call(0, { name: 'a', arguments: '' }, { id: 'x', type: 'function' }),
      call(0, { arguments: '{"n"' }),
      call(0, { arguments: ':1}' }),
      call(1, { name: 'b', arguments: '{}' }, { id: 'y', type: 'function' }),
      STOP,
    ],
    { tools: OFFERED },
  )
  expect(error).toBeUndefined()
  expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool_calls' })
  expect(callsIn(events)).toEqual([
    { name: 'a', arguments: '{"n":1}' },
    { name: 'b', arguments: '{}' },
  ])
})

test.each([
  ['the same id twice', { id: 'x' }, { id: 'x' }],
  ['no ids', {}, {}],
])('calls with %s are told apart by their place', async (_, first, second) => {
  const { events, error } = await answered(
    [
      call(0, { name: 'a', arguments: '{"n":1' }, first),
      call(1, { name: 'a', arguments: '{"n":2' }, second),
      call(0, { arguments: '}' }),
      call(1, { arguments: '}' }),
      STOP,
    ],
    { tools: OFFERED },
  )
  expect(error).toBeUndefined()
  expect(callsIn(events)).toEqual([
    { name: 'a', arguments: '{"n":1}' },
    { name: 'a', arguments: '{"n":2}' },
  ])
})

test('arguments that are no JSON are what the model wrote', async () => {
  const frames = [call(0, { name: 'a', arguments: '{"n":' }, { id: 'x' }), STOP]
  const { events } = await answered(frames, { tools: OFFERED })
  expect(callsIn(events)).toEqual([{ name: 'a', arguments: '{"n":' }])
})

test('one call where no more were asked for, whatever the endpoint makes of it', async () => {
  const frames = [
    call(0, { name: 'a', arguments: '{"n":1}' }, { id: 'x' }),
    call(1, { name: 'b', arguments: '{"n":2}' }, { id: 'y' }),
    STOP,
  ]
  const { events } = await answered(frames, { tools: OFFERED, parallel_tool_calls: false })
  expect(callsIn(events)).toEqual([{ name: 'a', arguments: '{"n":1}' }])
})

test.each([
  ['c', { tools: OFFERED }, "The model called a function that it was not offered: 'c'."],
  [
    'a',
    { tools: OFFERED, tool_choice: 'none' as const },
    "The model called the function 'a' although 'tool_choice' was 'none'.",
  ],
])('a call of %s with %j fails', async (name, request, message) => {
  const { error } = await answered([call(0, { name, arguments: '' }, { id: 'x' }), STOP], request)
  expect(error).toMatchObject({ name: 'ModelError', code: 'server_error', message })
})

test('a prefix before the name of a function that was offered is dropped', async () => {
  const made = call(0, { name: 'functions.a', arguments: '{}' }, { id: 'x' })
  const named = async (names: string[]) => {
    const { events } = await answered([made, STOP], { tools: names.map((name) => ({ name })) })
    return callsIn(events).map(({ name }) => name)
  }
  expect(await named(['a'])).toEqual(['a'])
  expect(await named(['a', 'functions.a'])).toEqual(['functions.a'])
  expect(await named(['b'])).toEqual([])
})

test.each([
  'a<|channel|>commentary',
  'a<|channel|>json',
  'a<|constrain|>json',
  'a<|end|>',
  'functions.a<|channel|>commentary',
  'to=functions.a',
  'to=a',
  'assistant<|channel|>commentary to=functions.a',
  'assistant to=functions.a<|channel|>commentary <|constrain|>json',
  '<|channel|>commentary to=functions.a <|constrain|>json',
  ' a\n',
  'functions.a ',
])('the function of %j is the one that was offered', async (name) => {
  const frames = [call(0, { name, arguments: '{}' }, { id: 'x' }), STOP]
  const { events } = await answered(frames, { tools: OFFERED })
  expect(callsIn(events)).toEqual([{ name: 'a', arguments: '{}' }])
  const { error } = await answered(frames, { tools: [{ name: 'c' }] })
  expect(error).toMatchObject({ message: expect.stringContaining('was not offered') })
})

test('a call without a name fails', async () => {
  const { error } = await answered([call(0, { arguments: '{}' }, { id: 'x' }), STOP])
  expect(error).toMatchObject({
    code: 'server_error',
    message: 'The model endpoint sent something that is not a chat completion.',
  })
})

test.each([
  ['length', 'length'],
  ['FINISH_REASON_MAX_TOKENS', 'length'],
  ['SAFETY', 'content_filter'],
  ['stop', 'stop'],
  ['eos', 'stop'],
])('finish_reason %s', async (said, reason) => {
  const { events } = await answered([chunk({ content: 'x' }), chunk({}, { finish_reason: said })])
  expect(events.at(-1)).toMatchObject({ type: 'finish', reason })
})

test.each([
  ['error', 'The model endpoint broke off its answer with an error.'],
  ['network_error', "The model endpoint broke off its answer with an error: 'network_error'."],
  ['xyzzy', "The model endpoint ended its answer in an unknown way: 'xyzzy'."],
])('finish_reason %s fails after its text', async (said, message) => {
  const frames = [chunk({ content: 'x' }), chunk({}, { finish_reason: said })]
  const { events, error } = await answered(frames)
  const usage = { prompt_tokens: 5, completion_tokens: 1 }
  expect(events).toEqual([
    { type: 'text', text: 'x' },
    { type: 'usage', usage },
  ])
  expect(error).toMatchObject({ code: 'server_error', message })
})

describe.each(['tool_calls', 'function_call', 'tool_use', 'TOOL_CALLS', 'toolUse'])(
  'finish_reason %s without a call',
  (reason) => {
    const end = { finish_reason: reason }
    const json = (message: object) => JSON.stringify({ choices: [{ message, ...end }] })
    test.each([
      ['of nothing', chunk({}, end)],
      ['with empty text', chunk({ content: '' }) + chunk({}, end)],
      ['with blank text', chunk({ content: '\n\n' }) + chunk({}, end)],
      ['with thoughts alone', chunk({ reasoning_content: 'hm' }) + chunk({}, end)],
      ['with an empty list of calls', chunk({ tool_calls: [] }, end)],
      ['as JSON', json({ content: null })],
      ['as JSON with an empty list of calls', json({ content: '', tool_calls: [] })],
    ])('%s fails', async (_, body) => {
      const { error } = await answered([body])
      expect(error).toMatchObject({
        name: 'ModelError',
        code: 'server_error',
        message: `The model endpoint ended its answer with '${reason}', but sent neither a call nor text.`,
      })
    })
    test.each([
      ['text', chunk({ content: 'Hi' }) + chunk({}, end)],
      ['a refusal', chunk({ refusal: 'No.' }) + chunk({}, end)],
      ['text as JSON', json({ content: 'Hi' })],
    ])('is whole with %s', async (__, body) => {
      const { events, error } = await answered([body])
      expect(error).toBeUndefined()
      expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
    })
  },
)

test('an unknown finish_reason fails after calls too', async () => {
  const made = call(0, { name: 'a', arguments: '{}' }, { id: 'x' })
  const frames = [made, chunk({}, { finish_reason: 'pause_turn' })]
  const { error } = await answered(frames, { tools: OFFERED })
  expect(error).toMatchObject({
    code: 'server_error',
    message: "The model endpoint ended its answer in an unknown way: 'pause_turn'.",
  })
})

test('a router tells how its own endpoint ended', async () => {
  const end = chunk({}, { finish_reason: 'stop', native_finish_reason: 'MAX_TOKENS' })
  const { events } = await answered([chunk({ content: 'x' }), end])
  expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'length' })
})

test.each<[string[], string]>([
  [['length', 'stop'], 'length'],
  [['content_filter', 'stop'], 'content_filter'],
  [['length', 'content_filter'], 'length'],
  [['length', 'pause_turn'], 'length'],
  [['stop', 'length'], 'length'],
  [['pause_turn', 'stop'], 'stop'],
])(
  'of several finish reasons, %j, the first that tells of a cut counts',
  async (reasons, reason) => {
    const ends = reasons.map((finish_reason) => chunk({}, { finish_reason }))
    const { events, error } = await answered([chunk({ content: 'x' }), ...ends])
    expect(error).toBeUndefined()
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason })
  },
)

test('an error that a finish reason tells of stays one', async () => {
  const ends = ['error', 'stop'].map((finish_reason) => chunk({}, { finish_reason }))
  const { error } = await answered([chunk({ content: 'x' }), ...ends])
  expect(error).toMatchObject({ code: 'server_error' })
})

test('without a finish_reason an answer is whole when the stream says that it is done', async () => {
  const frames = [chunk({ content: 'x' }), usage, 'data: [DONE]\n\n']
  const { events, error } = await answered(frames)
  expect(error).toBeUndefined()
  expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  expect((await answered(frames.slice(0, 2))).error).toHaveProperty(
    'message',
    'The model endpoint ended its answer before it was complete.',
  )
})

test('a refusal is no filter; reasoning is not shown', async () => {
  const { events } = await answered([
    chunk({ reasoning_content: 'hm' }),
    chunk({ refusal: 'I will not.' }),
    STOP,
    usage,
  ])
  expect(events).toEqual([
    { type: 'refusal', text: 'I will not.' },
    { type: 'finish', reason: 'stop', usage: { prompt_tokens: 7, completion_tokens: 3 } },
  ])
})

test('an answer of nothing', async () => {
  const { events } = await answered([STOP, usage])
  expect(events.map(({ type }) => type)).toEqual(['finish'])
})
