import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'
import { anyText } from '#testing/any-text.ts'
import { buildMessage, buildRun } from '#testing/builders.ts'

import { fromStored, toStored } from './event-payload.ts'

const part = fc.record(
  {
    index: fc.nat(),
    type: fc.constantFrom('text', 'refusal'),
    text: fc.record(
      { value: anyText(), annotations: fc.constant([]) },
      { requiredKeys: ['value'] },
    ),
    extra: fc.json(),
  },
  { requiredKeys: ['index', 'type'] },
)
const delta = fc.record(
  { role: fc.constant('assistant'), content: fc.array(part, { maxLength: 2 }) },
  { requiredKeys: [] },
)

test('a message delta of any shape comes back as it went in', () => {
  fc.assert(
    fc.property(fc.string(), delta, (id, content) => {
      const event: StreamEvent = {
        event: 'thread.message.delta',
        data: { id, object: 'thread.message.delta', delta: content },
      }
      expect(fromStored(toStored(event))).toEqual(event)
    }),
    { numRuns: 500 },
  )
})

const run = buildRun()
const others: StreamEvent[] = [
  { event: 'thread.run.created', data: run },
  { event: 'thread.message.completed', data: buildMessage() },
  {
    event: 'thread.run.step.delta',
    data: { id: 'step_1', object: 'thread.run.step.delta', delta: {} },
  },
  { event: 'error', data: { message: 'no', type: 'server_error', param: null, code: null } },
  { event: 'done', data: '[DONE]' },
]

test.each(others)('$event comes back as it went in', (event) => {
  expect(fromStored(toStored(event))).toEqual(event)
})

test('appended text is stored in few bytes', () => {
  const { event, data } = toStored({
    event: 'thread.message.delta',
    data: {
      id: 'msg_000000000000000000000001',
      object: 'thread.message.delta',
      delta: { content: [{ index: 0, type: 'text', text: { value: 'word ' } }] },
    },
  })
  expect(event.length + data.length).toBeLessThan(50)
})
