import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { RunEvent } from '#contract/event.ts'
import { buildRun } from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'
import { namesOf, newRunApp } from '#testing/scripted-runs.ts'

import type { Store, StoreChange } from '../store/store.ts'
import { Followers } from './follow.ts'

test('cut anywhere and resumed, also again and again, the events are the same', async () => {
  const it = await newRunApp()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 40 }),
      fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 8 }),
      async (texts, cuts) => {
        const run = await it.create()
        const speaking = (async () => {
          const call = await it.model.nextCall()
          for (const text of texts) {
            call.say(text)
            await new Promise(setImmediate)
          }
          call.finish()
        })()
        // Readers come and go while the run is under way, each taking so many batches.
        const seen: RunEvent[] = []
        for (const cut of cuts) {
          const stop = new AbortController()
          let batches = 0
          const after = seen.at(-1)?.sequence_number ?? 0
          for await (const batch of it.runs.follow(run.thread_id, run.id, after, stop.signal)) {
            seen.push(...batch)
            if (++batches > cut) break
          }
        }
        seen.push(...(await it.events(run, seen.at(-1)?.sequence_number ?? 0)))
        await speaking
        const log = (await it.store.listRunEvents(run.id, 0, 1000)).data
        expect(seen).toEqual(log)
        expect(namesOf(seen).at(-1)).toBe('run.completed')
      },
    ),
    { numRuns: 100 },
  )
})

test('from every event of a finished run, what follows it', async () => {
  const it = await newRunApp()
  const run = await it.create()
  const call = await it.model.nextCall()
  call.say('Hello')
  call.finish()
  const all = await it.events(run)
  for (const [at, { sequence_number }] of all.entries()) {
    expect(await it.events(run, sequence_number)).toEqual(all.slice(at + 1))
  }
})

test('a reader that is slower than its run is served from the log, and misses nothing', async () => {
  const it = await newRunApp()
  const run = await it.create()
  const call = await it.model.nextCall()
  const signal = new AbortController().signal
  const slow = it.runs.follow(run.thread_id, run.id, 0, signal)[Symbol.asyncIterator]()
  const first = await slow.next()
  for (let count = 0; count < 600; count += 1) {
    call.say(`${count} `)
    await new Promise(setImmediate)
  }
  call.finish()
  await it.until(run, 'thread.run.completed')
  const seen: RunEvent[] = first.value ?? []
  for (let next = await slow.next(); !next.done; next = await slow.next()) seen.push(...next.value)
  const log = (await it.store.listRunEvents(run.id, 0, 10_000)).data
  expect(log.length).toBeGreaterThan(300)
  expect(seen).toEqual(log)
})

test('an abort ends it, and it is forgotten', async () => {
  const it = await newRunApp()
  const run = await it.create()
  await it.model.nextCall()
  const stop = new AbortController()
  const seen: RunEvent[] = []
  const following = (async () => {
    for await (const batch of it.runs.follow(run.thread_id, run.id, 0, stop.signal)) {
      seen.push(...batch)
      if (seen.length === 3) stop.abort()
    }
  })()
  await following
  expect(namesOf(seen)).toEqual(['run.created', 'run.queued', 'run.in_progress'])
})

test('a follower comes while outputs are awaited, and again once they are there', async () => {
  const it = await newRunApp()
  const run = await it.create({ tools: [{ type: 'function', function: { name: 'f' } }] })
  const call = await it.model.nextCall()
  call.emit({ type: 'tool_call', index: 0, name: 'f' })
  call.finish('tool_calls')
  const before = await it.events(run)
  expect(await it.events(run, before.length)).toEqual([])
  const data = before.at(-1)?.data as typeof run // a run's event
  const id = data.required_action?.submit_tool_outputs?.tool_calls[0]?.id ?? ''
  await it.runs.submitToolOutputs(run.thread_id, run.id, [{ tool_call_id: id, output: '1' }])
  // The whole log, past the pause in the middle of it, to the end that is not yet written.
  const whole = it.events(run)
  const next = await it.model.nextCall()
  next.finish()
  expect(
    namesOf(await whole).filter((name) => name.startsWith('run.') && !/step/.test(name)),
  ).toEqual([
    'run.created',
    'run.queued',
    'run.in_progress',
    'run.requires_action',
    'run.queued',
    'run.in_progress',
    'run.completed',
  ])
})

test('a run that does not exist has no events', async () => {
  const it = await newRunApp()
  const run = await it.create()
  expect(await it.events({ ...run, id: 'run_x' })).toEqual([])
})

/** Followers of a store that holds one run and this log, and says what is told to them. */
const followersOf = (read: Pick<Store, 'listRunEvents' | 'getRun'>) => {
  let tell: (change: StoreChange) => void = () => {}
  const followers = new Followers({
    clock: fixedClock(),
    // Only what following reads.
    store: {
      ...read,
      onChange: (listener) => {
        tell = listener
        return () => {}
      },
    } as Pick<Store, 'onChange' | 'listRunEvents' | 'getRun'> as Store,
  })
  return { followers, tell: (change: StoreChange) => tell(change) }
}
const run = buildRun({ status: 'completed' })
const numbered = (sequence_number: number): RunEvent => ({
  object: 'thread.run.event',
  sequence_number,
  created_at_ms: 0,
  event: 'thread.run.queued',
  data: run,
})
const written = (...numbers: number[]): StoreChange => ({
  type: 'run.events',
  thread_id: run.thread_id,
  run_id: run.id,
  events: numbers.map(numbered),
})

test('events that come while the log is read, and are in it, are told once', async () => {
  let isOver = false
  const { followers, tell } = followersOf({
    listRunEvents: async (_, after) => {
      if (after > 0) return { data: [], has_more: false }
      tell(written(1, 2))
      return { data: [numbered(1), numbered(2)], has_more: false }
    },
    getRun: async () => {
      if (!isOver) tell(written(3))
      return { ...run, status: isOver ? 'completed' : 'in_progress' }
    },
  })
  const { signal } = new AbortController()
  const told: number[] = []
  for await (const batch of followers.follow(run.thread_id, run.id, 0, signal)) {
    told.push(...batch.map(({ sequence_number }) => sequence_number))
    if (told.length < 3) continue
    isOver = true
    tell({
      type: 'run.modified',
      thread_id: run.thread_id,
      run_id: run.id,
      status: 'completed',
    })
  }
  expect(told).toEqual([1, 2, 3])
})

test('events of which one before was not told are read from the log, while the run goes on', async () => {
  const log = [1]
  const { followers, tell } = followersOf({
    listRunEvents: async (_, after) => ({
      data: log.filter((number) => number > after).map(numbered),
      has_more: false,
    }),
    getRun: async () => ({ ...run, status: 'in_progress' }),
  })
  const { signal } = new AbortController()
  const following = followers.follow(run.thread_id, run.id, 0, signal)
  const next = async () =>
    ((await following.next()).value ?? []).map((each: RunEvent) => each.sequence_number)
  expect(await next()).toEqual([1])
  const later = next()
  await new Promise(setImmediate)
  log.push(2, 3, 4)
  tell(written(3))
  // Without the log nothing more would come before the run is over.
  expect(await later).toEqual([2, 3, 4])
}, 5000)
