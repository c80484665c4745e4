import { expect, test } from 'vitest'

import { MAX_ANNOTATIONS } from '#contract/message.ts'
import {
  importedLine as imported,
  lineBytes as bytes,
  parseLine,
  threadLine as thread,
  userLine as user,
} from '#testing/import-lines.ts'

import { BadLine } from './bad-line.ts'

test('messages keep their order, text, times and metadata', () => {
  const { messages, thread: made } = imported(thread)
  expect(made).toMatchObject({ object: 'thread', created_at: 100, metadata: { source: 'test' } })
  expect(messages).toMatchObject([
    {
      role: 'user',
      created_at: 101,
      metadata: { nick: 'ann' },
      thread_id: made.id,
      status: 'completed',
    },
    {
      content: [{ type: 'text', text: { value: 'In Leeds.', annotations: [] } }],
      created_at: 103,
      metadata: {},
    },
  ])
})

test('control characters and lone surrogates are kept', () => {
  const value = 'a\u0000b\u001b[31m\ud800'
  const content = [{ type: 'text', text: { value, annotations: [] } }]
  const metadata = { nick: value }
  const { messages } = imported({ ...thread, messages: [{ ...user, content, metadata }] })
  expect(messages[0]).toMatchObject({ content, metadata })
})

test('what is newer than ours, and metadata past the limits of clients, is kept as it came', () => {
  const metadata = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`key ${at}`, 'x'.repeat(5000)]),
  )
  const extra = { newer_than_ours: true }
  const cited = { type: 'url_citation', url_citation: { url: 'https://example.org' }, ...extra }
  const content = [
    { type: 'hologram', hologram: { depth: 3 } },
    { type: 'image_url', image_url: { url: 'https://example.org/a.png' }, ...extra },
    { type: 'text', text: { value: 'a', annotations: [{ type: 'new_kind', text: 'b' }, cited] } },
  ]
  const { messages } = imported({ ...thread, messages: [{ ...user, content, metadata }] })
  expect(messages[0]).toMatchObject({ content, metadata })
})

const refused: [string, unknown, string | RegExp][] = [
  [
    'a foreign role',
    { ...thread, messages: [{ ...user, role: 'system' }] },
    /^messages\[0\]\.role: /,
  ],
  [
    'text that is no text',
    { ...thread, messages: [{ ...user, content: [{ type: 'text', text: { value: 5 } }] }] },
    /^messages\[0\]\.content\[0\]\.text\.value: /,
  ],
  [
    'more annotations than any answer has',
    {
      ...thread,
      messages: [
        {
          ...user,
          content: [
            {
              type: 'text',
              text: { value: 'a', annotations: Array(MAX_ANNOTATIONS + 1).fill({ type: 'other' }) },
            },
          ],
        },
      ],
    },
    /^messages\[0\]\.content\[0\]\.text\.annotations: .*5000/,
  ],
]

test.each(refused)('%s is refused with the reason', (_, value, reason) => {
  expect(() => parseLine(bytes(value))).toThrow(BadLine)
  expect(() => parseLine(bytes(value))).toThrow(reason)
})
