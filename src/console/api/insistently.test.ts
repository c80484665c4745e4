import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { contact } from './connection.ts'
import { insistently } from './insistently.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  contact.set({ state: 'connecting' })
})

/** A part of the page that comes at the given try. */
const coming = (at: number) => {
  const load = vi.fn<() => Promise<string>>(async () => {
    if (load.mock.calls.length < at)
      throw new TypeError('Failed to fetch dynamically imported module')
    return 'part'
  })
  return load
}

test('a part of the page that does not come at first is asked for until it is there', async () => {
  const load = coming(3)
  const part = insistently(load, new AbortController().signal)
  await vi.advanceTimersByTimeAsync(4000)
  expect(load).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(10_000)
  await expect(part).resolves.toBe('part')
  expect(load).toHaveBeenCalledTimes(3)
})

test('at once when the server is there again', async () => {
  const load = coming(2)
  contact.set({ state: 'offline' })
  const part = insistently(load, new AbortController().signal)
  await vi.advanceTimersByTimeAsync(0)
  contact.set({ state: 'deaf' })
  await vi.advanceTimersByTimeAsync(0)
  expect(load).toHaveBeenCalledTimes(1)
  contact.set({ state: 'online' })
  await expect(part).resolves.toBe('part')
})

test('another word of a server that was there is no reason', async () => {
  const load = coming(2)
  contact.set({ state: 'online' })
  void insistently(load, new AbortController().signal)
  await vi.advanceTimersByTimeAsync(0)
  contact.set({ state: 'online', heardAt: 1 })
  await vi.advanceTimersByTimeAsync(0)
  expect(load).toHaveBeenCalledTimes(1)
})

test('and no longer once nobody wants it', async () => {
  const load = coming(9)
  const stop = new AbortController()
  void insistently(load, stop.signal)
  await vi.advanceTimersByTimeAsync(0)
  stop.abort()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(load).toHaveBeenCalledTimes(1)
})
