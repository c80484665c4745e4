import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { RunStore } from './run-store.ts'
import { followRun } from './run-stream.ts'

/** The streams that are read, in the order in which they were begun; none ends by itself. */
const read = vi.hoisted((): { store: RunStore; runId: string; signal: AbortSignal }[] => [])
vi.mock('./run-feed.ts', () => ({
  feedRun: (store: RunStore, { runId }: { runId: string }, signal: AbortSignal) => {
    read.push({ store, runId, signal })
    return new Promise(() => {})
  },
}))

beforeEach(() => {
  vi.useFakeTimers()
  read.length = 0
})
afterEach(() => {
  // Nobody looks at anything any more.
  vi.runAllTimers()
  vi.useRealTimers()
})

const client = new QueryClient()
const follow = async (id: string) => {
  const stop = followRun(client, 'thread_1', { id, status: 'in_progress' })
  await vi.dynamicImportSettled()
  return stop
}

test('a run that is left and looked at again within two seconds is read on', async () => {
  const leave = await follow('run_back')
  leave()
  vi.advanceTimersByTime(1900)
  const leaveAgain = await follow('run_back')
  vi.advanceTimersByTime(60_000)
  expect(read).toHaveLength(1)
  expect(read[0]?.signal.aborted).toBe(false)

  leaveAgain()
  vi.advanceTimersByTime(1900)
  expect(read[0]?.signal.aborted).toBe(false)
  vi.advanceTimersByTime(100)
  expect(read[0]?.signal.aborted).toBe(true)
})

test('a run that is looked at again after that is read anew, though its stream has not ended yet', async () => {
  const leave = await follow('run_late')
  leave()
  vi.advanceTimersByTime(2000)
  expect(read[0]?.signal.aborted).toBe(true)
  await follow('run_late')
  expect(read).toHaveLength(2)
  expect(read[1]?.signal.aborted).toBe(false)
})

test('of the runs that nobody looks at, the last twelve are remembered', async () => {
  const ids = Array.from({ length: 14 }, (_, nth) => `run_${nth}`)
  for (const id of ids) {
    const leave = await follow(id)
    leave()
    vi.advanceTimersByTime(2000)
  }
  const [{ store } = {}] = read
  expect(ids.filter((id) => store?.get(id))).toEqual(ids.slice(2))
})
