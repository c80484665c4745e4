import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'

import { LogWriter } from './log-writer.ts'
import { textDelta } from './pieces.ts'
import type { LogEntry } from './pieces.ts'

const tick = () => new Promise(setImmediate)
const textOf = (events: StreamEvent[]) =>
  events
    .map(({ event, data }) =>
      event === 'thread.message.delta'
        ? String(Object(data.delta.content?.[0]?.['text']).value)
        : '',
    )
    .join('')

/** A store whose commits the test lets through. */
const byHand = () => {
  const commits: {
    entry: LogEntry
    done: (ours: boolean) => void
    fail: (error: Error) => void
  }[] = []
  let lost = false
  const log = new LogWriter(
    (entry) => new Promise((done, fail) => commits.push({ entry, done, fail })),
    () => (lost = true),
  )
  return { log, commits, isLost: () => lost }
}

test('what comes in one turn is one commit, its deltas one delta', async () => {
  const { log, commits } = byHand()
  log.add({ events: [textDelta('msg_a', 0, 'Hel', true)] })
  log.add({ events: [textDelta('msg_a', 0, 'lo', false)] })
  await tick()
  expect(commits.map(({ entry }) => entry.events)).toEqual([[textDelta('msg_a', 0, 'Hello', true)]])
})

test('what comes while a commit is under way is the next one', async () => {
  const { log, commits } = byHand()
  log.add({ events: [textDelta('msg_a', 0, 'a', true)] })
  await tick()
  for (const text of 'bcd') {
    log.add({ events: [textDelta('msg_a', 0, text, false)] })
    await tick()
  }
  expect(commits).toHaveLength(1)
  commits[0]?.done(true)
  await tick()
  await tick()
  expect(commits.map(({ entry }) => textOf(entry.events))).toEqual(['a', 'bcd'])
})

test('closing waits for the commit under way and hands back the rest', async () => {
  const { log, commits } = byHand()
  log.add({ events: [textDelta('msg_a', 0, 'a', true)] })
  await tick()
  log.add({ events: [textDelta('msg_a', 0, 'b', false)] })
  const rest = log.close()
  commits[0]?.done(true)
  expect(textOf((await rest).events)).toBe('b')
  await tick()
  expect(commits).toHaveLength(1)
})

test('a model far ahead of the store has to wait, and only then', async () => {
  const { log, commits } = byHand()
  for (let count = 0; count < 2000; count += 1) {
    log.add({ events: [textDelta('msg_a', 0, 'x', count === 0)] })
  }
  expect(log.room()).toBeUndefined()
  for (let count = 0; count < 100; count += 1) {
    log.add({ events: [textDelta('msg_a', 0, 'x', false)] })
  }
  const room = log.room()
  expect(room).toBeDefined()
  await tick()
  commits[0]?.done(true)
  await room
  expect(log.room()).toBeUndefined()
})

test('a run that is taken away is written no more; a store that fails is told', async () => {
  const { log, commits, isLost } = byHand()
  log.add({ events: [textDelta('msg_a', 0, 'a', true)] })
  await tick()
  expect(isLost()).toBe(false)
  commits[0]?.done(false)
  await tick()
  expect(isLost()).toBe(true)
  log.add({ events: [textDelta('msg_a', 0, 'b', false)] })
  await tick()
  expect(commits).toHaveLength(1)

  const other = byHand()
  other.log.add({ events: [textDelta('msg_a', 0, 'a', true)] })
  await tick()
  other.commits[0]?.fail(new Error('full'))
  await tick()
  await expect(other.log.close()).rejects.toThrow('full')
})

test('nothing is lost, doubled or put out of order, whatever the pace of both', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 3 })), fc.nat({ max: 4 }), async (pauses, slowness) => {
      const written: StreamEvent[] = []
      const log = new LogWriter(
        async ({ events }) => {
          for (let wait = 0; wait < slowness; wait += 1) await tick()
          written.push(...events)
          return true
        },
        () => undefined,
      )
      for (const [at, pause] of pauses.entries()) {
        log.add({ events: [textDelta('msg_a', 0, `${at} `, at === 0)] })
        for (let wait = 0; wait < pause; wait += 1) await tick()
      }
      written.push(...(await log.close()).events)
      expect(textOf(written)).toBe(pauses.map((_, at) => `${at} `).join(''))
    }),
  )
})

test('the pace is kept by deltas, and not waited for at the end', async () => {
  let go = () => {}
  const commits: LogEntry[] = []
  const log = new LogWriter(
    async (entry) => commits.push(entry) > 0,
    () => undefined,
    () => new Promise((resolve) => (go = resolve)),
  )
  log.add({ events: [textDelta('msg_a', 0, 'a', true)] })
  await tick()
  expect(commits).toHaveLength(0)
  go()
  await tick()
  log.add({ events: [textDelta('msg_a', 0, 'b', false)] })
  await tick()
  expect(commits.map(({ events }) => textOf(events))).toEqual(['a'])
  expect(textOf((await log.close()).events)).toBe('b')
})
