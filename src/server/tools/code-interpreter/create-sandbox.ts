import { type Timers, systemTimers } from '#server/timers.ts'

import type { Sandbox } from './sandbox.ts'
import { Interpreter } from './sandbox/interpreter.ts'
import { type Limits, LIMITS, POOL } from './sandbox/limits.ts'
import { Pool } from './sandbox/pool.ts'

export interface SandboxOptions {
  /** Folder of wheels that Python may import from; none, and only its own library is there. */
  wheels?: string | undefined
  /** How many interpreters live at once; others wait their turn. */
  interpreters?: number
  /** Whether one more is kept ready, once one has been used. */
  spare?: boolean
  /** Milliseconds for which an interpreter is kept without work, and in all. */
  idle?: number
  age?: number
  limits?: Partial<Limits>
  timers?: Timers
}

/** Python in processes of its own. Nothing is started before the first execution. */
export const createSandbox = (options: SandboxOptions = {}): Sandbox =>
  new Pool({
    start: () => Interpreter.start({ ...LIMITS, ...options.limits }, options.wheels),
    spare: options.spare ?? true,
    interpreters: options.interpreters ?? POOL.interpreters,
    idle: options.idle ?? POOL.idle,
    age: options.age ?? POOL.age,
    timers: options.timers ?? systemTimers,
  })
