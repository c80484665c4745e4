import { expect, test } from 'vitest'

import { MAX_ANNOTATIONS } from '#contract/message.ts'
import {
  importedLine as imported,
  lineBytes as bytes,
  threadLine as thread,
  userLine as user,
} from '#testing/import-lines.ts'

import { BadLine } from './bad-line.ts'
import { parseLine } from './parse-line.ts'

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

test('parts and annotations have the form in which they are read', () => {
  const image = { type: 'image_url', image_url: { url: 'https://example.org/a.png' } }
  const cited = { type: 'url_citation', url_citation: { url: 'https://example.org' } }
  const extra = { newer_than_ours: true }
  const content = [
    { ...image, ...extra },
    { type: 'text', text: { value: 'a', annotations: [{ ...cited, ...extra }], ...extra } },
  ]
  const { messages } = imported({ ...thread, messages: [{ ...user, content }] })
  const span = { text: '', start_index: 0, end_index: 0 }
  expect(messages[0]?.content).toEqual([
    image,
    { type: 'text', text: { value: 'a', annotations: [{ ...cited, ...span }] } },
  ])
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
  [
    'a part of no type of the wire',
    { ...thread, messages: [{ ...user, content: [{ type: 'hologram', hologram: { depth: 3 } }] }] },
    'messages[0].content[0].type: expected one of text, image_file, image_url, refusal',
  ],
  [
    'an annotation of no type of the wire',
    {
      ...thread,
      messages: [
        {
          ...user,
          content: [{ type: 'text', text: { value: 'a', annotations: [{ type: 'new' }] } }],
        },
      ],
    },
    'messages[0].content[0].text.annotations[0].type: expected one of file_citation, file_path, url_citation',
  ],
  [
    'a citation of nothing',
    {
      ...thread,
      messages: [
        {
          ...user,
          content: [
            {
              type: 'text',
              text: { value: 'a', annotations: [{ type: 'url_citation', url_citation: 5 }] },
            },
          ],
        },
      ],
    },
    /^messages\[0\]\.content\[0\]\.text\.annotations\[0\]\.url_citation: /,
  ],
  [
    'an address of no image',
    {
      ...thread,
      messages: [
        { ...user, content: [{ type: 'image_url', image_url: { url: 'javascript:alert(1)' } }] },
      ],
    },
    'messages[0].content[0].image_url.url: expected a valid URL',
  ],
  [
    'too many pairs of metadata',
    {
      ...thread,
      messages: [
        { ...user, metadata: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [at, ''])) },
      ],
    },
    'messages[0].metadata: too many properties, at most 16',
  ],
  [
    'too long a value of metadata',
    { ...thread, metadata: { kind: 'x'.repeat(513) } },
    /^metadata\.kind: .*512 characters/,
  ],
  [
    'too long a key of metadata',
    { ...thread, metadata: { ['k'.repeat(65)]: '' } },
    /^metadata\.k+: .*64 characters/,
  ],
]

test.each(refused)('%s is refused with the reason', (_, value, reason) => {
  expect(() => parseLine(bytes(value))).toThrow(BadLine)
  expect(() => parseLine(bytes(value))).toThrow(reason)
})
