import { describe, expect, it } from 'vitest'

import { addEvent } from '#console/api/add-event.ts'
import { emptyLiveRun, type LiveRun } from '#console/api/live-run.ts'

import { eventRows } from './event-rows.ts'

describe('eventRows', () => {
  const names = ['thread.run.created', ...Array<string>(3).fill('thread.message.delta')]
  const live = names.reduce<LiveRun>(
    (before, name, at) =>
      addEvent(before, { sequence: at + 1, at, name, data: { id: 'x' } }, undefined),
    emptyLiveRun('thread_1', 'run_1'),
  )

  it('makes deltas in a row one line', () => {
    expect(eventRows(live, new Set()).map(({ name, count }) => [name, count])).toEqual([
      ['thread.run.created', 1],
      ['thread.message.delta', 3],
    ])
  })

  it('opens a line to its events', () => {
    const [, group] = eventRows(live, new Set())
    const rows = eventRows(live, new Set([group?.key ?? '']))
    expect(rows.map(({ event }) => event?.sequence)).toEqual([1, undefined, 2, 3, 4])
  })
})
