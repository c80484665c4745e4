import { expect, test } from 'vitest'

import { namesOf, newRunApp, timersByHand } from '#testing/scripted-runs.ts'
import { violations } from '#testing/stream-rules.ts'

import { noOutputsAccepted } from '../refusals/runs.ts'

const LIFETIME = 600_000

test('a run that waits for outputs too long expires, and takes none any more', async () => {
  const timers = timersByHand()
  const it = await newRunApp({}, { timers })
  const run = await it.create({ tools: [{ type: 'function', function: { name: 'f' } }] })
  const call = await it.model.nextCall()
  call.emit({ type: 'tool_call', index: 0, name: 'f' })
  call.finish('tool_calls')
  const seen = await it.events(run)
  it.clock.advance(LIFETIME)
  timers.ring()
  expect(await it.runs.getRun(run.thread_id, run.id)).toMatchObject({ status: 'expired' })
  const events = await it.events(run, seen.length)
  expect(namesOf(events)).toEqual(['run.step.expired', 'run.expired'])
  expect(events.at(-1)?.data).toMatchObject({ status: 'expired', required_action: null })
  await expect(it.runs.submitToolOutputs(run.thread_id, run.id, [])).rejects.toEqual(
    noOutputsAccepted('expired'),
  )
})

test('one at work expires with its partial text', async () => {
  const timers = timersByHand()
  const it = await newRunApp({}, { timers })
  const run = await it.create()
  const call = await it.model.nextCall()
  call.say('Half')
  await it.until(run, 'thread.message.delta')
  it.clock.advance(LIFETIME)
  timers.ring()
  const events = await it.events(run)
  expect(call.signal.aborted).toBe(true)
  expect(namesOf(events).slice(-3)).toEqual([
    'message.incomplete',
    'run.step.expired',
    'run.expired',
  ])
  expect(events.at(-3)?.data).toMatchObject({ incomplete_details: { reason: 'run_expired' } })
  expect(violations(events)).toEqual([])
})

test('one in the queue expires without a turn', async () => {
  const timers = timersByHand()
  const it = await newRunApp({ runConcurrency: 1 }, { timers })
  await it.create()
  const queued = await it.create()
  it.clock.advance(LIFETIME)
  timers.ring()
  expect(namesOf(await it.events(queued)).at(-1)).toBe('run.expired')
})

test('a timer that is late is noticed by the reader', async () => {
  const it = await newRunApp({}, { timers: timersByHand() })
  const run = await it.create()
  await it.model.nextCall()
  it.clock.advance(LIFETIME)
  expect(await it.runs.getRun(run.thread_id, run.id)).toMatchObject({ status: 'expired' })
})

test('a timer that is early waits on; one of an ended run is gone', async () => {
  const timers = timersByHand()
  const it = await newRunApp({}, { timers })
  const run = await it.create()
  const call = await it.model.nextCall()
  it.clock.advance(LIFETIME - 1)
  timers.ring()
  expect(timers.waiting).toBe(1)
  call.finish()
  expect(namesOf(await it.events(run)).at(-1)).toBe('run.completed')
  expect(timers.waiting).toBe(0)
})
