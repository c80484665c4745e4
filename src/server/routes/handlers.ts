import { assistantHandlers } from './assistants.ts'
import { fileHandlers } from './files.ts'
import type { Handlers } from './handler.ts'
import { messageHandlers } from './messages.ts'
import { modelCallHandlers } from './model-calls.ts'
import { modelHandlers } from './models.ts'
import { runEventHandlers } from './run-events.ts'
import { runStepHandlers } from './run-steps.ts'
import { runHandlers } from './runs.ts'
import { threadHandlers } from './threads.ts'
import { uploadHandlers } from './uploads.ts'
import { vectorStoreFileHandlers } from './vector-store-files.ts'
import { vectorStoreHandlers } from './vector-stores.ts'

/** Every operation's handler. */
export const handlers: Handlers = {
  ...assistantHandlers,
  ...threadHandlers,
  ...messageHandlers,
  ...runHandlers,
  ...runStepHandlers,
  ...runEventHandlers,
  ...fileHandlers,
  ...uploadHandlers,
  ...vectorStoreHandlers,
  ...vectorStoreFileHandlers,
  ...modelHandlers,
  ...modelCallHandlers,
}
