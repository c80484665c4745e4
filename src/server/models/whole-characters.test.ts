import { expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './model.ts'
import { wholeCharacters } from './whole-characters.ts'

const FINISH: ModelEvent = {
  type: 'finish',
  reason: 'stop',
  usage: { prompt_tokens: 1, completion_tokens: 1 },
}
const CALL: ModelEvent = { type: 'tool_call', index: 0, name: 'f' }
const text = (value: string): ModelEvent => ({ type: 'text', text: value })
const refusal = (value: string): ModelEvent => ({ type: 'refusal', text: value })
const given = (value: string, index = 0): ModelEvent => ({
  type: 'tool_call_arguments',
  index,
  arguments: value,
})

test.each<[string, ModelEvent[], ModelEvent[]]>([
  ['text', [text('A \ud83d'), text('\ude00 B')], [text('A '), text('😀 B')]],
  ['halves alone', [text('\ud83d'), text(''), text('\ude00')], [text('😀')]],
  ['a refusal', [refusal('A \ud83d'), refusal('\ude00')], [refusal('A '), refusal('😀')]],
  [
    'arguments of calls side by side',
    [given('"\ud83d'), given('"\ud83d', 1), given('\ude00"'), given('\ude01"', 1)],
    [given('"'), given('"', 1), given('😀"'), given('😁"', 1)],
  ],
  ['a first half at the end', [text('A \ud83d')], [text('A '), text('\ufffd')]],
  ['a first half before a call', [text('A \ud83d'), CALL], [text('A '), text('\ufffd'), CALL]],
  [
    'arguments around the begin of another call',
    [given('"\ud83d', 1), CALL, given('\ude00"', 1)],
    [given('"', 1), CALL, given('😀"', 1)],
  ],
  ['a second half alone', [text('A \ude00 B')], [text('A \ufffd B')]],
  [
    'first halves in a row',
    [text('\ud83d'), text('\ud83d'), text('x')],
    [text('\ufffd'), text('\ufffdx')],
  ],
])('%s: characters are told whole', async (_, events, told) => {
  const stream = (async function* () {
    yield* [...events, FINISH]
  })()
  const seen: ModelEvent[] = []
  for await (const event of wholeCharacters(stream)) seen.push(event)
  expect(seen).toEqual([...told, FINISH])
})

test('an endpoint that cuts a character in two', async () => {
  const { baseUrl } = await endpoint(
    sse(
      chunk({ content: 'A \ud83d' }),
      // Keeps the two from being read as one.
      chunk({ reasoning_content: 'hm' }),
      chunk({ content: '\ude00 B' }),
      chunk({}, { finish_reason: 'stop' }),
    ),
  )
  const { events } = await collect(modelAt(baseUrl), ask())
  const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []))
  expect(texts.every((each) => each.isWellFormed())).toBe(true)
  expect(texts.join('')).toBe('A 😀 B')
})
