import { describe, expect, test } from 'vitest'

import { answered } from '#testing/endpoint-model.ts'
import { chunk } from '#testing/scripted-endpoint.ts'

import { EndMarks } from './end-marks.ts'

const told = (pieces: string[], isCut = false) => {
  const marks = new EndMarks()
  return [...pieces.map((piece) => marks.take(piece)), marks.end({ isCut })].join('')
}

const expectAlways = (text: string, expected: string) => {
  expect(told([text])).toBe(expected)
  expect(told(text.split(''))).toBe(expected)
  for (let at = 1; at < text.length; at += 1) {
    expect(told([text.slice(0, at), text.slice(at)])).toBe(expected)
  }
}

describe('the mark with which a template ends an answer', () => {
  test.each([
    '<|im_end|>',
    '<|eot_id|>',
    '<|eom_id|>',
    '<end_of_turn>',
    '<turn|>',
    '</s>',
    '<|end|>',
    '<|endoftext|>',
    '<|end_of_text|>',
    '<｜end▁of▁sentence｜>',
    '<|im_end|>\n',
    '<|im_end|><|endoftext|>',
    '<|im_end|>\n<|im_end|>\n',
    ' </s>',
  ])('%j is dropped, however it is cut', (mark) => {
    for (const text of ['Yes.', 'a < b', '```js\n1 <\n```\n', 'Ja, 漢字', '']) {
      const isApart = mark.startsWith(' ') && text !== '' && !/[.\n]$/.test(text)
      if (isApart) continue
      expectAlways(text + mark, text + (mark.startsWith(' ') ? ' ' : ''))
    }
  })

  test.each([
    'a <|im_end',
    'a <',
    'a </',
    '<|im_end|> ends a turn.',
    'Each turn ends with `<|im_end|>`.',
    'A turn of ChatML ends with <|im_end|>',
    'Write `<|im_end|>`:\nHi<|im_end|>',
    '<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>',
    'It was <s>80 and is 70</s>',
    'It was <s>80</s>, <s>70</s>',
    '<ul><li>one</li></ul>',
    'a <|im_end|>x',
    'Vec<end_of_turn',
  ])('is text elsewhere: %j', (text) => expectAlways(text, text))

  test('is text where the answer was cut off behind it', () => {
    expect(told(['Yes.<|im_', 'end|>'], true)).toBe('Yes.<|im_end|>')
  })

  test('is dropped where thoughts come first, and a call follows', async () => {
    const call = { index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }
    const pieces = ['<think>Hm.</think>Yes.', '<|im_', 'end|>']
    const text = pieces.map((content) => chunk({ content })).join('')
    const stop = chunk({}, { finish_reason: 'stop' })
    for (const body of [
      text + stop,
      `${text}${chunk({ tool_calls: [call] })}${stop}`,
      `data: ${JSON.stringify({ choices: [{ message: { content: pieces.join('') }, finish_reason: 'stop' }] })}\n\n`,
      JSON.stringify({ choices: [{ message: { content: pieces.join('') } }] }),
    ]) {
      const { events, error } = await answered(body)
      expect(error).toBeUndefined()
      const texts = events.map((event) => (event.type === 'text' ? event.text : ''))
      expect(texts.join('')).toBe('Yes.')
    }
  })

  test('costs no more the longer a text without an end of it is', () => {
    const marks = new EndMarks()
    const piece = '<|im_end|> <'.repeat(20)
    for (let count = 0; count < 2000; count += 1) marks.take(piece)
    expect(marks.take('<|im_end|>'.repeat(1000)).length).toBeGreaterThan(9000)
  })
})
