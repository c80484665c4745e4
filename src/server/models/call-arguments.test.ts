import { describe, expect, test } from 'vitest'

import { answered, ask, callsIn, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

const END = chunk({}, { finish_reason: 'tool_calls' })
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

type Rest = { index?: number; id?: string }
/** The beginning of a call of `f`. */
const call = (given: unknown, rest: Rest = { index: 0, id: 'a' }) => ({
  ...rest,
  type: 'function',
  function: { name: 'f', arguments: given },
})
/** What goes on with it. */
const more = (given: unknown) => ({ index: 0, function: { arguments: given } })
const each = (...calls: object[]) => calls.map((one) => chunk({ tool_calls: [one] })).join('')
const inPieces = (first: unknown, ...rest: unknown[]) => each(call(first), ...rest.map(more))
const completion = (...tool_calls: object[]) =>
  frame({
    object: 'chat.completion',
    choices: [{ index: 0, message: { content: null, tool_calls }, finish_reason: 'tool_calls' }],
  })
const whole = (given: unknown) =>
  JSON.stringify({
    choices: [{ message: { tool_calls: [call(given)] }, finish_reason: 'tool_calls' }],
  })

describe('a placeholder or a repetition is no part of the arguments', () => {
  test.each<[string, string]>([
    ['an empty object before pieces', inPieces('{}', '{"q":', '1}')],
    ['it beside nothing, then pieces', inPieces('', '{}', '{"q":', '1}')],
    ['it before the whole', inPieces('{}', '{"q":1}')],
    ['it in pieces', inPieces('{', '}', '{"q"', ':1}')],
    ['it with blanks', inPieces('{ }\n', ' ', '{"q":1}')],
    ['it twice', inPieces('{}', '{}', '{"q":1}')],
    ['it in the piece that goes on', inPieces('{}{"q":', '1}')],
    ['it in one piece with all', inPieces('{}{"q":1}')],
    ['an empty list before', inPieces('[]', '{"q":1}')],
    ['null before', inPieces('null', '{"q":', '1}')],
    ['null in pieces before', inPieces('nu', 'll', '{"q":', '1}')],
    ['an empty string before', inPieces('""', '{"q":1}')],
    ['an empty object after', inPieces('{"q":', '1}', '{}')],
    ['it in pieces after', inPieces('{"q":', '1}', '{', '}')],
    ['it in the last piece', inPieces('{"q":', '1}{}')],
    ['null after', inPieces('{"q":1}', 'null')],
    ['before and after', inPieces('{}', '{"q":1}', '{}')],
    ['the whole twice', inPieces('{"q":1}', '{"q":1}')],
    ['the whole twice in one piece', inPieces('{"q":1}{"q":1}')],
    ['pieces, then the whole', inPieces('{"q"', ':1}', '{"q":1}')],
    ['pieces twice', inPieces('{"q"', ':1}', '{"q"', ':1}')],
    ['objects', inPieces({}, { q: 1 })],
    ['objects, the empty one last', inPieces({ q: 1 }, {})],
    ['an object twice', inPieces({ q: 1 }, { q: 1 })],
    ['an object, then pieces', inPieces({}, '{"q":', '1}')],
    ['two pieces of one frame', chunk({ tool_calls: [call('{}'), more('{"q":1}')] })],
    ['the name with each', each(call('{}'), call('{"q":1}'))],
    [
      'the name with each, without ids',
      each(call('{}', { index: 0 }), call('{"q":1}', { index: 0 })),
    ],
    ['it last, without ids', each(call('{"q":1}', { index: 0 }), call('{}', { index: 0 }))],
    [
      'the name with each, without numbers',
      each(call('{}', { id: 'a' }), call('{"q":1}', { id: 'a' })),
    ],
    ['it last, without numbers', each(call('{"q":1}', { id: 'a' }), call('{}', { id: 'a' }))],
    [
      'a completion after an empty object',
      inPieces('{}') + completion(call('{"q":1}', { id: 'a' })),
    ],
    ['it without an id', inPieces('{}') + completion(call('{"q":1}', {}))],
    [
      'a completion with an empty object',
      inPieces('{"q":1}') + completion(call('{}', { id: 'a' })),
    ],
    [
      'the older field',
      chunk({ function_call: { name: 'f', arguments: '{}' } }) +
        chunk({ function_call: { arguments: '{"q":1}' } }),
    ],
    ['a whole answer', whole('{}{"q":1}')],
  ])('%s', async (_, body) => {
    const { events, error } = await answered(body.startsWith('{') ? body : body + END)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual([['f', '{"q":1}']])
  })

  test('which is held back alone: what follows is told as it comes', async () => {
    const { events } = await answered(inPieces('{}', '{"q', '":"a', 'b"}') + END)
    const told = events.flatMap((event) =>
      event.type === 'tool_call_arguments' ? [event.arguments] : [],
    )
    expect(told.join('')).toBe('{"q":"ab"}')
    expect(told[0]).not.toBe('')
  })

  test('of a call that has no other, it is what is told', async () => {
    for (const body of [inPieces('{}'), inPieces('{', '}'), inPieces('', '{}', '{}')]) {
      expect(callsIn((await answered(body + END)).events)).toEqual([['f', '{}']])
    }
  })

  test('marks within text are text', async () => {
    const text = '{"q":"}{\\"{}","r":{},"s":[{}]}'
    for (const body of [inPieces(text), inPieces('', ...Array.from(text))]) {
      expect(callsIn((await answered(body + END)).events)).toEqual([['f', text]])
    }
  })

  test('of two calls in turn each keeps its own', async () => {
    const { events } = await answered(
      each(
        call('{}'),
        { ...call('{}', { index: 1, id: 'b' }) },
        more('{"q":'),
        { ...more('{"q":2}'), index: 1 },
        more('1}'),
      ) + END,
    )
    expect(callsIn(events)).toEqual([
      ['f', '{"q":1}'],
      ['f', '{"q":2}'],
    ])
  })

  test('what is no JSON after an object is what the model wrote', async () => {
    const { events } = await answered(inPieces('{"q":{"r":1}}', ',"s":2}') + END)
    expect(callsIn(events)).toEqual([['f', '{"q":{"r":1}},"s":2}']])
  })
})

const TWICE = JSON.stringify('{"q":"a\\"b","n":12345678901234567890}')

describe('arguments that are JSON but no object become one', () => {
  const OBJECT = '{"q":"a\\"b","n":12345678901234567890}'
  test.each<[string, string, string]>([
    ['encoded twice', inPieces(TWICE), OBJECT],
    ['encoded twice, in pieces', inPieces('', ...Array.from(TWICE)), OBJECT],
    ['encoded three times', inPieces(JSON.stringify(TWICE)), OBJECT],
    ['encoded twice and told twice', inPieces(TWICE, TWICE), OBJECT],
    ['encoded twice after a placeholder', inPieces('{}', TWICE), OBJECT],
    ['a placeholder after it', inPieces(TWICE, '{}'), OBJECT],
    [
      'encoded twice, then a completion',
      inPieces(TWICE) + completion(call(TWICE, { id: 'a' })),
      OBJECT,
    ],
    [
      'encoded twice, then an object',
      inPieces(TWICE) + completion(call(OBJECT, { id: 'a' })),
      OBJECT,
    ],
    ['encoded twice in a whole answer', whole(TWICE), OBJECT],
    ['an empty list', inPieces('[]'), '{}'],
    ['an empty list as a value', inPieces([]), '{}'],
    ['null', inPieces('null'), '{}'],
    ['null as a value', inPieces(null), '{}'],
    ['an empty string', inPieces('""'), '{}'],
    ['an empty object encoded twice', inPieces('"{}"'), '{}'],
    ['null encoded twice', inPieces('"null"'), '{}'],
    ['an empty list in a whole answer', whole([]), '{}'],
  ])('%s', async (_, body, expected) => {
    const { events, error } = await answered(body.startsWith('{') ? body : body + END)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual([['f', expected]])
  })

  test.each(['"words"', '[1]', '5', 'true', '"{\\"q\\":"', 'words', '{"q":'])(
    'but %s is what the model wrote',
    async (text) => {
      for (const body of [inPieces(text), inPieces('', ...Array.from(text))]) {
        expect(callsIn((await answered(body + END)).events)).toEqual([['f', text]])
      }
    },
  )
})

test.each<[string, string]>([
  [TWICE, '{"q":"a\\"b","n":12345678901234567890}'],
  ['[]', '{}'],
  ['null', '{}'],
  ['', '{}'],
  ['""', '{}'],
  ['{}{"q":1}', '{"q":1}'],
  ['{"q":1}{"q":1}', '{"q":1}'],
  ['[1]', '{"arguments":"[1]"}'],
  ['"words"', '{"arguments":"\\"words\\""}'],
  ['12345678901234567890', '{"arguments":"12345678901234567890"}'],
])('%s, which an answer may have held, goes back as the object %s', async (text, sent) => {
  const { baseUrl, bodies } = await endpoint(
    sse(chunk({ content: 'Hi' }, { finish_reason: 'stop' })),
  )
  const tool_calls = [{ id: 'a', name: 'f', arguments: text }]
  await collect(
    modelAt(baseUrl),
    ask({ messages: [{ role: 'assistant', content: '', tool_calls }] }),
  )
  expect(bodies[0]).toHaveProperty('messages.0.tool_calls.0.function.arguments', sent)
})
