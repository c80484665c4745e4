import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { createPace } from './pace.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
})
afterEach(() => vi.useRealTimers())

test('after a pause at once, then no sooner than it may', async () => {
  const pace = createPace(4)
  await pace()
  let isTime = false
  const next = pace().then(() => (isTime = true))
  // All who wait do so for the same moment.
  expect(pace()).toBe(pace())
  await vi.advanceTimersByTimeAsync(3)
  expect(isTime).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(isTime).toBe(true)
  await next
  vi.advanceTimersByTime(4)
  await pace()
})
