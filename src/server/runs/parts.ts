import type { Config } from '../config.ts'
import type { Services } from '../services.ts'
import type { Tools } from '../tools/tools.ts'

/** What the engine is made of. */
export interface EngineParts extends Pick<
  Services,
  'store' | 'models' | 'bytes' | 'clock' | 'newId' | 'log'
> {
  config: Pick<Config, 'runConcurrency'>
  tools: Tools
  timers: Timers
}

export interface Timers {
  /** Calls back once, after so many milliseconds. Returns the way to prevent it. */
  after(ms: number, callback: () => void): () => void
}

/** The longest wait that the platform's timers know. */
const MAX_WAIT = 2 ** 31 - 1

/** Timers that do not keep the process alive. */
export const systemTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, ms), MAX_WAIT)).unref()
    return () => clearTimeout(timer)
  },
}

/** The present, in the wire's whole seconds. */
export const seconds = ({ clock }: Pick<EngineParts, 'clock'>): number =>
  Math.floor(clock.now() / 1000)
