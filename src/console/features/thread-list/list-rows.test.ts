import { expect, test } from 'vitest'

import type { Thread } from '#contract/thread.ts'

import { headingOver, listedAt, toRows } from './list-rows.ts'

const now = new Date(2026, 10, 20, 15, 0).getTime() / 1000
const at = (day: number, hour = 12) => new Date(2026, 10, day, hour).getTime() / 1000

const thread = (id: string, active: number, created = at(1)): Thread => ({
  id,
  object: 'thread',
  created_at: created,
  metadata: {},
  summary: {
    title: null,
    preview: null,
    preview_role: null,
    last_active_at: active,
    activity: 1,
    message_count: 0,
    attachment_count: 0,
    image_count: 0,
    last_run: null,
  },
})

test('a heading stands over the first thread of each day', () => {
  const rows = toRows(
    [
      thread('a', at(20, 14)),
      thread('b', at(20, 0)),
      thread('c', at(19, 23)),
      thread('d', at(16)),
      thread('e', at(15)),
      thread('f', at(2)),
    ],
    'activity',
    now,
  )
  expect(rows.map(({ heading }) => heading)).toEqual([
    'Today',
    undefined,
    'Yesterday',
    'Earlier this week',
    undefined,
    'November',
  ])
})

test('a list by creation goes by that time, and a thread without a summary too', () => {
  expect(listedAt(thread('a', at(20), at(3)), 'newest')).toBe(at(3))
  const { summary: _, ...bare } = thread('a', at(20), at(3))
  expect(listedAt(bare, 'activity')).toBe(at(3))
})

test('the heading over a row is its own or the last one above', () => {
  const rows = toRows(
    [thread('a', at(20)), thread('b', at(20)), thread('c', at(19))],
    'activity',
    now,
  )
  expect(rows.map((_, index) => headingOver(rows, index))).toEqual(['Today', 'Today', 'Yesterday'])
})

test('no row is looked at above the one that has the heading', () => {
  let looks = 0
  const rows = new Proxy(toRows([thread('a', at(20)), thread('b', at(19))], 'activity', now), {
    get: (target, key, receiver) => {
      looks += 1
      return Reflect.get(target, key, receiver)
    },
  })
  expect(headingOver(rows, 1)).toBe('Yesterday')
  expect(looks).toBe(1)
})
