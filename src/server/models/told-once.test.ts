import { describe, expect, test } from 'vitest'

import { answered, callsIn, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './model.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const CALLS = chunk({}, { finish_reason: 'tool_calls' })
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`
/** A message within a stream; what is the last of it tells why it ends. */
const message = (given: object, reason: string | null = null) =>
  frame({ choices: [{ index: 0, message: given, finish_reason: reason }] })
/** The whole answer as a completion of its own. */
const completion = (given: object, reason = 'stop') =>
  frame({
    object: 'chat.completion',
    choices: [{ index: 0, message: given, finish_reason: reason }],
  })
const deltas = (...texts: string[]) => texts.map((content) => chunk({ content })).join('')
const messages = (...texts: string[]) =>
  texts.map((content, at) => message({ content }, at + 1 < texts.length ? null : 'stop')).join('')

const textIn = (events: ModelEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

const call = (given: unknown, rest: object = {}) => ({
  ...rest,
  type: 'function',
  function: { name: 'f', arguments: given },
})
const withCalls = (...tool_calls: unknown[]) => ({ content: null, tool_calls })
const piece = (...tool_calls: unknown[]) => chunk({ tool_calls })
const A = call('{"a":1}', { id: 'a' })

const SO_FAR = [
  'Hello',
  'Hello, how',
  'Hello, how are',
  'Hello, how are you',
  'Hello, how are you today?',
]
const letters = (text: string) => Array.from(text, (_, at) => text.slice(0, at + 1))
const HELLO = deltas('Hello ', 'there.')

describe('text is told once', () => {
  test.each<[string, string, string]>([
    ['a completion last', HELLO + STOP + completion({ content: 'Hello there.' }), 'Hello there.'],
    ['it without a reason before', HELLO + completion({ content: 'Hello there.' }), 'Hello there.'],
    ['a message last', HELLO + message({ content: 'Hello there.' }, 'stop'), 'Hello there.'],
    ['it in parts', HELLO + completion({ content: [{ text: 'Hello there.' }] }), 'Hello there.'],
    ['it trimmed', deltas('\nHi.', '\n') + completion({ content: 'Hi.' }), '\nHi.\n'],
    ['it in other words', HELLO + completion({ content: 'Hello  there!' }), 'Hello there.'],
    ['it with more', HELLO + completion({ content: 'Hello there. Bye.' }), 'Hello there. Bye.'],
    ['it twice', HELLO + completion({ content: 'Hello there.' }).repeat(2), 'Hello there.'],
    [
      'it with thoughts in the text',
      deltas('<think>hm', '</think>', 'Hi.') + completion({ content: '<think>hm</think>Hi.' }),
      'Hi.',
    ],
    [
      'it without the thoughts of the text',
      deltas('<think>hm', '</think>', 'Hi.') + completion({ content: 'Hi.' }),
      'Hi.',
    ],
    ['the only text in it', chunk({ role: 'assistant' }) + completion({ content: 'Hi.' }), 'Hi.'],
    ['messages so far', messages('Hi', 'Hi you', 'Hi you all'), 'Hi you all'],
    ['two messages so far', messages('Hi', 'Hi you'), 'Hi you'],
    ['messages so far, one twice', messages('Hi', 'Hi you', 'Hi you'), 'Hi you'],
    [
      'messages so far, the first twice',
      messages('Hi', 'Hi', 'Hi you', 'Hi you all'),
      'Hi you all',
    ],
    [
      'messages so far, then an end',
      message({ content: 'Hi' }) + message({ content: 'Hi you' }) + STOP,
      'Hi you',
    ],
    ['one letter more each', messages('H', 'He', 'Hel', 'Hell', 'Hello'), 'Hello'],
    ['messages so far beside deltas', beside(['Hi ', 'you'], ['Hi ', 'Hi you']), 'Hi you'],
    ['pieces in messages', messages('Hi ', 'you ', 'all'), 'Hi you all'],
    [
      'pieces in messages, then all of it',
      message({ content: 'Hi ' }) + message({ content: 'you' }) + completion({ content: 'Hi you' }),
      'Hi you',
    ],
    ['deltas so far', deltas(...SO_FAR), 'Hello, how are you today?'],
    [
      'three deltas so far',
      deltas('Hello', 'Hello, how', 'Hello, how are you?'),
      'Hello, how are you?',
    ],
    [
      'two long deltas so far',
      deltas('x y '.repeat(20), `${'x y '.repeat(20)}z`),
      `${'x y '.repeat(20)}z`,
    ],
    [
      'deltas so far, letter by letter',
      deltas(...letters('Hello, how are you?')),
      'Hello, how are you?',
    ],
    [
      'deltas so far, the last twice',
      deltas(...SO_FAR, SO_FAR.at(-1) ?? ''),
      'Hello, how are you today?',
    ],
    [
      'deltas so far in parts',
      SO_FAR.map((text) => chunk({ content: [{ text }] })).join(''),
      'Hello, how are you today?',
    ],
    [
      'deltas so far, then a completion',
      deltas('Hello', 'Hello, how') + completion({ content: 'Hello, how are you?' }),
      'Hello, how are you?',
    ],
    [
      'deltas so far with thoughts',
      deltas('<think>', '<think>hm', '<think>hm</think>', '<think>hm</think>Hi.'),
      'Hi.',
    ],
    [
      'deltas so far, then a call',
      deltas('Hello', 'Hello, how', 'Hello, how are you?') + piece(A),
      'Hello, how are you?',
    ],
    [
      'a field of its own for all',
      HELLO + chunk({ content: null, final_content: 'x' }),
      'Hello there.',
    ],
  ])('%s', async (_, body, expected) => {
    const { events, error } = await answered(body.includes('finish_reason":"') ? body : body + STOP)
    expect(error).toBeUndefined()
    expect(textIn(events)).toBe(expected)
  })
})

describe('what is said again is told again', () => {
  test.each<[string, string, string]>([
    ['in deltas', deltas('ha', 'ha') + STOP, 'haha'],
    ['in deltas of the same beginning', deltas('ha', 'haha') + STOP, 'hahaha'],
    [
      'in the last delta',
      deltas('ha') + chunk({ content: 'ha' }, { finish_reason: 'stop' }),
      'haha',
    ],
    ['in messages', messages('ha', 'ha'), 'haha'],
    ['in messages, often', messages('ha', 'ha', 'ha', 'ha', 'ha', 'ha'), 'hahahahahaha'],
    ['in messages, then something else', messages('ha', 'ha', '!'), 'haha!'],
    ['in messages that begin alike', messages('1', '10', ' and 2'), '110 and 2'],
    ['in messages, without an end', message({ content: 'ha' }).repeat(2) + STOP, 'haha'],
    [
      'in three deltas of the same beginning',
      deltas('ha', 'haha', 'hahahahahahahahahaha') + STOP,
      'ha'.repeat(13),
    ],
    ['in short deltas', deltas('1', '10', '100') + STOP, '110100'],
    ['in deltas, then something else', deltas('I', 'It', 'It is', ' so.') + STOP, 'IItIt is so.'],
    [
      'in two deltas',
      deltas('Row your boat,', 'Row your boat, row') + STOP,
      'Row your boat,Row your boat, row',
    ],
    ['in two deltas, then a call', deltas('1', '10') + piece(A) + CALLS, '110'],
    [
      'in a verse',
      deltas('Row.\n', 'Row.\n', 'Row.\nGently', 'Row.\nGently down') + STOP,
      'Row.\nRow.\nRow.\nGentlyRow.\nGently down',
    ],
    ['within messages so far', messages('ha', 'haha', 'hahaha'), 'hahaha'],
    ['within a completion', deltas('ha', 'ha') + completion({ content: 'haha' }), 'haha'],
  ])('%s', async (_, body, expected) => {
    const { events, error } = await answered(body)
    expect(error).toBeUndefined()
    expect(textIn(events)).toBe(expected)
  })
})

test('refusals and thoughts of a completion are told once', async () => {
  const refused = await answered(
    chunk({ refusal: 'No' }) +
      chunk({ refusal: '.' }) +
      completion({ content: null, refusal: 'No.' }),
  )
  expect(refused.events.map((event) => (event.type === 'refusal' ? event.text : '')).join('')).toBe(
    'No.',
  )
  const thought = 'x'.repeat(40)
  const { events } = await answered(
    chunk({ reasoning_content: thought }) +
      deltas('abcd') +
      completion({ content: 'abcd', reasoning_content: thought }),
  )
  expect(events.at(-1)).toMatchObject({ usage: { completion_tokens: 11 } })
})

const B = call('{"a":2}', { id: 'b' })
const IN_PIECES =
  piece(call('{"a"', { index: 0, id: 'a' })) + piece({ index: 0, function: { arguments: ':1}' } })

describe('calls are made once', () => {
  test.each<[string, string, string[]]>([
    ['a completion last', IN_PIECES + CALLS + completion(withCalls(A)), ['{"a":1}']],
    ['it without a reason before', IN_PIECES + completion(withCalls(A)), ['{"a":1}']],
    ['a message last', IN_PIECES + message(withCalls(A), 'tool_calls'), ['{"a":1}']],
    [
      'it with other spaces',
      IN_PIECES + completion(withCalls(call('{"a": 1}', { id: 'a' }))),
      ['{"a":1}'],
    ],
    [
      'it with an object',
      IN_PIECES + completion(withCalls(call({ a: 1 }, { id: 'a' }))),
      ['{"a":1}'],
    ],
    [
      'it with another id',
      IN_PIECES + completion(withCalls(call('{"a":1}', { id: 'x' }))),
      ['{"a":1}'],
    ],
    ['it without ids', IN_PIECES + completion(withCalls(call('{"a":1}'))), ['{"a":1}']],
    [
      'two, without ids',
      piece(call('{"a":1}', { index: 0 }), call('{"a":1}', { index: 1 })) +
        completion(withCalls(call('{"a":1}'), call('{"a":1}'))),
      ['{"a":1}', '{"a":1}'],
    ],
    ['it with one more', IN_PIECES + completion(withCalls(A, B)), ['{"a":1}', '{"a":2}']],
    ['it in another order', piece(A, B) + completion(withCalls(B, A)), ['{"a":1}', '{"a":2}']],
    [
      'it with the rest',
      piece(call('{"a"', { index: 0, id: 'a' })) + completion(withCalls(A)),
      ['{"a":1}'],
    ],
    [
      'messages so far',
      message(withCalls(A)) + message(withCalls(A, B), 'stop'),
      ['{"a":1}', '{"a":2}'],
    ],
    [
      'messages with arguments so far',
      ['{"a', '{"a":', '{"a":1}']
        .map((text) => message(withCalls(call(text, { id: 'a' }))))
        .join(''),
      ['{"a":1}'],
    ],
    ['a delta again', piece(A) + piece(A), ['{"a":1}']],
    ['a numbered delta again', piece({ ...A, index: 0 }).repeat(2), ['{"a":1}']],
  ])('%s', async (_, body, expected) => {
    const { events, error } = await answered(body + CALLS)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual(expected.map((text) => ['f', text]))
  })

  test('two calls that differ in their id alone are two', async () => {
    const { events } = await answered(piece(A) + piece({ ...A, id: 'b' }) + CALLS)
    expect(callsIn(events)).toHaveLength(2)
  })
})

test('what goes back with calls is kept once', async () => {
  const details = [{ type: 'reasoning.text', text: 'hm' }]
  const { events } = await answered(
    chunk({ reasoning_content: 'hm', reasoning_details: details }) +
      IN_PIECES +
      completion(
        { ...withCalls(A), reasoning_content: 'hm', reasoning_details: details },
        'tool_calls',
      ),
  )
  expect(events.at(-1)).toMatchObject({
    kept: { message: { reasoning_content: 'hm', reasoning_details: details } },
  })
})

describe('of usage that is told more than once, the most counts', () => {
  const told = (prompt_tokens: number, completion_tokens: number, total_tokens?: number) =>
    frame({ choices: [], usage: { prompt_tokens, completion_tokens, total_tokens } })
  test.each<[string, string]>([
    ['then zeros', told(5, 6) + told(0, 0)],
    ['then zeros with a total', told(5, 6, 11) + told(0, 0, 0)],
    ['then null', told(5, 6) + frame({ choices: [], usage: null })],
    ['zeros first', told(0, 0) + told(5, 6)],
    ['as it grows', told(5, 1) + told(5, 3) + told(5, 6)],
    ['each in its own', told(5, 0) + told(0, 6)],
    ['with thoughts in the total alone', told(5, 2, 11) + told(0, 0, 0)],
    ['zeros after the end', `${told(5, 6)}data: [DONE]\n\n${told(0, 0)}`],
  ])('%s', async (_, usage) => {
    const { events } = await answered(deltas('Hi') + STOP + usage)
    expect(events.at(-1)).toMatchObject({ usage: { prompt_tokens: 5, completion_tokens: 6 } })
  })
})

/** Deltas with a message in the same choice. */
function beside(pieces: string[], wholes: string[]) {
  const choices = pieces.map((content, at) => ({
    delta: { content },
    message: { content: wholes[at] },
  }))
  return choices.map((choice) => frame({ choices: [{ index: 0, ...choice }] })).join('') + STOP
}

test('messages so far are told as they grow', async () => {
  const { baseUrl } = await endpoint(sse(messages('a', 'ab', 'abc', 'abcd')))
  const { events } = await collect(modelAt(baseUrl))
  expect(textIn(events)).toBe('abcd')
})
