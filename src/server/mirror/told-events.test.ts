import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { EMPTY_RUN_STATE, type RunState, foldEvent } from '#contract/delta.ts'
import type { RunEvent, StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import { buildMessage, buildRun, buildRunStep, outputsOf, textPart } from '#testing/builders.ts'
import { TOOL, newRunApp, textOf } from '#testing/scripted-runs.ts'

import { ModelError } from '../models/model.ts'
import { type Found, ToldSoFar } from './told-events.ts'

type Events = readonly StreamEvent[]
type RunApp = Awaited<ReturnType<typeof newRunApp>>

/** Runs as they went, by what was special about them. The log of each is all that its stream told. */
const RUNS: Record<string, (app: RunApp) => Promise<RunEvent[]>> = {
  'a text in pieces': async ({ create, model, events }) => {
    const run = await create()
    const call = await model.nextCall()
    for (const text of ['It ', 'is in ', 'Kyoto', '.']) call.say(text)
    call.finish()
    return events(run)
  },
  'a text, tool calls, their outputs and a text': async ({ create, model, events, app }) => {
    const run = await create({ tools: [TOOL] })
    const first = await model.nextCall()
    first.say('Let me ')
    first.say('look.')
    first.emit(
      { type: 'tool_call', index: 0, name: 'f' },
      { type: 'tool_call_arguments', index: 0, arguments: '{"city":' },
      { type: 'tool_call_arguments', index: 0, arguments: '"Oslo"}' },
      { type: 'tool_call', index: 1, name: 'f' },
      { type: 'tool_call_arguments', index: 1, arguments: '{}' },
    )
    first.finish('tool_calls')
    await events(run)
    const { runs, store } = app.services
    const waiting = await store.getRun(run.thread_id, run.id)
    const calls = waiting?.required_action?.submit_tool_outputs?.tool_calls ?? []
    const outputs = calls.map(({ id }) => ({ tool_call_id: id, output: 'sunny' }))
    await runs.submitToolOutputs(run.thread_id, run.id, outputs)
    const second = await model.nextCall()
    second.say('It is ')
    second.say('sunny.')
    second.finish()
    return events(run)
  },
  'cancelled while it wrote': async ({ create, model, events, until, app }) => {
    const run = await create()
    const call = await model.nextCall()
    call.say('Half a ')
    call.say('sen')
    await until(run, 'thread.message.delta')
    await app.services.runs.cancelRun(run.thread_id, run.id)
    return events(run)
  },
  'failed before it wrote': async ({ create, model, events }) => {
    const run = await create()
    const call = await model.nextCall()
    call.fail(new ModelError('server_error', 'broken'))
    return events(run)
  },
}

const fold = (events: Events): RunState => events.reduce(foldEvent, EMPTY_RUN_STATE)

/** How the run is found by one who asks after so many of its events. */
const foundAfter = (events: Events): Found => {
  const { run, steps, messages } = fold(events)
  if (!run) throw new Error('no event tells of the run')
  // As parsed from an answer: nothing of it is the same object.
  return structuredClone({ run, steps, messages })
}

const toldBy = (events: Events): ToldSoFar => {
  const told = new ToldSoFar()
  for (const event of events) told.take(event)
  return told
}

const textsIn = ({ messages }: Pick<Found, 'messages'>) =>
  messages.map((message) => [message.id, message.status, textOf(message)])

/** Messages at their end stand as they are; of others, deltas that were not heard leave the text alone. */
const endedIn = (messages: readonly Message[]) =>
  messages.filter(({ status }) => status !== 'in_progress')

/** Events of which there may be one for each object. */
const once = (events: Events): string[] =>
  events
    .filter(({ event }) => /(\.created|message\.completed|message\.incomplete)$/.test(event))
    .map(({ event, data }) => `${event} ${typeof data === 'object' && 'id' in data ? data.id : ''}`)

/** What was heard, and then what was found, tell a reader how the run is. */
const expectTold = (heard: Events, found: Found) => {
  const told = toldBy(heard)
  const events = told.eventsTo(found)
  const all = [...heard, ...events]
  const { run, steps, messages } = fold(all)
  expect(run?.status).toBe(found.run.status)
  expect(steps).toEqual(found.steps)
  expect(textsIn({ messages })).toEqual(textsIn(found))
  expect(endedIn(messages)).toEqual(endedIn(found.messages))
  expect(once(all)).toEqual([...new Set(once(all))])
  for (const event of events) told.take(event)
  expect(told.eventsTo(structuredClone(found))).toEqual([])
  return events
}

describe('what is found after a stream is told as it would have told', () => {
  test.each(Object.entries(RUNS))('%s: cut anywhere, and asked any time later', async (_, make) => {
    const events = (await make(await newRunApp())) as StreamEvent[] // logs hold nothing else
    expect(events.length).toBeGreaterThan(3)
    for (let end = 1; end <= events.length; end += 1) {
      const found = foundAfter(events.slice(0, end))
      for (let cut = 0; cut <= end; cut += 1) expectTold(events.slice(0, cut), found)
    }
    const last = foundAfter(events)
    expect(expectTold(events, last)).toEqual([])
  })

  test('texts of any pieces, cut anywhere', () => {
    const pieces = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.string({ minLength: 1 })))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 3 }), fc.nat(), fc.nat(), (texts, cut, end) => {
        const run = buildRun({ status: 'in_progress' })
        const events: StreamEvent[] = [{ event: 'thread.run.created', data: run }]
        events.push({ event: 'thread.run.in_progress', data: run })
        for (const parts of texts) events.push(...written(parts))
        events.push({ event: 'thread.run.completed', data: { ...run, status: 'completed' } })
        const until = 1 + (end % events.length)
        const found = foundAfter(events.slice(0, until))
        expectTold(events.slice(0, cut % (until + 1)), found)
      }),
    )
  })
})

/** A message that is written in such pieces, each of one of its parts. */
const written = (pieces: readonly [index: number, text: string][]): StreamEvent[] => {
  const of = { role: 'assistant' as const, completed_at: null, content: [] }
  const begun = buildMessage({ ...of, status: 'in_progress' })
  const deltas = pieces.map(([index, value]): StreamEvent => {
    const content = [{ index, type: 'text', text: { value } }]
    const data = { id: begun.id, object: 'thread.message.delta' as const, delta: { content } }
    return { event: 'thread.message.delta', data }
  })
  const { messages } = fold([{ event: 'thread.message.created', data: begun }, ...deltas])
  const ended: Message = { ...begun, content: messages[0]?.content ?? [], status: 'completed' }
  return [
    { event: 'thread.message.created', data: begun },
    { event: 'thread.message.in_progress', data: begun },
    ...deltas,
    { event: 'thread.message.completed', data: ended },
  ]
}

const namesOf = (events: Events) => events.map(({ event }) => event.replace('thread.', ''))

test('a run of which nothing was heard is told from its beginning, in the order of a stream', () => {
  const run = buildRun({ status: 'completed', started_at: 5, completed_at: 9 })
  const of = { run_id: run.id, thread_id: run.thread_id }
  const message = buildMessage({ ...of, role: 'assistant', text: 'In Kyoto.' })
  const step = buildRunStep({ ...of, status: 'completed', completed_at: 9 })
  const events = new ToldSoFar().eventsTo({ run, steps: [step], messages: [message] })
  expect(namesOf(events)).toEqual([
    'run.created',
    'run.step.created',
    'run.step.in_progress',
    'message.created',
    'message.in_progress',
    'message.delta',
    'message.completed',
    'run.step.completed',
    'run.completed',
  ])
  expect(events[0]?.data).toMatchObject({ status: 'queued', started_at: null, completed_at: null })
  expect(events[1]?.data).toMatchObject({ status: 'in_progress', completed_at: null })
  expect(events[3]?.data).toMatchObject({ content: [], status: 'in_progress', completed_at: null })
})

test('a run that waits, goes on and waits again is told of each time', () => {
  const told = new ToldSoFar()
  const run = buildRun({ status: 'requires_action', required_action: outputsOf('call_1') })
  const next = (status: typeof run.status) => {
    const events = told.eventsTo({ run: { ...run, status }, steps: [], messages: [] })
    for (const event of events) told.take(event)
    return namesOf(events)
  }
  expect(next('requires_action')).toEqual(['run.created', 'run.requires_action'])
  expect(next('requires_action')).toEqual([])
  expect(next('queued')).toEqual(['run.queued'])
  expect(next('in_progress')).toEqual(['run.in_progress'])
  expect(next('requires_action')).toEqual(['run.requires_action'])
  expect(next('expired')).toEqual(['run.expired'])
  expect(next('expired')).toEqual([])
})

test('a call that was told in pieces is no news', () => {
  const told = new ToldSoFar()
  const run = buildRun({ status: 'requires_action', required_action: outputsOf('call_1') })
  const of = { run_id: run.id, thread_id: run.thread_id, status: 'in_progress' } as const
  const call = (fields: object) => ({ id: 'call_1', type: 'function', function: fields })
  const stepOf = (...tool_calls: object[]) =>
    buildRunStep({
      ...of,
      id: 'step_1',
      type: 'tool_calls',
      step_details: { type: 'tool_calls', tool_calls } as RunStep['step_details'],
    })
  const pieceOf = (fields: object): StreamEvent['data'] =>
    ({
      id: 'step_1',
      object: 'thread.run.step.delta',
      delta: { step_details: { type: 'tool_calls', tool_calls: [{ index: 0, ...fields }] } },
    }) as StreamEvent['data']
  const asked = { name: 'weather', arguments: '{"at":"Graz"}', output: null }
  told.take({ event: 'thread.run.in_progress', data: run })
  told.take({ event: 'thread.run.step.created', data: stepOf() })
  told.take({
    event: 'thread.run.step.delta',
    data: pieceOf(call({ ...asked, arguments: '{"at"' })),
  })
  told.take({
    event: 'thread.run.step.delta',
    data: pieceOf({ type: 'function', function: { arguments: ':"Graz"}' } }),
  })
  told.take({ event: 'thread.run.requires_action', data: run })
  expect(told.eventsTo({ run, steps: [stepOf(call(asked))], messages: [] })).toEqual([])
  const other = call({ ...asked, arguments: '{}' })
  expect(namesOf(told.eventsTo({ run, steps: [stepOf(other)], messages: [] }))).toEqual([
    'run.step.in_progress',
  ])
})

test('a text that is found behind what was told, or as another one, takes nothing back until its end', () => {
  const told = new ToldSoFar()
  const run = buildRun({ status: 'in_progress' })
  const message = buildMessage({ role: 'assistant', status: 'in_progress', text: 'In Kyo' })
  for (const event of told.eventsTo({ run, steps: [], messages: [message] })) told.take(event)
  for (const text of ['', 'In', 'At Osaka.']) {
    const found = { ...message, content: [textPart(text)] }
    expect(told.eventsTo({ run, steps: [], messages: [found] })).toEqual([])
  }
  const ended: Message = { ...message, status: 'completed', content: [textPart('At Osaka.')] }
  expect(told.eventsTo({ run, steps: [], messages: [ended] })).toEqual([
    { event: 'thread.message.completed', data: ended },
  ])
})
