import { expect, test } from 'vitest'

import { phraseOf } from '#contract/words.ts'
import { buildMessage, buildRunStep } from '#testing/builders.ts'

import { textsOfMessage, textsOfStep, textsOfThread } from './documents.ts'
import { snippetsFor } from './snippet.ts'
import { termsOf } from './text/words.ts'

const part = (value: string) => ({ type: 'text' as const, text: { value, annotations: [] } })
const message = {
  ...buildMessage({ text: '', metadata: { desk: 'four', team: 'east' } }),
  content: [part('One **late** parcel'), part('- refunded'), part('- at once')],
}
const step = buildRunStep({
  step_details: {
    type: 'tool_calls',
    tool_calls: ['trace', 'find'].map((name) => ({
      id: `call_${name}`,
      type: 'function',
      function: { name, arguments: '{"tag":"wombat"}', output: 'belt nine' },
    })),
  },
})
const texts = [
  ...textsOfMessage(message, ['bill.pdf', 'photo.png']),
  ...textsOfThread({ title: 'Luggage', desk: 'four', team: 'east' }),
  ...textsOfStep(step),
].map(({ text }) => text)
const isFound = (phrase: string) =>
  texts.some((text) => ` ${termsOf(text)} `.includes(` ${phraseOf(phrase).join(' ')} `))

test.each(['late parcel', 'photo.png', 'desk: four', 'belt nine', 'tag wombat'])(
  '%j stands in one text',
  (phrase) => {
    expect(isFound(phrase)).toBe(true)
  },
)

test.each([
  'parcel refunded',
  'pdf photo',
  'four team',
  'trace tag',
  'wombat belt',
  'nine find',
  // With what stands between them.
  'parcel\u2029refunded',
])('%j stands in two texts, and is not found', (phrase) => {
  expect(isFound(phrase)).toBe(false)
})

test('what stands between texts is not shown', () => {
  const [text = ''] = texts
  const snippetOf = snippetsFor([{ terms: ['refunded'], isPrefix: false }])
  expect(snippetOf(text).text).toBe('One **late** parcel - refunded - at once')
  expect(snippetOf(text, { isMarkdown: true }).text).toBe('One late parcel refunded at once')
})
