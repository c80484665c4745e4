import type { Run } from '#contract/run.ts'

import { ModelError } from '../models/model.ts'
import type { ModelEvent, ModelProvider } from '../models/model.ts'
import type { BuiltRequest } from './model-request.ts'
import { lastMessages } from './thread-messages.ts'

/** Prompts are made shorter so often. */
const TRIES = 4

/**
 * A model's answer; asked for again with less of the thread where it was too long for the model.
 * @throws {ModelError}
 */
export async function* streamFitting(
  models: ModelProvider,
  run: Run,
  first: BuiltRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  let built = first
  for (let tries = TRIES; ; tries -= 1) {
    let hasBegun = false
    try {
      for await (const event of models.stream(built.request, signal)) {
        hasBegun = true
        yield event
      }
      return
    } catch (error) {
      if (!(error instanceof ModelError) || !error.tooLong || hasBegun) throw error
      const shorter = tries > 0 ? await built.shorter(error.tooLong.limit) : undefined
      if (!shorter) throw explained(error, run)
      built = shorter
    }
  }
}

/** A number of messages that was asked for is not made smaller: whoever asked is told. */
const explained = (error: ModelError, run: Run): ModelError => {
  const count = lastMessages(run)
  if (count === undefined) return error
  const asked = ` ('truncation_strategy.last_messages' asks for the last ${count} messages.)`
  return new ModelError(error.code, error.message + asked, {
    cause: error,
    tooLong: error.tooLong,
    reason: error.reason + asked,
  })
}
