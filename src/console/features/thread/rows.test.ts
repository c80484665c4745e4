import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'

import { Message } from '#contract/message.ts'
import { Run } from '#contract/run.ts'

import { type RowsInput, guessHeight, rowsOf } from './rows.ts'

const DAY = 86_400

const message = (id: string, created_at: number, run_id: string | null = null) =>
  z.parse(Message, {
    id,
    object: 'thread.message',
    created_at,
    thread_id: 'thread_1',
    role: run_id === null ? 'user' : 'assistant',
    content: [{ type: 'text', text: { value: 'Text', annotations: [] } }],
    run_id,
  })

const run = (id: string, created_at: number) =>
  z.parse(Run, { id, object: 'thread.run', created_at, thread_id: 'thread_1', status: 'completed' })

const keys = (input: Partial<RowsInput>) =>
  rowsOf({ messages: [], runs: [], streamingIds: [], hasOlder: false, hasNewer: false, ...input })
    .filter(({ kind }) => kind !== 'day')
    .map(({ key }) => key)

/** Which messages have metadata that tells nothing apart. */
const usual = (...metadata: Record<string, string>[]) =>
  rowsOf({
    messages: metadata.map((pairs, at) => ({ ...message(`msg_${at}`, at), metadata: pairs })),
    runs: [],
    streamingIds: [],
    hasOlder: false,
    hasNewer: false,
  }).flatMap((row) => (row.kind === 'message' ? row.hasUsualMetadata : []))

describe('rowsOf', () => {
  it('tells metadata that stands out from what most messages have', () => {
    const imported = (id: string) => ({ source: 'mail', id })
    expect(usual(imported('1'), imported('2'), { id: '3', source: 'mail' })).toEqual(
      Array.from({ length: 3 }, () => true),
    )
    expect(usual(imported('1'), imported('2'), { ...imported('3'), flag: 'late' })).toEqual([
      true,
      true,
      false,
    ])
    expect(usual({}, {}, { flag: 'late' }).at(-1)).toBe(false)
    expect(usual({ flag: 'late' })).toEqual([false])
    expect(usual({ flag: 'late' }, { source: 'mail' })).toEqual([false, false])
  })

  const messages = [
    message('msg_1', 100),
    message('msg_2', 103, 'run_1'),
    message('msg_3', 104, 'run_1'),
  ]

  it('puts a run once, before its first message, known or not', () => {
    expect(keys({ messages })).toEqual(['msg_1', 'run_1', 'msg_2', 'msg_3'])
    expect(keys({ messages, runs: [run('run_1', 101)] })).toEqual([
      'msg_1',
      'run_1',
      'msg_2',
      'msg_3',
    ])
  })

  it('puts a run without messages after what it answers, in the same second too', () => {
    expect(keys({ messages, runs: [run('run_0', 100)] })).toEqual([
      'msg_1',
      'run_0',
      'run_1',
      'msg_2',
      'msg_3',
    ])
    expect(keys({ messages, runs: [run('run_2', 104)] }).at(-1)).toBe('run_2')
  })

  it('puts runs without messages after what each answers, all in one second', () => {
    const asked = ['msg_1', 'msg_2', 'msg_3'].map((id) => message(id, 100))
    const runs = ['run_3', 'run_2', 'run_1'].map((id) => run(id, 100))
    expect(keys({ messages: [...asked, message('msg_4', 100, 'run_3')], runs })).toEqual([
      'msg_1',
      'run_1',
      'msg_2',
      'run_2',
      'msg_3',
      'run_3',
      'msg_4',
    ])
  })

  it('leaves out runs whose place is not loaded', () => {
    const runs = [run('run_0', 50), run('run_9', 900)]
    expect(keys({ messages, runs, hasOlder: true, hasNewer: true })).not.toContain('run_0')
    expect(keys({ messages, runs, hasOlder: true, hasNewer: true })).not.toContain('run_9')
    expect(keys({ messages, runs })[0]).toBe('run_0')
    // Of the second in which what is loaded begins or ends, a part is not loaded.
    const atEdges = [run('run_at_start', 100), run('run_at_end', 104)]
    expect(keys({ messages, runs: atEdges, hasOlder: true, hasNewer: true })).toEqual(
      keys({ messages }),
    )
  })

  it('appends a message that only its stream has told of, once, and at the end alone', () => {
    expect(keys({ messages, streamingIds: ['msg_3', 'msg_4'] }).slice(-2)).toEqual([
      'msg_3',
      'msg_4',
    ])
    expect(keys({ messages, streamingIds: ['msg_4'], hasNewer: true })).not.toContain('msg_4')
  })

  it('names a day where it begins, above the first row only when nothing is older', () => {
    const days = (hasOlder: boolean) =>
      rowsOf({
        messages: [
          message('msg_1', 10 * DAY),
          message('msg_2', 10 * DAY + 60),
          message('msg_3', 12 * DAY),
        ],
        runs: [],
        streamingIds: [],
        hasOlder,
        hasNewer: false,
      }).flatMap(({ kind, key }) => (kind === 'day' ? [key] : []))
    expect(days(false)).toEqual(['day msg_1', 'day msg_3'])
    expect(days(true)).toEqual(['day msg_3'])
  })

  it('has unique keys', () => {
    const all = keys({
      messages,
      runs: [run('run_1', 1), run('run_2', 103)],
      streamingIds: ['msg_9'],
    })
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('guessHeight', () => {
  it('grows with the text, up to where it is collapsed', () => {
    const long = (value: string) => ({
      ...message('msg_1', 1),
      content: [{ type: 'text' as const, text: { value, annotations: [] } }],
    })
    expect(guessHeight(long('x'.repeat(800)))).toBeGreaterThan(guessHeight(long('x')))
    expect(guessHeight(long('x'.repeat(150_000)))).toBeLessThan(3_000)
  })
})

it('a run by the assistant and model of the one before it repeats it', () => {
  const runs = [
    { ...run('run_1', 10), model: 'a' },
    { ...run('run_2', 20), model: 'a' },
    { ...run('run_3', 30), model: 'b' },
  ]
  const rows = rowsOf({ messages: [], runs, streamingIds: [], hasOlder: false, hasNewer: false })
  const repeats = rows.flatMap((row) => (row.kind === 'run' ? [row.repeats] : []))
  expect(repeats).toEqual([false, true, false])
})
