import { expect, test } from 'vitest'

import { addEvent } from './add-event.ts'
import { groupsOf, timesOf } from './event-groups.ts'
import { type LiveRun, emptyLiveRun } from './live-run.ts'

type Told = [name: string, id: string]

const tell = (live: LiveRun, events: readonly Told[]): LiveRun =>
  events.reduce(
    (before, [name, id]) =>
      addEvent(
        before,
        { sequence: before.sequence + 1, at: before.sequence, name, data: { id } },
        undefined,
      ),
    live,
  )
const start = () => emptyLiveRun('thread_1', 'run_1')
const namesOf = (live: LiveRun) =>
  groupsOf(live).map(({ name, from, to }) => `${name.split('.').at(-1)} ${from}-${to}`)

const EVENTS: Told[] = [
  ['thread.run.created', 'run_1'],
  ['thread.run.step.created', 'step_1'],
  ['thread.message.delta', 'msg_1'],
  ['thread.message.delta', 'msg_1'],
  ['thread.run.step.delta', 'step_1'],
  ['thread.message.delta', 'msg_1'],
  ['thread.run.step.completed', 'step_1'],
]
const GROUPS = [
  'created 0-1',
  'created 1-2',
  'delta 2-4',
  'delta 4-5',
  'delta 5-6',
  'completed 6-7',
]

test('deltas of one object in a row are one group, however often it is asked', () => {
  expect(namesOf(tell(start(), EVENTS))).toEqual(GROUPS)
  let live = start()
  for (const event of EVENTS) {
    live = tell(live, [event])
    groupsOf(live)
  }
  expect(namesOf(live)).toEqual(GROUPS)
})

test('a snapshot keeps its groups while the log that it shares grows', () => {
  const before = tell(start(), EVENTS.slice(0, 3))
  const groups = groupsOf(before)
  const after = tell(before, EVENTS.slice(3))
  expect(groupsOf(before)).toBe(groups)
  expect(namesOf(after)).toEqual(GROUPS)
  expect(namesOf(before)).toEqual(['created 0-1', 'created 1-2', 'delta 2-3'])
  // What another snapshot went on with is not its own.
  expect(namesOf(tell(before, [['thread.run.failed', 'run_1']]))).toEqual([
    'created 0-1',
    'created 1-2',
    'delta 2-3',
    'failed 3-4',
  ])
})

test('deltas leave the times the same object', () => {
  const before = tell(start(), EVENTS.slice(0, 2))
  const times = timesOf(before)
  expect(times?.steps).toEqual({ step_1: { from: 1, to: undefined } })
  const written = tell(before, EVENTS.slice(2, 6))
  expect(timesOf(written)).toBe(times)
  const after = tell(written, EVENTS.slice(6))
  expect(timesOf(after)?.steps).toEqual({ step_1: { from: 1, to: 6 } })
  expect(timesOf(before)).toEqual(times)
  expect(timesOf(start())).toBeUndefined()
})

test('a long log is not gone through again for each of its events', () => {
  const events = Array.from({ length: 2000 }, (_, nth): Told => ['thread.message.delta', `m${nth}`])
  const whole = tell(start(), events)
  let reads = 0
  const log = new Proxy(whole.log, {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1
      return Reflect.get(target, key) as unknown
    },
  })
  for (let end = 1; end <= events.length; end++) {
    groupsOf({ log, end })
    timesOf({ log, end })
  }
  expect(reads).toBeLessThan(4 * events.length)
})
