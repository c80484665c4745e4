import type { WireOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import { assistantHandlers } from './assistants.ts'
import { fileHandlers } from './files.ts'
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

/** The handler of each operation of the wire. */
export const wireHandlers: Handlers<WireOperationName> = {
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

/** What the mirror answers, in front of another server. */
export const mirroredHandlers = {
  listThreads: wireHandlers.listThreads,
  getThread: wireHandlers.getThread,
  listMessages: wireHandlers.listMessages,
  getMessage: wireHandlers.getMessage,
  listRuns: wireHandlers.listRuns,
  getRun: wireHandlers.getRun,
  listRunSteps: wireHandlers.listRunSteps,
  getRunStep: wireHandlers.getRunStep,
  listRunEvents: wireHandlers.listRunEvents,
  listAssistants: wireHandlers.listAssistants,
  getAssistant: wireHandlers.getAssistant,
  listFiles: wireHandlers.listFiles,
  retrieveFile: wireHandlers.retrieveFile,
} satisfies Partial<Handlers<WireOperationName>>
