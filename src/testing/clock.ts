import type { Clock } from '#server/clock.ts'

/** A clock that stands until it is told to move. */
export interface FixedClock extends Clock {
  /** Moves on by that many milliseconds. */
  advance(ms: number): void
}

/** 2026-01-02 03:04:05 UTC, in milliseconds. */
export const EPOCH = 1_767_323_045_000

export const fixedClock = (start = EPOCH): FixedClock => {
  let now = start
  return {
    now: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}
