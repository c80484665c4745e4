import { afterEach, beforeEach } from 'vitest'

import type { Clock } from '#server/clock.ts'
import { type FixedClock, fixedClock } from '#testing/clock.ts'

import type { Store } from '../store.ts'

/** An engine under test. */
export interface Engine {
  name: string
  /** How many random cases each property is tried on. */
  cases: number
  /** Opens an empty store; `dispose` closes it and removes what it kept. */
  openEmpty(clock: Clock): Promise<{ store: Store; dispose: () => Promise<void> }>
}

export interface Bench {
  readonly store: Store
  readonly clock: FixedClock
}

/** A store of its own for each test. */
export const useStore = (engine: Engine): Bench => {
  let clock: FixedClock
  let opened: Awaited<ReturnType<Engine['openEmpty']>>
  beforeEach(async () => {
    clock = fixedClock()
    opened = await engine.openEmpty(clock)
  })
  afterEach(() => opened.dispose())
  return {
    get store() {
      return opened.store
    },
    get clock() {
      return clock
    },
  }
}
