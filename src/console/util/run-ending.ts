import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { incompleteWords } from './run-reason.ts'

const errorCodes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    server_error: 'An error of the model or the server ended the run.',
    rate_limit_exceeded: 'The model refused: too many requests, or the quota is used up.',
    invalid_prompt: 'The model could not work with what it was given.',
  }),
)

export interface Ending {
  tone: 'attention' | 'error' | 'neutral'
  /** What happened, in a sentence. */
  words: string
  /** What the server says of it, where that adds something. */
  detail?: string
}

/** Whether a run wrote any text: by its messages where they are known, else by its steps. */
const hasWritten = (messages: readonly Message[], steps: readonly RunStep[]): boolean =>
  messages.length > 0
    ? messages.some(({ content }) => content.length > 0)
    : steps.some(({ step_details: { type } }) => type === 'message_creation')

/**
 * Why a run did not end as it should; undefined where it did, or has not ended.
 * @param messages those that it wrote
 */
export const endingOf = (
  run: Run,
  { messages = [], steps = [] }: { messages?: readonly Message[]; steps?: readonly RunStep[] } = {},
): Ending | undefined => {
  switch (run.status) {
    case 'failed':
      return {
        tone: 'error',
        words: errorCodes.get(run.last_error?.code ?? '') ?? 'The run failed.',
        ...(run.last_error && { detail: run.last_error.message }),
      }
    case 'expired':
      return {
        tone: 'error',
        words: 'The run expired: tool outputs did not come in time, or the model took too long.',
        ...(run.last_error && { detail: run.last_error.message }),
      }
    case 'cancelled':
      return {
        tone: 'neutral',
        words: hasWritten(messages, steps)
          ? 'The run was stopped. What had been written is kept.'
          : 'The run was stopped.',
      }
    case 'incomplete':
      return incomplete(run, messages, 'The run ended before the answer was whole.')
    case 'completed':
      // Seen recorded: a completed run that was cut short all the same.
      return run.incomplete_details
        ? incomplete(run, messages, 'The answer was cut short.')
        : undefined
    default:
      return undefined
  }
}

const incomplete = (run: Run, messages: readonly Message[], otherwise: string): Ending => {
  // A run does not tell every reason: its message may.
  const inMessage = messages.findLast(({ status }) => status === 'incomplete')?.incomplete_details
  const reason = run.incomplete_details?.reason ?? inMessage?.reason ?? ''
  const words = incompleteWords(reason)
  if (words !== undefined) return { tone: 'attention', words }
  return { tone: 'attention', words: otherwise, ...(reason && { detail: reason }) }
}
