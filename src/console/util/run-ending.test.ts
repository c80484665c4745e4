import { describe, expect, it } from 'vitest'

import { Message } from '#contract/message.ts'
import { Run } from '#contract/run.ts'
import { buildMessage, buildRun, buildRunStep, textPart } from '#testing/builders.ts'

import { endingOf } from './run-ending.ts'

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

  it('knows nothing by the names that every object has', () => {
    const error = { code: 'constructor', message: 'x' }
    expect(endingOf(run({ status: 'failed', last_error: error }))?.words).toBe('The run failed.')
    const cut = run({ status: 'incomplete', incomplete_details: { reason: 'toString' } })
    expect(endingOf(cut)).toEqual({
      tone: 'attention',
      words: 'The run ended before the answer was whole.',
      detail: 'toString',
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
    expect(endingOf(run({ status: 'incomplete' }), { messages: [message] })?.words).toBe(
      'The content filter stopped the answer.',
    )
  })
  it('says of a run that was stopped that its text is kept only where there is some', () => {
    const stopped = buildRun({ status: 'cancelled' })
    const kept = /What had been written is kept/
    const call = buildRunStep({ step_details: { type: 'tool_calls', tool_calls: [] } })
    const empty = buildMessage({ role: 'assistant', content: [] })
    for (const of of [{}, { steps: [call] }, { steps: [buildRunStep()], messages: [empty] }])
      expect(endingOf(stopped, of)?.words).toBe('The run was stopped.')
    const written = { ...empty, content: [textPart('So')] }
    for (const of of [{ steps: [call, buildRunStep()] }, { messages: [written] }])
      expect(endingOf(stopped, of)?.words).toMatch(kept)
  })
})
