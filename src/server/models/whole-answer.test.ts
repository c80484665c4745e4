import { describe, expect, test } from 'vitest'

import { answered, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, usage } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './model.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`

const textIn = (events: ModelEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

const TEXT = frame({ choices: [{ delta: { content: 'Hi' } }] })
const whole = (choice: object, rest: object = {}) => JSON.stringify({ choices: [choice], ...rest })

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
    ['with the last chunk and its end in one event', `${TEXT}${STOP.trimEnd()}\ndata: [DONE]\n\n`],
    ['in one event', `${TEXT}${STOP}data: [DONE]\n\n`.replaceAll('\n\n', '\n')],
    ['with data written twice', `${TEXT}${STOP}`.replaceAll('data: ', 'data: data: ')],
    [
      'with data written twice up to its end',
      `data: ${TEXT}data: ${STOP}data:data: [DONE]\n\ndata: data: {"half":`,
    ],
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
    ...[
      '{}',
      '[]',
      'false',
      '0',
      '""',
      '{"message":"","code":null}',
      '{"message":null,"code":0}',
      '{"message":"success","code":0}',
      '{"message":"OK","code":"200"}',
    ].map((error): [string, string] => [
      `with an error of ${error}`,
      `data: {"error":${error},"choices":[{"delta":{"content":"Hi"},"error":${error}}]}\n\n${STOP}`,
    ]),
    ...['NaN', '-Infinity', 'Infinity'].flatMap((number): [string, string][] => [
      [
        `with ${number} in a chunk`,
        `data: {"choices":[{"delta":{"content":"Hi"},"logprobs":{"content":[{"token":"\\"-${number}, ","logprob":${number}}]}}]}\n\n${STOP}`,
      ],
      [
        `with ${number} in a last chunk`,
        `${TEXT}${STOP}data: {"choices":[],"usage":{"prompt_tokens":3,"tps":${number}},"cost":1.50}\n\n`,
      ],
      [
        `as JSON with ${number}`,
        `{"choices":[{"message":{"content":"Hi"},"logprobs":[${number}, 1.0]}]}`,
      ],
    ]),
    ...['[END]', 'done', '[DONE]}', '<end>', '{"half":'].map((word): [string, string] => [
      `before the word ${word}`,
      `${TEXT}${STOP}data: ${word}\n\n`,
    ]),
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
    [frame({ code: 0, message: 'no' }), 'no'],
    [frame({ error: { code: 0, message: 'no' } }), 'no'],
    [frame({ error: { code: 1302 } }), 'error 1302'],
    [frame({ error: 1302 }), 'error 1302'],
    ['{"error":{"code":1302,"message":""}}', 'error 1302'],
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

test.each([
  frame({ choices: [{ index: 1, delta: { content: 'No' }, finish_reason: 'stop' }] }),
  frame({ choices: [] }),
  '',
])('a stream without the choice that was asked for is no answer: %s', async (body) => {
  const { error } = await answered(`${body}data: [DONE]\n\n`)
  expect(error).toMatchObject({
    message: 'The model endpoint sent something that is not a chat completion.',
  })
})

test('NaN in a text is text', async () => {
  const { events } = await answered(
    `data: {"x":NaN,"choices":[{"delta":{"content":"a \\"NaN\\": -Infinity, NaN"}}]}\n\n${STOP}`,
  )
  expect(textIn(events)).toBe('a "NaN": -Infinity, NaN')
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
