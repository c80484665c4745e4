import { afterEach, expect, test, vi } from 'vitest'

import { toasts } from '#console/ui/toast.ts'
import { buildThread } from '#testing/builders.ts'

import { selectedThreads } from './selected-threads.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  selectedThreads.clear()
})

const filters = { order: 'activity', metadata: {}, query: 'has:tool' } as const

test.each([
  [undefined, true],
  [true, true],
  [false, false],
])('where `complete` is %j, all are selected: %j', async (complete, isAll) => {
  const data = [buildThread({ id: 'thread_a' }), buildThread({ id: 'thread_b' })]
  const list = { object: 'list', data, first_id: 'thread_a', last_id: 'thread_b', has_more: false }
  vi.stubGlobal('fetch', async () => Response.json({ ...list, complete }))
  await selectedThreads.selectAll(filters)
  expect([...selectedThreads.get().threads.keys()]).toEqual(['thread_a', 'thread_b'])
  expect(selectedThreads.get().isAll).toBe(isAll)
  const told = toasts.get().map(({ text }) => text)
  expect(told.includes('There may be more matches.')).toBe(!isAll)
})
