import { describe, expect, it } from 'vitest'

import { addEvent } from '#console/api/add-event.ts'
import { emptyLiveRun, type LiveRun } from '#console/api/live-run.ts'
import { Message } from '#contract/message.ts'
import { Run } from '#contract/run.ts'

import { eventRows } from './event-rows.ts'
import { checkOutput } from './output-check.ts'
import { endingOf } from './run-words.ts'

const run = (change: object) =>
  Run.parse({
    id: 'run_1',
    object: 'thread.run',
    created_at: 1,
    thread_id: 'thread_1',
    status: 'completed',
    ...change,
  })

describe('endingOf', () => {
  it('has nothing to say of a run that ended well, or goes on', () => {
    expect(endingOf(run({}))).toBeUndefined()
    expect(endingOf(run({ status: 'in_progress' }))).toBeUndefined()
  })

  it('tells why in words, with what the server said', () => {
    const error = { code: 'rate_limit_exceeded', message: 'Slow down.' }
    expect(endingOf(run({ status: 'failed', last_error: error }))).toEqual({
      tone: 'error',
      words: 'The model refused: too many requests, or the quota is used up.',
      detail: 'Slow down.',
    })
    expect(endingOf(run({ status: 'failed', last_error: { code: 'new', message: 'x' } }))).toEqual({
      tone: 'error',
      words: 'The run failed.',
      detail: 'x',
    })
  })

  it('tells of a completed run that was cut short all the same', () => {
    const cut = run({ incomplete_details: { reason: 'max_completion_tokens' } })
    expect(endingOf(cut)?.tone).toBe('attention')
  })

  it('finds in the message the reason that the run does not tell', () => {
    const message = Message.parse({
      id: 'msg_1',
      object: 'thread.message',
      created_at: 1,
      thread_id: 'thread_1',
      role: 'assistant',
      content: [],
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
    })
    expect(endingOf(run({ status: 'incomplete' }), [message])?.words).toBe(
      'The content filter stopped the answer.',
    )
  })
})

it.each([
  ['', 'empty'],
  ['{"a": 1}', 'json'],
  ['42', 'json'],
  ['all good', 'text'],
  ['{"a": ', 'broken'],
])('takes %j for %s', (output, check) => {
  expect(checkOutput(output)).toBe(check)
})

describe('eventRows', () => {
  const names = ['thread.run.created', ...Array<string>(3).fill('thread.message.delta')]
  const live = names.reduce<LiveRun>(
    (before, name, at) =>
      addEvent(before, { sequence: at + 1, at, name, data: { id: 'x' } }, undefined),
    emptyLiveRun('thread_1', 'run_1'),
  )

  it('makes deltas in a row one line', () => {
    expect(eventRows(live, new Set()).map(({ name, count }) => [name, count])).toEqual([
      ['thread.run.created', 1],
      ['thread.message.delta', 3],
    ])
  })

  it('opens a line to its events', () => {
    const [, group] = eventRows(live, new Set())
    const rows = eventRows(live, new Set([group?.key ?? '']))
    expect(rows.map(({ event }) => event?.sequence)).toEqual([1, undefined, 2, 3, 4])
  })
})
