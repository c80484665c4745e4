import {
  ApiError,
  cannotCancel,
  noAssistant,
  noOutputsAccepted,
  noRun,
  noThread,
  wrongOutputs,
} from '../http/api-error.ts'
import { clip } from '../http/issue-text.ts'
import { RunRefusal } from '../runs/refusal.ts'
import type { Store } from '../store/store.ts'

/** What runs refuse, in the wire's words. */
export const refusing = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    throw inWords(error)
  }
}

/** An error as it is, but for what runs refuse. */
export const inWords = (error: unknown): unknown => {
  if (!(error instanceof RunRefusal)) return error
  const { why } = error
  switch (why.type) {
    case 'no assistant':
      return noAssistant(why.id)
    case 'no run':
      return noRun(why.id)
    case 'cannot cancel':
      return cannotCancel(why.status)
    case 'missing parameter':
      return missingParameter(why.param)
    case 'nothing to choose':
      return invalidChoice("'tool_choice' is only allowed when 'tools' are specified.")
    case 'no such tool':
      return invalidChoice(`no ${clip(why.tool)} was specified in the 'tools' parameter.`)
    case 'no outputs accepted':
      return noOutputsAccepted(why.status)
    case 'wrong outputs':
      return wrongOutputs(why.expected, why.got)
    case 'stopping':
      return new ApiError(503, null, 'The server is stopping. Follow the run again in a moment.')
  }
}

const missingParameter = (param: string) =>
  new ApiError(400, 'missing_required_parameter', `Missing required parameter: '${param}'.`, param)

const invalidChoice = (why: string) =>
  new ApiError(400, null, `Invalid value for 'tool_choice': ${why}`, 'tool_choice')

/** A run that is not there may be missing because its thread is: that is said first. */
export const missingRun = async (
  store: Store,
  { thread_id, run_id }: { thread_id: string; run_id: string },
): Promise<ApiError> => ((await store.getThread(thread_id)) ? noRun(run_id) : noThread(thread_id))
