import { expect, test } from 'vitest'

import { answered } from '#testing/endpoint-model.ts'
import { chunk } from '#testing/scripted-endpoint.ts'

const said = (transcript: string) => ({ content: null, audio: { id: 'audio_1', transcript } })
const STOP = chunk({}, { finish_reason: 'stop' })
const whole = (message: object, rest: object = {}) =>
  JSON.stringify({ choices: [{ message, finish_reason: 'stop' }], ...rest })
const call = { index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }

test.each([
  ['in pieces', `${chunk(said('Good '))}${chunk(said('day.'))}${STOP}`],
  ['in pieces that are alike', `${chunk(said('Good day'))}${chunk(said('.'))}${STOP}`],
  ['whole', whole(said('Good day.'))],
  ['whole with empty text', whole({ ...said('Good day.'), content: '' })],
  ['whole in a stream', `data: ${whole(said('Good day.'))}\n\n`],
  [
    'in pieces and once more whole',
    `${chunk(said('Good day.'))}data: ${whole(said('Good day.'), { object: 'chat.completion' })}\n\n`,
  ],
  ['before a call', `${chunk(said('Good day.'))}${chunk({ tool_calls: [call] })}${STOP}`],
  [
    'beside a text of its own',
    `${chunk(said('Bonjour.'))}${chunk({ content: 'Good day.' })}${chunk(said('Encore.'))}${STOP}`,
  ],
  ['beside a text in one piece', whole({ ...said('Bonjour.'), content: 'Good day.' })],
])('an answer in sound is read by its transcript: %s', async (_, body) => {
  const { events, error } = await answered(body)
  expect(error).toBeUndefined()
  const texts = events.map((event) => (event.type === 'text' ? event.text : ''))
  expect(texts.join('')).toBe('Good day.')
})
