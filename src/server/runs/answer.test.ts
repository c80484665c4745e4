import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'
import { buildRun } from '#testing/builders.ts'
import { sequentialIds } from '#testing/ids.ts'
import { violations } from '#testing/stream-rules.ts'

import { Answer } from './answer.ts'
import { coalesce } from './coalesce.ts'
import type { LogEntry } from './pieces.ts'

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
type Part = Parameters<Answer['take']>[0]

const answer = (parts: Part[], reason?: 'max_tokens' | 'content_filter') => {
  const entries: LogEntry[] = []
  const log = { add: (entry: LogEntry) => void entries.push(entry) }
  const run = buildRun({ status: 'in_progress' })
  const taken = new Answer(run, log, sequentialIds(), () => 2000)
  for (const part of parts) taken.take(part)
  const conclusion = taken.conclude(usage, reason)
  const events = [...entries, conclusion.entry].flatMap((entry) => entry.events)
  const end: StreamEvent =
    conclusion.type === 'calls'
      ? { event: 'thread.run.requires_action', data: run }
      : { event: 'thread.run.completed', data: run }
  return { conclusion, events: [...events, end] }
}
const names = (events: StreamEvent[]) => events.map(({ event }) => event.replace('thread.', ''))

const MESSAGE = [
  'run.step.created',
  'run.step.in_progress',
  'message.created',
  'message.in_progress',
]

test('text makes a message, blank beginnings kept with it', () => {
  const { events } = answer([
    { type: 'text', text: '\n' },
    { type: 'text', text: ' ' },
    { type: 'text', text: 'Hel' },
    { type: 'text', text: 'lo ' },
  ])
  expect(names(events)).toEqual([
    ...MESSAGE,
    'message.delta',
    'message.delta',
    'message.completed',
    'run.step.completed',
    'run.completed',
  ])
  expect(events.at(-3)?.data).toMatchObject({ content: [{ text: { value: '\n Hello ' } }] })
  expect(violations(events)).toEqual([])
})

test('calls after a text: the message ends first, its usage is told with the calls', () => {
  const { events, conclusion } = answer([
    { type: 'text', text: 'Let me see.' },
    { type: 'tool_call', index: 0, name: 'f' },
    { type: 'tool_call_arguments', index: 0, arguments: '{}' },
    { type: 'text', text: 'dropped' },
  ])
  expect(names(events)).toEqual([
    ...MESSAGE,
    'message.delta',
    'message.completed',
    'run.step.completed',
    'run.step.created',
    'run.step.in_progress',
    'run.step.delta',
    'run.step.delta',
    'run.requires_action',
  ])
  expect(events[6]?.data).toMatchObject({ usage: null })
  expect(conclusion).toMatchObject({
    required_action: {
      type: 'submit_tool_outputs',
      submit_tool_outputs: {
        tool_calls: [{ type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
    },
  })
})

test('an answer of nothing is an empty message, which clients can read', () => {
  const { events } = answer([{ type: 'text', text: '  ' }])
  expect(names(events)).toEqual([
    ...MESSAGE,
    'message.completed',
    'run.step.completed',
    'run.completed',
  ])
  expect(events[4]?.data).toMatchObject({ content: [{ type: 'text', text: { value: '' } }] })
})

test('a refusal is a part of its own', () => {
  const { events } = answer([
    { type: 'refusal', text: 'No' },
    { type: 'refusal', text: '.' },
  ])
  expect(events[4]?.data).toMatchObject({ content: [{ type: 'refusal', refusal: 'No.' }] })
})

test('calls that are cut off fail their step', () => {
  const { conclusion, events } = answer([{ type: 'tool_call', index: 3, name: 'f' }], 'max_tokens')
  expect(conclusion.type).toBe('broken calls')
  expect(names(events).at(-2)).toBe('run.step.failed')
})

const text = fc.string({ maxLength: 5 })
const index = fc.integer({ min: -1, max: 3 })
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text }),
  fc.record({ type: fc.constant('refusal' as const), text }),
  fc.record({ type: fc.constant('tool_call' as const), index, name: text }),
  fc.record({ type: fc.constant('tool_call_arguments' as const), index, arguments: text }),
)

test('whatever a model says, the stream obeys the strictest client, also with its deltas joined', () => {
  const reason = fc.constantFrom(undefined, 'max_tokens' as const, 'content_filter' as const)
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), reason, (parts, why) => {
      const { events } = answer(parts, why)
      expect(violations(events)).toEqual([])
      const joined = events.reduce<StreamEvent[]>((so, event) => {
        const last = so.at(-1)
        const both = last && coalesce(last, event)
        return both ? [...so.slice(0, -1), both] : [...so, event]
      }, [])
      expect(violations(joined)).toEqual([])
    }),
  )
})
