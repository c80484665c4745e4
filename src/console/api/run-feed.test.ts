import { expect, test } from 'vitest'

import { type LiveRun, emptyLiveRun } from './live-run.ts'
import { gathering } from './run-feed.ts'
import type { ReaderSink } from './run-reader.ts'

const setup = (since: number) => {
  let shown: LiveRun = emptyLiveRun('thread_1', 'run_1')
  const told: string[] = []
  const target = {
    live: () => shown,
    change: (to: (live: LiveRun) => LiveRun) => {
      shown = to(shown)
      told.push(`${shown.connection} ${shown.sequence}`)
    },
  }
  const after: ReaderSink = {
    live: target.live,
    add: ({ sequence }) => target.change((live) => ({ ...live, sequence })),
    setRun: (run) => target.change((live) => ({ ...live, run })),
    setConnection: (connection) => target.change((live) => ({ ...live, connection })),
  }
  const sink = gathering(after, { ...target, since })
  const add = (sequence: number, at: number) =>
    sink.add({ sequence, at, name: 'thread.run.queued', data: {} }, undefined)
  return { sink, add, told, shown: () => shown }
}

test('what a run did is shown in one piece, once it is read to its end', () => {
  const { sink, add, told, shown } = setup(1000)
  sink.setConnection('live')
  for (let sequence = 1; sequence <= 5; sequence++) add(sequence, 100 + sequence)
  expect(told).toEqual([])
  expect(sink.live().sequence).toBe(5)
  sink.setConnection('ended')
  expect(told).toEqual(['ended 5'])
  expect(shown().log).toHaveLength(5)
})

test('what happens while it is read is shown as it comes', () => {
  const { sink, add, told } = setup(1000)
  sink.setConnection('live')
  add(1, 100)
  add(2, 1000)
  add(3, 1001)
  expect(told).toEqual(['live 1', 'live 2', 'live 3'])
})

test('a stream that breaks off shows what came until then, and the rest as it comes', () => {
  const { sink, add, told } = setup(1000)
  add(1, 100)
  sink.setConnection('reconnecting')
  add(2, 101)
  expect(told).toEqual(['reconnecting 1', 'reconnecting 2'])
})
