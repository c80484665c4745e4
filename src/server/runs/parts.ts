import type { Config } from '../config.ts'
import type { Services } from '../services.ts'
import type { Tools } from '../tools/tools.ts'
import type { Pace } from './pace.ts'

/** What the engine is made of. */
export interface EngineParts extends Pick<
  Services,
  'store' | 'models' | 'bytes' | 'clock' | 'timers' | 'newId' | 'log'
> {
  config: Pick<Config, 'runConcurrency'>
  tools: Tools
  /** When the deltas of all runs are written. */
  pace: Pace
}
