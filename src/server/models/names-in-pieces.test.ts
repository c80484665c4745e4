import { expect, test } from 'vitest'

import { ask, callsIn, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'tool_calls' })
const TOOLS = ['get_weather', 'get_time', 'get', 'get_time_zone', 'get_get'].map((name) => ({
  name,
}))
const request = ask({ tools: TOOLS })

type Rest = { index?: number; id?: string }
const piece = (name: string | undefined, text?: string, rest: Rest = { index: 0 }) => ({
  ...rest,
  function: { ...(name !== undefined && { name }), ...(text !== undefined && { arguments: text }) },
})
const each = (...pieces: object[]) => pieces.map((call) => chunk({ tool_calls: [call] })).join('')
const message = (calls: object[]) =>
  `data: ${JSON.stringify({
    object: 'chat.completion',
    choices: [{ index: 0, message: { tool_calls: calls }, finish_reason: 'tool_calls' }],
  })}\n\n`

const answered = async (body: string) => {
  const { baseUrl } = await endpoint(sse(body))
  return collect(modelAt(baseUrl), request)
}

const ONE: [string, string][] = [['get_weather', '{"a":1}']]
const ARGUMENTS = [piece(undefined, '{"a"'), piece(undefined, ':1}')]

test.each<[string, string, [string, string][]]>([
  ['pieces', each(piece('get_'), piece('weather'), ...ARGUMENTS), ONE],
  ['pieces that are offered names', each(piece('get'), piece('_weather'), ...ARGUMENTS), ONE],
  ['three pieces', each(piece('g'), piece('et_wea'), piece('ther'), ...ARGUMENTS), ONE],
  ['pieces beside arguments', each(piece('get_', '{"a"'), piece('weather', ':1}')), ONE],
  [
    'pieces beside the same id',
    each(
      piece('get_', '', { index: 0, id: 'a' }),
      piece('weather', '{"a":1}', { index: 0, id: 'a' }),
    ),
    ONE,
  ],
  [
    'pieces beside the same id alone',
    each(piece('get_', '', { id: 'a' }), piece('weather', '{"a":1}', { id: 'a' })),
    ONE,
  ],
  [
    'pieces beside an id each',
    each(
      piece('get_', '', { index: 0, id: 'a' }),
      piece('weather', '{"a":1}', { index: 0, id: 'b' }),
    ),
    ONE,
  ],
  ['the name so far', each(piece('get_'), piece('get_wea'), piece('get_weather', '{"a":1}')), ONE],
  [
    'the whole name again',
    each(piece('get_weather', ''), piece('get_weather', '{"a"'), piece('get_weather', ':1}')),
    ONE,
  ],
  [
    'the whole name again, that begins another',
    each(piece('get'), piece('get'), piece('get', '{}')),
    [['get', '{}']],
  ],
  [
    'a name that begins another, and its rest',
    each(piece('get_time'), piece('_zone', '{}')),
    [['get_time_zone', '{}']],
  ],
  ['a name that begins another, alone', each(piece('get_time')), [['get_time', '{}']]],
  ['a piece that comes twice', each(piece('get_'), piece('get', '{}')), [['get_get', '{}']]],
  ['marks of a template', each(piece('functions'), piece('.get_weather', '{"a":1}')), ONE],
  [
    'pieces of two in turn',
    each(piece('get_'), piece('get_', '', { index: 1 })) +
      each(piece('weather', '{"a":1}'), piece('time', '{}', { index: 1 })),
    [...ONE, ['get_time', '{}']],
  ],
  [
    'two functions under one number',
    each(piece('get_weather', ''), piece('get_time', '')),
    [
      ['get_weather', '{}'],
      ['get_time', '{}'],
    ],
  ],
  [
    'pieces, then a completion',
    each(piece('get_'), piece('weather', '{"a":1}')) + message([piece('get_weather', '{"a":1}')]),
    ONE,
  ],
  [
    'a piece, then a completion',
    each(piece('get_')) + message([piece('get_weather', '{"a":1}')]),
    ONE,
  ],
])('the name of a call in %s', async (_, body, expected) => {
  const { events, error } = await answered(body + STOP)
  expect(error).toBeUndefined()
  expect(callsIn(events)).toEqual(expected)
})

test('a name that no more piece can make an offered one is refused', async () => {
  for (const body of [
    each(piece('get_'), piece('wether', '{"a":1}')) + STOP,
    each(piece('get_wether', '{}')) + STOP,
    each(piece('get_wether')) + STOP,
  ]) {
    const { error } = await answered(body)
    expect(error).toMatchObject({
      message: "The model called a function that it was not offered: 'get_wether'.",
    })
  }
})

test('a stream that breaks off within a name tells of that', async () => {
  const { error } = await answered(each(piece('get_')))
  expect(error).toMatchObject({
    message: 'The model endpoint ended its answer before it was complete.',
  })
})

test('of a name that never ends the beginning is looked at', async () => {
  const pieces = Array.from({ length: 2000 }, () => piece('get_'.repeat(100)))
  const { error } = await answered(each(...pieces) + STOP)
  expect(error).toMatchObject({ message: expect.stringContaining("not offered: 'get_get_") })
})
