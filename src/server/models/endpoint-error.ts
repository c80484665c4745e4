import { APICallError } from '@ai-sdk/provider'

import { systemCode } from '../error-code.ts'
import { isUnfinished } from './answer-stream.ts'
import {
  CONNECTION_LOST,
  CUT_OFF,
  answeredWith,
  brokeOff,
  shortened,
  unreached,
} from './endpoint-words.ts'
import { statusOf } from './error-status.ts'
import { ModelError } from './model.ts'
import type { TooLong } from './model.ts'
import { MAX_WORDS, saidIn } from './said.ts'
import { withoutRepeated, withoutSecrets } from './secrets.ts'
import { tooLongIn } from './too-long.ts'

/** Statuses by which an endpoint says that the request itself is at fault. */
const INVALID_PROMPT = new Set([400, 413, 422])

/**
 * What went wrong with a model endpoint, in words that hold no key of its; ours do not hold its address either.
 * @param sent texts that the words must not repeat, where they go to the log
 */
export const toModelError = (
  error: unknown,
  secrets: readonly string[],
  sent: readonly string[] = [],
): ModelError => {
  const known = modelErrorIn(error)
  const { code, message: text, reason, tooLong } = known ?? describe(error)
  const message = shortened(withoutRepeated(withoutSecrets(text, secrets), sent))
  if (message === known?.message) return known
  // No cause: it holds what was sent, the key too.
  return new ModelError(code, message, { tooLong, reason })
}

interface Described {
  code: ModelError['code']
  message: string
  /** The same without the endpoint's own words. */
  reason: string
  tooLong?: TooLong | undefined
}

const describe = (error: unknown): Described => {
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 300) {
    const said = saidIn(error.responseBody)?.message ?? error.message
    const tooLong =
      error.statusCode === 429
        ? undefined
        : tooLongIn((error.responseBody ?? said).slice(0, MAX_WORDS))
    const described = describeStatus(error.statusCode, said)
    return tooLong ? { ...described, code: 'invalid_prompt', tooLong } : described
  }
  const said = errorInStream(error)
  if (said) return said
  if (isUnfinished(error)) return inOurWords(CUT_OFF)
  return inOurWords(isUnparsable(error) ? NO_COMPLETION : describeConnection(error))
}

const NO_COMPLETION = 'The model endpoint sent something that is not a chat completion.'

const inOurWords = (message: string): Described => ({
  code: 'server_error',
  message,
  reason: message,
})

const describeStatus = (status: number, said: string): Described => {
  const words = { message: answeredWith(status, said), reason: answeredWith(status, undefined) }
  if (status === 429) return { code: 'rate_limit_exceeded', ...words }
  return { code: INVALID_PROMPT.has(status) ? 'invalid_prompt' : 'server_error', ...words }
}

/** An error that the endpoint wrote into its stream. */
const errorInStream = (error: unknown): Described | undefined => {
  if (error instanceof Error || typeof error !== 'object' || error === null) return undefined
  const said = saidIn(error)
  if (!said) return undefined
  const { message } = said
  const limited = statusOf(said) === 429
  const words = { message: brokeOff(message), reason: brokeOff(undefined) }
  const tooLong = tooLongIn(message)
  if (tooLong) return { code: 'invalid_prompt', ...words, tooLong }
  return { code: limited ? 'rate_limit_exceeded' : 'server_error', ...words }
}

const isUnparsable = (error: unknown) =>
  error instanceof Error && /JSONParse|TypeValidation|InvalidResponseData/.test(error.name)

const describeConnection = (error: unknown): string => {
  if (APICallError.isInstance(error) && error.statusCode !== undefined) {
    return CONNECTION_LOST
  }
  return unreached(systemCode(error))
}

/** The AI SDK wraps what its fetch failed with. */
const modelErrorIn = (error: unknown, depth = 0): ModelError | undefined => {
  if (error instanceof ModelError) return error
  if (!(error instanceof Error) || depth > 4) return undefined
  return modelErrorIn(error.cause, depth + 1)
}
