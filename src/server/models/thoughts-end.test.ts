import { expect, test } from 'vitest'

import { afterThoughts, thoughtsEnd } from './thoughts-end.ts'

test.each<[string, string]>([
  ['Okay, a greeting.\n</think>\n\nHello there.', 'Hello there.'],
  ['Okay.\r\n</think>\r\n\r\nHello.', 'Hello.'],
  ['Okay.</think>Hello.', 'Hello.'],
  ['好的。</think>\n你好。', '你好。'],
  ['Hm\n</think>Hello.', 'Hello.'],
  ['</think>\n\nHello.', 'Hello.'],
  ['```\na\n```\nSo.\n</think>\nHello.', 'Hello.'],
  ['`</think>` ends it.\n</think>\nHello.', 'Hello.'],
  ['It is 5` long\n</think>\nHello.', 'Hello.'],
  ['Only thoughts.\n</think>\n', ''],
])('%j has thoughts', (text, answer) => expect(afterThoughts(text)).toBe(answer))

test.each([
  'Hello.',
  'The mark </think> ends it.',
  'The mark is\n</think> in a line.',
  '`a.</think>`',
  '``a ` b.</think>b``',
  '```\n</think>\n```\nHello.',
  '~~~~\n~~~\n</think>\n~~~~',
  '```html\n```js\n</think>\n```',
  '<think>\nHm.\n</think>\nHello.',
  'They say\n<think>\nHm.\n</think>\nand then.',
])('%j is text', (text) => expect(afterThoughts(text)).toBe(text))

test('where a text is known to begin with thoughts, any mark outside code ends them', () => {
  expect(thoughtsEnd('Hm</think> Hello', true)).toBe(10)
  expect(thoughtsEnd('Hm `</think>` Hello', true)).toBeUndefined()
})

test.each(['`', '</think>', '~~~\n', '```\n', ' ', '<think>', '`</think>\n', 'a '])(
  'no more is looked at of many %j than there is',
  (one) => {
    const before = process.cpuUsage().user
    thoughtsEnd(`${one.repeat(Math.floor(1_000_000 / one.length))} </think> a`)
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000)
  },
)
