import { describe, expect, it } from 'vitest'

import { addEvent } from '#console/api/add-event.ts'
import { emptyLiveRun, type LiveRun } from '#console/api/live-run.ts'
import type { StreamEvent } from '#contract/event.ts'
import { RunStep } from '#contract/run-step.ts'
import { Run } from '#contract/run.ts'

import {
  clearTicks,
  figureOf,
  figureText,
  sinceText,
  tickText,
  ticksFor,
  timingOf,
} from './run-timing.ts'

const run = Run.parse({
  id: 'run_1',
  object: 'thread.run',
  created_at: 1000,
  thread_id: 'thread_1',
  status: 'completed',
  completed_at: 1009,
})

const step = (id: string, change: object) =>
  RunStep.parse({
    id,
    object: 'thread.run.step',
    created_at: 1001,
    thread_id: 'thread_1',
    run_id: 'run_1',
    type: 'tool_calls',
    status: 'completed',
    step_details: {
      type: 'tool_calls',
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'get_x', arguments: '' } }],
    },
    ...change,
  })
const messageStep = (change: object) =>
  step('step_2', {
    type: 'message_creation',
    step_details: { type: 'message_creation', message_creation: { message_id: 'msg_1' } },
    ...change,
  })

/** A log of names, ids and milliseconds. */
const logOf = (entries: [name: string, id: string, at: number][]): LiveRun =>
  entries.reduce(
    (live, [name, id, at], place) =>
      // Nothing is folded: only names, ids and times are looked at.
      addEvent(
        live,
        { sequence: place + 1, at, name, data: { id } },
        undefined as StreamEvent | undefined,
      ),
    emptyLiveRun('thread_1', 'run_1'),
  )

describe('timingOf', () => {
  const live = logOf([
    ['thread.run.created', 'run_1', 1000_000],
    ['thread.run.step.created', 'step_1', 1000_200],
    ['thread.run.step.delta', 'step_1', 1000_250],
    ['thread.run.step.completed', 'step_1', 1000_512],
    ['thread.run.step.created', 'step_2', 1000_600],
    ['thread.message.delta', 'msg_1', 1000_900],
    ['thread.message.delta', 'msg_1', 1001_000],
    ['thread.message.delta', 'msg_1', 1001_400],
    ['thread.run.step.completed', 'step_2', 1001_500],
    ['thread.run.completed', 'run_1', 1001_510],
  ])

  it('takes times from the log to the millisecond', () => {
    const timing = timingOf(run, [step('step_1', {}), messageStep({})], live)
    expect(timing).toEqual({
      from: 1000_000,
      to: 1001_510,
      // From the end of the tool on.
      firstTokenMs: 388,
      writingMs: 500,
      pieces: 3,
      isExact: true,
      bars: [
        {
          id: 'step_1',
          label: 'get_x',
          kind: 'function',
          from: 1000_200,
          firstTokenAt: undefined,
          to: 1000_512,
          saysError: false,
        },
        {
          id: 'step_2',
          label: 'Message',
          kind: 'message',
          from: 1000_600,
          firstTokenAt: 1000_900,
          to: 1001_500,
          saysError: false,
        },
      ],
    })
  })

  it('leaves what people took out of the time to the first token', () => {
    const waited = logOf([
      ['thread.run.created', 'run_1', 1000_000],
      ['thread.run.in_progress', 'run_1', 1000_100],
      ['thread.run.requires_action', 'run_1', 1000_400],
      ['thread.run.queued', 'run_1', 1090_000],
      ['thread.run.in_progress', 'run_1', 1090_100],
      ['thread.run.step.created', 'step_2', 1090_300],
      ['thread.message.delta', 'msg_1', 1090_350],
    ])
    expect(timingOf(run, [], waited).firstTokenMs).toBe(250)
  })

  it('takes an answer that comes in one piece as asked for before it, not at its own end', () => {
    const whole = logOf([
      ['thread.run.created', 'run_1', 1000_000],
      ['thread.run.in_progress', 'run_1', 1000_100],
      ['thread.run.step.created', 'step_2', 1000_790],
      ['thread.message.delta', 'msg_1', 1000_790],
      ['thread.run.step.completed', 'step_2', 1000_790],
      ['thread.run.completed', 'run_1', 1000_790],
    ])
    expect(timingOf(run, [messageStep({})], whole).firstTokenMs).toBe(690)
  })

  it('takes nothing from events that were polled: those tell when it was asked', () => {
    const polled: LiveRun = { ...live, isPolled: true }
    expect(timingOf(run, [messageStep({ completed_at: 1003 })], polled)).toMatchObject({
      to: 1009_000,
      firstTokenMs: undefined,
      writingMs: 0,
      isExact: false,
      bars: [{ from: 1001_000, firstTokenAt: undefined, to: 1003_000 }],
    })
  })

  it('takes them from the objects where there is no log', () => {
    const timing = timingOf(run, [step('step_1', { completed_at: 1003 })], undefined)
    expect(timing).toMatchObject({ from: 1000_000, to: 1009_000, isExact: false, pieces: 0 })
    expect(timing.bars[0]).toMatchObject({ from: 1001_000, to: 1003_000 })
  })

  it('takes them from the objects where the log broke off for good', () => {
    const broken = { ...live, end: 2, connection: 'ended' as const }
    const timing = timingOf(run, [step('step_1', { completed_at: 1003 })], broken)
    expect(timing).toMatchObject({ from: 1000_000, to: 1009_000, isExact: false, pieces: 0 })
    expect(timing.bars[0]).toMatchObject({ from: 1001_000, to: 1003_000 })
  })

  it('finds an end for an incomplete run, which has no time of its own', () => {
    const incomplete = { ...run, status: 'incomplete' as const, completed_at: null }
    expect(timingOf(incomplete, [step('s', { completed_at: 1004 })], undefined).to).toBe(1004_000)
    expect(timingOf(incomplete, [], undefined).to).toBe(1000_000)
  })

  it('leaves open what goes on', () => {
    const going = { ...run, status: 'in_progress' as const }
    const timing = timingOf(going, [step('step_1', { status: 'in_progress' })], undefined)
    expect(timing.to).toBeUndefined()
    expect(timing.bars[0]?.to).toBeUndefined()
  })
})

describe('ticksFor', () => {
  it.each([
    [7, [0, 0.002, 0.004, 0.006]],
    [300, [0, 0.1, 0.2, 0.3]],
    [1400, [0, 0.5, 1]],
    [4100, [0, 2, 4]],
    [25_000, [0, 10, 20]],
    [600_000, [0, 300, 600]],
  ])('marks %i ms', (ms, ticks) => {
    expect(ticksFor(ms)).toEqual(ticks)
  })

  it('never draws more than five', () => {
    for (let ms = 1; ms < 4_000_000; ms = Math.ceil(ms * 1.3)) {
      expect(ticksFor(ms).length).toBeLessThanOrEqual(5)
    }
  })
})

it.each([
  [0.5, 1.29, '0.5'],
  // In the unit that the duration at its end has.
  [0.01, 0.017, '10'],
  [0.2, 0.9, '200'],
  [0, 90, '0'],
  [15, 90, '15 s'],
  [600, 2191, '10 min'],
  [7200, 9000, '2 h'],
])('marks %d seconds of %d as %s', (seconds, span, text) => {
  expect(tickText(seconds, span)).toBe(text)
})

it.each([
  [312, '0.31'],
  [2900, '2.9'],
  [120_000, '120'],
])('writes %i ms as %s', (ms, text) => {
  expect(figureText(ms)).toBe(text)
})

describe('clearTicks', () => {
  it('leaves out the marks that the words at the end would touch', () => {
    expect(ticksFor(91_000)).toEqual([0, 30, 60, 90])
    expect(clearTicks(91_000, '≈ 1 min 31 s')).toEqual([0, 30])
    expect(clearTicks(91_000, undefined)).toEqual([0, 30, 60, 90])
    expect(clearTicks(4_100, '4.1 s')).toEqual([0, 2])
  })
})

describe('a call whose output tells of an error', () => {
  const paid = (output: string, change: object = {}) =>
    step('step_1', {
      step_details: {
        type: 'tool_calls',
        tool_calls: [
          { id: 'c', type: 'function', function: { name: 'pay', arguments: '', output } },
        ],
      },
      ...change,
    })
  const isMarked = (one: RunStep) => timingOf(run, [one], undefined).bars[0]?.saysError
  it('is marked in the step that went well', () => {
    expect(isMarked(paid('Error: no seat'))).toBe(true)
    expect(isMarked(paid('Paid, no error'))).toBe(false)
    expect(isMarked(paid('Error: no seat', { status: 'failed' }))).toBe(false)
  })
})

it.each([
  [0, '0 ms'],
  [18, '18 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [2900, '2.9 s'],
])('a figure of %i milliseconds has the unit that a duration has: %s', (ms, text) => {
  const { value, unit } = figureOf(ms)
  expect(`${value} ${unit}`).toBe(text)
})

it('the events of a run have one unit', () => {
  expect([0, 18, 340].map((ms) => sinceText(ms, true))).toEqual(['+0 ms', '+18 ms', '+340 ms'])
  expect([0, 18, 4120].map((ms) => sinceText(ms, false))).toEqual(['+0.00 s', '+0.02 s', '+4.12 s'])
})
