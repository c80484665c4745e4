import { expect, test } from 'vitest'

import { answered, callsIn } from '#testing/endpoint-model.ts'
import { chunk } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'stop' })

test('pieces of text that come together go on as one, in their place among the rest', async () => {
  const call = chunk({
    tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{"a":1}' } }],
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
  const pieces = [
    begin(0),
    more(0, '{"a"'),
    more(0, ':1'),
    begin(1),
    more(1, '{"b":'),
    more(0, '}'),
  ]
  const { events } = await answered(`${pieces.join('')}${more(1, '2}')}${STOP}`)
  expect(callsIn(events)).toEqual([
    ['f', '{"a":1}'],
    ['f', '{"b":2}'],
  ])
  expect(events.filter(({ type }) => type === 'tool_call_arguments')).toHaveLength(4)
})

test('what goes on as one is no longer than a delta', async () => {
  const piece = 'x'.repeat(6000)
  const { events } = await answered(`${chunk({ content: piece }).repeat(5)}${STOP}`)
  const texts = events.flatMap((event) => (event.type === 'text' ? [event.text.length] : []))
  expect(texts).toEqual([12_000, 12_000, 6000])
})
