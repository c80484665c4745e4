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

const calling = (asked: string, output: string) =>
  textsOfStep(
    buildRunStep({
      step_details: {
        type: 'tool_calls',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'trace', arguments: asked, output } },
        ],
      },
    }),
  )

test.each([
  ['refund', '"refund granted by'],
  ['granted', 'refund granted by "Bob"'],
  ['by "Bob"', 'refund granted by "Bob" at'],
  ['münchen', 'at München, 東京'],
  ['munchen', 'at München, 東京'],
  ['東京', 'at München, 東京'],
  ['c temp', 'C:\\temp/new'],
  ['wombat', '{ "tag": "wombat 🦘" }'],
])('%s is found in JSON whose strings are escaped, and read there', (words, around) => {
  const said = String.raw`{"was":"refund\ngranted\tby \"Bob\" at M\u00fcnchen, \u6771\u4EAC","in":"C:\\temp\/new"}`
  const asked = String.raw`{ "tag": "wombat \ud83e\udd98" }`
  const [{ text } = { text: '' }] = calling(asked, said)
  const terms = phraseOf(words)
  expect(` ${termsOf(text)} `).toContain(` ${terms.join(' ')} `)
  expect(snippetsFor([{ terms, isPrefix: false }])(text).text).toContain(around)
})

test.each([
  // It may be a path, or a text that is cut off.
  String.raw`C:\new\table`,
  String.raw`{"was":"refund\ngran`,
])('what is no JSON, as %s, stands as it is', (output) => {
  expect(
    calling(output, output)[0]
      ?.text.split('\u2029')
      .map((each) => each.trim()),
  ).toEqual(['trace', output, output])
})

test('half of a character in JSON is none', () => {
  const [{ text } = { text: '' }] = calling('{}', String.raw`{"a":"\ud83e wombat"}`)
  expect(text.isWellFormed()).toBe(true)
})

test('what stands between texts is not shown', () => {
  const [text = ''] = texts
  const snippetOf = snippetsFor([{ terms: ['refunded'], isPrefix: false }])
  expect(snippetOf(text).text).toBe('One **late** parcel - refunded - at once')
  expect(snippetOf(text, { isMarkdown: true }).text).toBe('One late parcel refunded at once')
})

test('what an assistant refuses is found', () => {
  const refused = {
    ...message,
    content: [{ type: 'refusal' as const, refusal: 'Not zanzibarese.' }],
  }
  expect(textsOfMessage(refused, []).map(({ text }) => text)).toContain('Not zanzibarese.')
})
