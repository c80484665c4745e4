import { expect, test } from 'vitest'

import { steadyClock } from './clock.ts'

const NOON = 1_767_355_200_000
const HOUR = 3_600_000

test('follows the system’s clock, forward jumps included; set back, it goes on', () => {
  const system = { at: NOON, since: 5 }
  const clock = steadyClock({ date: () => system.at, elapsed: () => system.since })
  const pass = (ms: number) => {
    system.at += ms
    system.since += ms
    return clock.now()
  }
  expect(clock.now()).toBe(NOON)
  expect(pass(1000)).toBe(NOON + 1000)
  system.at -= HOUR
  expect(clock.now()).toBe(NOON + 1000)
  expect(pass(1000)).toBe(NOON + 2000)
  system.at += HOUR
  expect(pass(1000)).toBe(NOON + 3000)
  // As after a sleep, which is no time elapsed.
  system.at += 8 * HOUR
  expect(clock.now()).toBe(NOON + 3000 + 8 * HOUR)
  expect(pass(1000)).toBe(NOON + 4000 + 8 * HOUR)
})

test('a clock that wavers stands still at worst', () => {
  let date = NOON
  const clock = steadyClock({ date: () => date, elapsed: () => 0 })
  let last = 0
  for (const step of [5, -3, 2, -40, 41, 0, -1]) {
    date += step
    const now = clock.now()
    expect(now).toBeGreaterThanOrEqual(last)
    last = now
  }
})
