import type { Logger } from 'pino'

import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { FileBytes } from './files/file-bytes.ts'
import type { ModelCalls } from './models/model-calls.ts'
import type { ModelProvider } from './models/model.ts'
import type { NewId } from './new-id.ts'
import type { RunEngine } from './runs/engine.ts'
import type { Store } from './store/store.ts'
import type { Timers } from './timers.ts'
import type { VectorStores } from './vector-stores/vector-stores.ts'

/** What the app is built from; each part can be another one in a test. */
export interface Services {
  config: Config
  store: Store
  bytes: FileBytes
  models: ModelProvider
  modelCalls: ModelCalls
  vectorStores: VectorStores
  runs: RunEngine
  clock: Clock
  timers: Timers
  newId: NewId
  log: Logger
}
