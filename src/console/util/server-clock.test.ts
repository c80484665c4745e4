import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { emptyLiveRun, silentSince } from '../api/live-run.ts'
import { hearServerTime, serverNow } from './server-clock.ts'

const SERVER = 1_800_000_000_000
const DAY = 86_400_000
beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  hearServerTime(Date.now())
  vi.useRealTimers()
})

test.each([3 * DAY, -3_600_000, -730 * DAY])(
  'a clock that is wrong by %i is set right',
  (wrong) => {
    vi.setSystemTime(SERVER + wrong)
    hearServerTime(SERVER)
    vi.setSystemTime(SERVER + wrong + 1500)
    expect(serverNow()).toBe(SERVER + 1500)
    const live = { ...emptyLiveRun('t', 'r'), connection: 'reconnecting' as const }
    expect(silentSince({ ...live, silentSince: SERVER + wrong })).toBe(SERVER)
  },
)

test('the way of an answer and the seconds of its header move nothing', () => {
  vi.setSystemTime(SERVER + 900)
  hearServerTime(SERVER)
  expect(serverNow()).toBe(SERVER + 900)
})
