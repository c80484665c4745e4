import { expect, test } from 'vitest'

import type { Annotation, Message } from '#contract/message.ts'
import { buildMessage, textPart } from '#testing/builders.ts'
import { growthOf, SQUARE } from '#testing/growth.ts'

import { endingWords, messageState, plainText } from './message-words.ts'

const copied = (
  value: string,
  annotations: Annotation[] = [],
  role: 'user' | 'assistant' = 'assistant',
) => {
  const part = textPart(value)
  if (part.type === 'text') part.text.annotations = annotations
  return plainText(buildMessage({ role, content: [part] }))
}

const citation = (text: string, part: string): Annotation => ({
  type: 'file_citation',
  text: part,
  start_index: text.indexOf(part),
  end_index: text.indexOf(part) + part.length,
  file_citation: { file_id: 'file-a' },
})

test.each([
  ['Due now【6:0†fare-rules.md】, the bag too 【6:1†a.pdf】.', 'Due now, the bag too.'],
  ['One【1:0†a】【1:1†b】 and two 【2:0†c】', 'One and two'],
  ['**So**【4:0†source】 it is', '**So** it is'],
  ['【重点】 stays', '【重点】 stays'],
])('copied text has no markers: %s', (text, wanted) => expect(copied(text)).toBe(wanted))

test('nor annotated ones of another form', () => {
  const text = 'It is so【source 3】.'
  expect(copied(text, [citation(text, '【source 3】')])).toBe('It is so.')
})

test('text that can be read stays, annotated or not', () => {
  const text = 'As the docs say'
  expect(copied(text, [citation(text, 'the docs')])).toBe(text)
})

test('a user’s text is copied as typed', () => {
  const text = '  what is 【6:0†fare-rules.md】 ?  '
  expect(copied(text, [], 'user')).toBe(text)
})

test('an answer is spoken without the marks of Markdown', () => {
  const text = '## Done\n\nThe **scripted model** ran `ls`, see [the log](https://example.com/log).'
  const message = buildMessage({ role: 'assistant', content: [textPart(text)] })
  expect(endingWords(message)).toBe('Answer finished. Done The scripted model ran ls, see the log.')
  expect(endingWords(undefined)).toBe('The answer has ended.')
})

test.each([
  ['max_tokens', 'incomplete: cut off at the token limit'],
  ['later_reason', 'incomplete: later_reason'],
  ['constructor', 'incomplete: constructor'],
])('a message that is incomplete by %s is called so', (reason, words) => {
  // The type is closed, the wire is not.
  const details = { reason } as Message['incomplete_details']
  const message = { ...buildMessage(), status: 'incomplete' as const, incomplete_details: details }
  expect(messageState(message)?.words).toBe(words)
})

test.each([' ', '\uE000 ', '【', '【1:1†'])(
  'copying takes as long as the text is, were it all %j',
  (unit) => {
    expect(growthOf(unit, (text) => void copied(`【1:1†a】${text}x`))).toBeLessThan(SQUARE)
  },
)
