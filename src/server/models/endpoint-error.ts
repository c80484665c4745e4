import { APICallError } from '@ai-sdk/provider'

import { isUnfinished } from './answer-stream.ts'
import { systemCode } from './endpoint-fetch.ts'
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
 * What went wrong with a model endpoint, in words that hold neither its key nor its address.
 * @param sent texts that the words must not repeat, since they go to the log
 */
export const toModelError = (
  error: unknown,
  secrets: readonly string[],
  sent: readonly string[] = [],
): ModelError => {
  const known = modelErrorIn(error)
  if (known) return known
  const { code, text, tooLong } = describe(error)
  // No cause: it holds what was sent, the key too.
  return new ModelError(code, shortened(withoutRepeated(withoutSecrets(text, secrets), sent)), {
    tooLong,
  })
}

interface Described {
  code: ModelError['code']
  text: string
  tooLong?: TooLong | undefined
}

const describe = (error: unknown): Described => {
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 300) {
    const said = saidIn(error.responseBody)?.message ?? error.message
    const tooLong =
      error.statusCode === 429
        ? undefined
        : tooLongIn((error.responseBody ?? said).slice(0, MAX_WORDS))
    return tooLong
      ? { code: 'invalid_prompt', text: answeredWith(error.statusCode, said), tooLong }
      : describeStatus(error.statusCode, said)
  }
  const said = errorInStream(error)
  if (said) return said
  if (isUnfinished(error)) return { code: 'server_error', text: CUT_OFF }
  if (isUnparsable(error)) {
    const text = 'The model endpoint sent something that is not a chat completion.'
    return { code: 'server_error', text }
  }
  return { code: 'server_error', text: describeConnection(error) }
}

const describeStatus = (status: number, said: string): Described => {
  const text = answeredWith(status, said)
  if (status === 429) return { code: 'rate_limit_exceeded', text }
  return { code: INVALID_PROMPT.has(status) ? 'invalid_prompt' : 'server_error', text }
}

/** An error that the endpoint wrote into its stream. */
const errorInStream = (error: unknown): Described | undefined => {
  if (error instanceof Error || typeof error !== 'object' || error === null) return undefined
  const said = saidIn(error)
  if (!said) return undefined
  const { message } = said
  const limited = statusOf(said) === 429
  const text = brokeOff(message)
  const tooLong = tooLongIn(message)
  if (tooLong) return { code: 'invalid_prompt', text, tooLong }
  return { code: limited ? 'rate_limit_exceeded' : 'server_error', text }
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
