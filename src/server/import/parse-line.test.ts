import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import {
  assistantLine as assistant,
  importedLine as imported,
  lineBytes as bytes,
  parseLine,
  runLine as run,
  threadLine as thread,
  userLine as user,
} from '#testing/import-lines.ts'

import { BadLine } from './bad-line.ts'
import { printable } from './parse-line.ts'

test('a blank line is passed over', () => {
  expect(parseLine(bytes(' \r'))).toBeUndefined()
})

test('the least line that the README shows is taken; what has no time came with the one before', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
  const least = /`(\{"created_at": .*\})`/.exec(readme)?.[1] ?? ''
  expect(imported(least).messages).toMatchObject([
    { role: 'user', created_at: 1_700_000_000, completed_at: 1_700_000_000 },
  ])
  const { created_at: _, ...timeless } = user
  const messages = [timeless, user, timeless]
  const times = imported({ ...thread, messages, runs: [] }).messages.map((made) => made.created_at)
  expect(times).toEqual([100, 101, 101])
})

test('the same content gives the same ids, whatever the order of its keys', () => {
  const turned = Object.fromEntries(Object.entries(thread).toReversed())
  expect(imported(turned)).toEqual(imported(thread))
  expect(imported({ ...thread, created_at: 99 }).thread.id).not.toBe(imported(thread).thread.id)
})

test('ids, times and states that the source gives are kept; lists newest first are turned', () => {
  const {
    thread: made,
    messages,
    runs,
  } = imported({
    id: 'thread_abc',
    created_at: 100,
    messages: {
      object: 'list',
      has_more: false,
      data: [
        {
          ...assistant,
          id: 'msg_2',
          thread_id: 'thread_abc',
          run_id: 'run_1',
          assistant_id: 'asst_1',
          status: 'incomplete',
          incomplete_details: { reason: 'max_tokens' },
        },
        { ...user, id: 'msg_1', thread_id: 'thread_abc' },
      ],
    },
    runs: [
      {
        id: 'run_1',
        assistant_id: 'asst_1',
        status: 'completed',
        created_at: 101,
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
        steps: [
          {
            id: 'step_1',
            type: 'message_creation',
            step_details: { type: 'message_creation', message_creation: { message_id: 'msg_2' } },
          },
        ],
      },
    ],
  })
  expect(made.id).toBe('thread_abc')
  expect(messages.map((message) => message.id)).toEqual(['msg_1', 'msg_2'])
  expect(messages[1]).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_tokens' },
    run_id: 'run_1',
  })
  expect(runs).toMatchObject([
    {
      run: { id: 'run_1', assistant_id: 'asst_1', usage: { total_tokens: 3 } },
      steps: [{ id: 'step_1' }],
    },
  ])
})

test('a line that is not UTF-8 or too long is refused', () => {
  expect(() => parseLine(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('not UTF-8 text')
  expect(() => parseLine(undefined)).toThrow('longer than 64 MiB')
})

test('a reason cannot steer the terminal', () => {
  expect(printable('\u001b[2J\u202eevil\r\n')).toBe('�[2J�evil��')
  expect(() => parseLine(bytes('\u001b[2Jx'))).toThrow(/^not JSON: [^[]*�\[2J/)
})

test.each([
  ['tool_resources', { ...thread, tool_resources: { code_interpreter: [] } }],
  ['tool_resources', { ...thread, tool_resources: { file_search: { vector_store_ids: 'vs_1' } } }],
  [
    'truncation_strategy',
    {
      ...thread,
      runs: [{ ...run, truncation_strategy: { type: 'last_messages', last_messages: '5' } }],
    },
  ],
  ['temperature', { ...thread, runs: [{ ...run, temperature: 'hot' }] }],
  [
    'attachments',
    { ...thread, messages: [{ ...user, attachments: [{ file_id: 'file-1', tools: 'all' }] }] },
  ],
  [
    'step_details',
    {
      ...thread,
      runs: [
        {
          ...run,
          steps: [{ type: 'message_creation', step_details: { type: 'message_creation' } }],
        },
      ],
    },
  ],
])('%s that no reader could parse is refused, and named', (name, line) => {
  expect(() => imported(line)).toThrow(BadLine)
  expect(() => imported(line)).toThrow(name)
})

test('whole documents are told what is wanted', () => {
  const wanted = /expected one thread a line/
  expect(() => imported([thread])).toThrow(wanted)
  expect(() => imported([{ title: 'A', mapping: {} }])).toThrow(/conversations\.json/)
  expect(() => imported('[')).toThrow(wanted)
  expect(() => imported('{')).toThrow(wanted)
})

test.each([
  ['metadata', '{"created_at":1,"metadata":{"__proto__":"x"},"messages":[]}', 'metadata: '],
  [
    'escapes',
    '{"created_at":1,"metadata":{"_\\u005fproto\\u005f_":"x"},"messages":[]}',
    'metadata: ',
  ],
  ['the thread', '{"created_at":1,"__proto__":{"messages":[]},"messages":[]}', ''],
  [
    'a part of a type that is kept whole',
    '{"created_at":1,"messages":[{"role":"user","created_at":1,"content":[{"type":"x","__proto__":{}}]}]}',
    'messages[0].content[0]: ',
  ],
])('the key __proto__ is refused in %s', (_, line, place) => {
  expect(() => parseLine(bytes(line))).toThrow(
    new BadLine(`${place}the key __proto__ cannot be kept`),
  )
})

test('other names that objects have are kept', () => {
  const metadata = { constructor: 'a', toString: 'b', prototype: '__proto__' }
  expect(imported({ created_at: 1, metadata, messages: [] }).thread.metadata).toEqual(metadata)
})

const refused: [string, unknown, string | RegExp][] = [
  ['not JSON', '{"object":', /^not JSON/],
  ['an array', [], /one thread a line/i],
  ['no messages', { object: 'thread', created_at: 1 }, /^messages: /],
  ['another object', { ...thread, object: 'assistant' }, /^object: /],
  [
    'a time in milliseconds',
    { ...thread, created_at: 1_700_000_000_000 },
    /^created_at: .*milliseconds/,
  ],
  ['a time in words', { ...thread, created_at: 'today' }, /^created_at: /],
  ['metadata that is not text', { ...thread, metadata: { vip: true } }, /^metadata\.vip: /],
  ['an id of another kind', { ...thread, id: 'msg_1' }, /^id: expected thread_/],
  ['an id with a path in it', { ...thread, id: 'thread_../../x' }, /^id: /],
  [
    'the same id twice',
    {
      ...thread,
      messages: [
        { ...user, id: 'msg_1' },
        { ...user, id: 'msg_1' },
      ],
    },
    'msg_1 occurs twice',
  ],
  [
    "another thread's message",
    { ...thread, id: 'thread_a', messages: [{ ...user, thread_id: 'thread_b' }] },
    /another thread/,
  ],
  [
    'one page of more',
    { ...thread, messages: { object: 'list', data: [], has_more: true } },
    /^messages: is one page/,
  ],
  [
    'bottomless nesting',
    `{"created_at":1,"messages":[],"x":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    /nested deeper/,
  ],
]

test.each(refused)('%s is refused with the reason', (_, value, reason) => {
  expect(() => parseLine(bytes(value))).toThrow(BadLine)
  expect(() => parseLine(bytes(value))).toThrow(reason)
})
