import { ApiError } from '../refusals/api-error.ts'

const HEADER = 'idempotency-key'
export const MAX_IDEMPOTENCY_KEY = 255

/** The key by which a client tells a repetition from a new request. @throws {ApiError} 400 for one that is none */
export const idempotencyKey = ({ headers }: Request): string | undefined => {
  const key = headers.get(HEADER)
  if (key === null) return undefined
  if (key.length > 0 && key.length <= MAX_IDEMPOTENCY_KEY) return key
  throw new ApiError(
    400,
    'invalid_value',
    `Invalid header 'Idempotency-Key': expected 1 to ${MAX_IDEMPOTENCY_KEY} characters, but got ${key.length} instead.`,
    'Idempotency-Key',
  )
}

/** Says that an answer was given before. */
export const REPLAYED = { 'idempotent-replayed': 'true' }

export const keyReused = (key: string) =>
  new ApiError(
    400,
    'idempotency_key_reused',
    `The Idempotency-Key '${key}' was sent with another request before. Send the same request again, or another key.`,
    'Idempotency-Key',
  )
