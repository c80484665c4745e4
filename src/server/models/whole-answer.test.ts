import type { ServerResponse } from 'node:http'

import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse, usage } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './provider.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`
const functions = ask({ tools: [{ name: 'f' }, { name: 'g' }] })

const answered = async (body: string) => {
  const { baseUrl } = await endpoint(sse(body))
  return collect(modelAt(baseUrl), functions)
}
const textIn = (events: ModelEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const callsIn = (events: ModelEvent[]) => {
  const calls: [string, string][] = []
  for (const event of events) {
    if (event.type === 'tool_call') calls[event.index] = [event.name, '']
    const call = event.type === 'tool_call_arguments' ? calls[event.index] : undefined
    if (call && event.type === 'tool_call_arguments') call[1] += event.arguments
  }
  return calls
}

const TEXT = frame({ choices: [{ delta: { content: 'Hi' } }] })
const whole = (choice: object, rest: object = {}) => JSON.stringify({ choices: [choice], ...rest })

test('pieces of text that come together go on as one, in their place among the rest', async () => {
  const call = chunk({
    tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }],
  })
  const pieces = ['All ', '', 'in ', 'one'].map((content) => chunk({ content })).join('')
  const { events } = await answered(`${pieces}${call}${chunk({ content: 'late' })}${STOP}`)
  expect(events.map((event) => (event.type === 'text' ? event.text : event.type))).toEqual([
    'All in one',
    'tool_call',
    'tool_call_arguments',
    'late',
    'finish',
  ])
})

test('pieces of the arguments of one call go on as one, those of another beside them', async () => {
  const call = (index: number, fields: object) => chunk({ tool_calls: [{ index, ...fields }] })
  const begin = (index: number) =>
    call(index, { id: `c${index}`, function: { name: 'f', arguments: '' } })
  const more = (index: number, given: string) => call(index, { function: { arguments: given } })
  const pieces = [begin(0), more(0, '{"a"'), more(0, ':1'), begin(1), more(1, '{'), more(0, '}')]
  const { events } = await answered(`${pieces.join('')}${more(1, '}')}${STOP}`)
  expect(callsIn(events)).toEqual([
    ['f', '{"a":1}'],
    ['f', '{}'],
  ])
  expect(events.filter(({ type }) => type === 'tool_call_arguments')).toHaveLength(4)
})

test('what goes on as one is no longer than a delta', async () => {
  const piece = 'x'.repeat(6000)
  const { events } = await answered(`${chunk({ content: piece }).repeat(5)}${STOP}`)
  const texts = events.flatMap((event) => (event.type === 'text' ? [event.text.length] : []))
  expect(texts).toEqual([12_000, 12_000, 6000])
})

test('thoughts in the text, streamed or whole, are no text and cost what they cost', async () => {
  const pieces = ['<thi', 'nk>', 'x'.repeat(40), '</think', '>\n\nabcd', 'efgh']
  const streamed = `${pieces.map((content) => chunk({ content })).join('')}${STOP}`
  const body = whole({ message: { content: pieces.join('') }, finish_reason: 'stop' })
  for (const answer of [streamed, body]) {
    const { events } = await answered(answer)
    expect(textIn(events)).toBe('abcdefgh')
    expect(events.at(-1)).toMatchObject({ type: 'finish', usage: { completion_tokens: 12 } })
  }
})

describe('an answer is read', () => {
  test.each([
    ['its last event without a blank line', `${TEXT}${STOP.trimEnd()}`],
    ['with CRLF', `${TEXT}${STOP}`.replaceAll('\n', '\r\n')],
    ['with CR', `${TEXT}${STOP}`.replaceAll('\n', '\r')],
    ['with a byte order mark', `\uFEFF${TEXT}${STOP}`],
    ['after blank lines', `\n\n${TEXT}${STOP}`],
    ['among comments', `: OPENROUTER PROCESSING\n\n${TEXT}: x\n\n${STOP}`],
    ['without a space after data', `${TEXT}${STOP}`.replaceAll('data: ', 'data:')],
    ['with names of events', `event: message\n${TEXT}event: message\n${STOP}`],
    ['without choices', `${frame({ id: 'a' })}${TEXT}${frame({ type: 'ping' })}${STOP}`],
    ['with choices of null', `${frame({ choices: null })}${TEXT}${STOP}`],
    ['with no choice', `${frame({ choices: [], prompt_filter_results: [] })}${TEXT}${STOP}`],
    ['with a choice of null', `${frame({ choices: [null] })}${TEXT}${STOP}`],
    ['with a delta of null', `${frame({ choices: [{ delta: null }] })}${TEXT}${STOP}`],
    ['with content of null', `${chunk({ content: null })}${TEXT}${STOP}`],
    [
      'with an error of null',
      `${frame({ error: null, choices: [{ delta: { content: 'Hi' } }] })}${STOP}`,
    ],
    ['with null and numbers between', `${frame(null)}${TEXT}${frame(7)}${STOP}`],
    ['with empty data', `data:\n\n${TEXT}data: \n\n${STOP}`],
    ['with empty reasons', `${chunk({ content: 'Hi' }, { finish_reason: '' })}${STOP}`],
    [
      'with a second choice',
      `${frame({ choices: [{ index: 1, delta: { content: 'No' } }] })}${TEXT}${STOP}`,
    ],
    [
      'with a second choice first',
      frame({
        choices: [
          { index: 1, delta: { content: 'No' } },
          { index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' },
        ],
      }),
    ],
    [
      'whole in `message`',
      frame({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }),
    ],
    [
      'in parts',
      `${chunk({
        content: [
          { type: 'text', text: 'H' },
          { type: 'text', text: 'i' },
        ],
      })}${STOP}`,
    ],
    ['in `text`', `${frame({ choices: [{ text: 'Hi', finish_reason: null }] })}${STOP}`],
    [
      'after thinking in parts',
      `${chunk({
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
          { type: 'text', text: 'Hi' },
        ],
      })}${STOP}`,
    ],
    ['with its reason at the last text', chunk({ content: 'Hi' }, { finish_reason: 'stop' })],
    ['as JSON', whole({ message: { content: 'Hi' }, finish_reason: 'stop' })],
    ['as JSON without a reason', whole({ message: { content: 'Hi' } })],
    ['as JSON over lines', JSON.stringify({ choices: [{ message: { content: 'Hi' } }] }, null, 2)],
    ['as JSON with spaces around', `\n ${whole({ message: { content: 'Hi' } })}\n`],
    [
      'as JSON lines',
      [{ delta: { content: 'H' } }, { delta: { content: 'i' }, finish_reason: 'stop' }]
        .map((each) => whole(each))
        .join('\n'),
    ],
  ])('%s', async (_, body) => {
    const { events, error } = await answered(body)
    expect(error).toBeUndefined()
    expect(textIn(events)).toBe('Hi')
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })
})

describe('usage', () => {
  test.each<[unknown, object]>([
    [
      { prompt_tokens: 7, completion_tokens: 3 },
      { prompt_tokens: 7, completion_tokens: 3 },
    ],
    [
      { prompt_tokens: '7', completion_tokens: '3' },
      { prompt_tokens: 7, completion_tokens: 3 },
    ],
    [
      { input_tokens: 7, output_tokens: 3 },
      { prompt_tokens: 7, completion_tokens: 3 },
    ],
    [
      { prompt_tokens: 6.6, completion_tokens: 3 },
      { prompt_tokens: 7, completion_tokens: 3 },
    ],
    [{ prompt_tokens: 7 }, { prompt_tokens: 7, completion_tokens: 1 }],
    [
      { prompt_tokens: 7, completion_tokens: null },
      { prompt_tokens: 7, completion_tokens: 1 },
    ],
    [{ prompt_tokens: -7, completion_tokens: 3 }, { completion_tokens: 3 }],
    [{ prompt_tokens: 'many', completion_tokens: {} }, { completion_tokens: 1 }],
    [{ prompt_tokens: 2 ** 60, completion_tokens: 3 }, { completion_tokens: 3 }],
    ['none', { completion_tokens: 1 }],
    [[], { completion_tokens: 1 }],
    [null, { completion_tokens: 1 }],
  ])('%j', async (told, expected) => {
    const { events, error } = await answered(`${TEXT}${STOP}${frame({ choices: [], usage: told })}`)
    expect(error).toBeUndefined()
    const finish = events.at(-1)
    expect(finish).toMatchObject({ type: 'finish', usage: expected })
    if (finish?.type !== 'finish') return
    for (const count of Object.values(finish.usage)) expect(count).toBeGreaterThanOrEqual(1)
  })

  test.each([
    [
      'in the choice',
      frame({
        choices: [
          { delta: {}, finish_reason: 'stop', usage: { prompt_tokens: 7, completion_tokens: 3 } },
        ],
      }),
    ],
    [
      'in a field of its own',
      `${STOP}${frame({ choices: [], x_groq: { usage: { prompt_tokens: 7, completion_tokens: 3 } } })}`,
    ],
    [
      'once with content and once after it',
      `${frame({ choices: [{ delta: {} }], usage: null })}${STOP}${usage}`,
    ],
  ])('%s', async (_, body) => {
    const { events } = await answered(`${TEXT}${body}`)
    expect(events.at(-1)).toMatchObject({ usage: { prompt_tokens: 7, completion_tokens: 3 } })
  })
})

describe('calls', () => {
  const piece = (...calls: unknown[]) => chunk({ tool_calls: calls })
  const named = (given: unknown, rest: object = {}) => ({
    ...rest,
    function: { name: 'f', arguments: given },
  })
  test.each<[string, string, [string, string][]]>([
    ['arguments ""', piece(named('', { index: 0, id: 'a' })), [['f', '{}']]],
    ['arguments null', piece(named(null, { index: 0, id: 'a' })), [['f', '{}']]],
    ['arguments "null"', piece(named('null', { index: 0, id: 'a' })), [['f', '{}']]],
    ['arguments missing', piece({ index: 0, id: 'a', function: { name: 'f' } }), [['f', '{}']]],
    ['arguments an object', piece(named({ n: 1 }, { index: 0, id: 'a' })), [['f', '{"n":1}']]],
    ['arguments an empty object', piece(named({}, { index: 0 })), [['f', '{}']]],
    ['a number of null', piece(named('{}', { index: null, id: 'a' })), [['f', '{}']]],
    [
      'no numbers',
      `${piece(named('{"n":1}', { id: 'a' }))}${piece(named('{"n":2}', { id: 'b' }))}`,
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'one number for all',
      piece(named('{"n":1}', { index: 0, id: 'a' }), named('{"n":2}', { index: 0, id: 'b' })),
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'one number and no ids',
      `${piece(named('{"n":1}', { index: 0 }))}${piece(named('{"n":2}', { index: 0 }))}`,
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'neither numbers nor ids',
      piece(named('{"n":1}'), named('{"n":2}')),
      [
        ['f', '{"n":1}'],
        ['f', '{"n":2}'],
      ],
    ],
    [
      'the name with each piece',
      `${piece(named('{"n"', { index: 0, id: 'a' }))}${piece(named(':1}', { index: 0, id: 'a' }))}`,
      [['f', '{"n":1}']],
    ],
    [
      'a new id with each piece',
      `${piece(named('{"n"', { index: 0, id: 'a' }))}${piece({ index: 0, id: 'b', function: { arguments: ':1}' } })}`,
      [['f', '{"n":1}']],
    ],
    [
      'an empty name later',
      `${piece(named('{"n"', { index: 0, id: 'a' }))}${piece({ index: 0, id: '', function: { name: '', arguments: ':1}' } })}`,
      [['f', '{"n":1}']],
    ],
    ['numbers that begin at one', piece(named('{}', { index: 1, id: 'a' })), [['f', '{}']]],
    [
      'pieces of two in turn',
      `${piece(named('{"a"', { index: 0, id: 'a' }), { index: 1, id: 'b', function: { name: 'g', arguments: '{"b"' } })}${piece({ index: 1, function: { arguments: ':2}' } })}${piece({ index: 0, function: { arguments: ':1}' } })}`,
      [
        ['f', '{"a":1}'],
        ['g', '{"b":2}'],
      ],
    ],
    ['one call that is no list', chunk({ tool_calls: named('{}', { id: 'a' }) }), [['f', '{}']]],
    [
      '`function_call`',
      `${chunk({ function_call: { name: 'f', arguments: '{"n"' } })}${chunk({ function_call: { arguments: ':1}' } })}`,
      [['f', '{"n":1}']],
    ],
    ['a number as text', piece(named('{}', { index: '0', id: 'a' })), [['f', '{}']]],
    [
      'an empty list before',
      `${chunk({ tool_calls: [] })}${piece(named('{}', { index: 0, id: 'a' }))}`,
      [['f', '{}']],
    ],
    [
      'an extra of null',
      piece(named('{}', { index: 0, id: 'a', extra_content: null })),
      [['f', '{}']],
    ],
  ])('with %s', async (_, body, expected) => {
    const { events, error } = await answered(`${body}${STOP}`)
    expect(error).toBeUndefined()
    expect(callsIn(events)).toEqual(expected)
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'tool_calls' })
  })

  test('in a JSON answer, two of them with an object and with nothing', async () => {
    const tool_calls = [named({ n: 1 }, { id: 'a' }), { id: 'b', function: { name: 'g' } }]
    const { events } = await answered(
      whole({ message: { content: null, tool_calls }, finish_reason: 'tool_calls' }),
    )
    expect(callsIn(events)).toEqual([
      ['f', '{"n":1}'],
      ['g', '{}'],
    ])
  })

  test('keep what came with them', async () => {
    const extra_content = { google: { thought_signature: 'sig' } }
    const { events } = await answered(
      `${chunk({ reasoning_content: 'h' })}${chunk({ reasoning_content: 'm' })}${piece(named('{}', { index: 0, id: 'x1', extra_content }), named('{}', { index: 1, id: 'x2' }))}${STOP}`,
    )
    expect(events.at(-1)).toMatchObject({
      kept: {
        message: { reasoning_content: 'hm' },
        calls: [
          { id: 'x1', extra: { extra_content } },
          { id: 'x2', extra: {} },
        ],
      },
    })
  })

  test('keep it apart from what another answer of that model brings at the same time', async () => {
    const callOf = (id: string) =>
      piece(named('{}', { index: 0, id, extra_content: { google: { thought_signature: id } } }))
    const begun: ServerResponse[] = []
    const { baseUrl } = await endpoint((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      begun.push(response)
      if (begun.length < 2) return
      for (const [at, each] of begun.entries()) each.write(callOf(`x${at}`))
      for (const each of begun) each.end(STOP)
    })
    const model = modelAt(baseUrl)
    const answers = await Promise.all([collect(model, functions), collect(model, functions)])
    const kept = answers.map(({ events }) => events.at(-1))
    const keptOf = (id: string) => ({
      kept: { calls: [{ id, extra: { extra_content: { google: { thought_signature: id } } } }] },
    })
    expect(
      kept.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
    ).toMatchObject([keptOf('x0'), keptOf('x1')])
  })
})

describe('an error instead of an answer says', () => {
  test.each<[string, string]>([
    [frame({ error: 'no' }), 'no'],
    [frame({ error: { message: 'no' } }), 'no'],
    [frame([{ error: { message: 'no' } }]), 'no'],
    [frame({ object: 'error', message: 'no' }), 'no'],
    [`event: error\n${frame({ message: 'no' })}`, 'no'],
    ['event: error\ndata: no\n\n', 'no'],
    ['error: {"message":"no"}\n\n', 'no'],
    [frame({ choices: [{ delta: {}, finish_reason: 'error', error: { message: 'no' } }] }), 'no'],
    [
      frame({ error: { message: 'Provider returned error', metadata: { raw: 'no' } } }),
      'Provider returned error: no',
    ],
    [frame({ detail: 'no' }), 'no'],
    ['{"error":{"message":"no"}}', 'no'],
    ['{"detail":[{"loc":["body"],"msg":"no"}]}', 'body: no'],
    ['[{"error":{"message":"no"}}]', 'no'],
    ['{"base_resp":{"status_code":1004,"status_msg":"no"}}', 'no'],
    ['{"code":1214,"msg":"no","success":false}', 'no'],
  ])('%s', async (body, said) => {
    expect((await answered(body)).error).toMatchObject({
      code: 'server_error',
      message: `The model endpoint broke off: ${said}`,
    })
  })

  test.each([{ code: 429 }, { type: 'rate_limit_error' }, { status: 'RESOURCE_EXHAUSTED' }])(
    'that it is a limit: %j',
    async (fields) => {
      const { error } = await answered(frame({ error: { message: 'no', ...fields } }))
      expect(error).toMatchObject({ code: 'rate_limit_exceeded' })
    },
  )

  test.each(['{}', '{"id":"a"}', '{"choices":[]}'])('nothing: %s', async (body) => {
    expect((await answered(body)).error).toMatchObject({
      message: 'The model endpoint sent something that is not a chat completion.',
    })
  })
})

test('bytes cut anywhere, within a character too', async () => {
  const body = Buffer.from(`${chunk({ content: 'Grüße 👋' })}${STOP}`)
  const { baseUrl } = await endpoint((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const byte of body) response.write(Buffer.from([byte]))
    response.end()
  })
  const { events, error } = await collect(modelAt(baseUrl))
  expect(error).toBeUndefined()
  expect(textIn(events)).toBe('Grüße 👋')
})
