import type { ErrorBody } from '#contract/error.ts'

/**
 * Why a request came to nothing. `refused`: the server answered an error; `unreachable`: no answer; `late`:
 * none in the time that it is waited for; `malformed`: an answer that is not what the contract says.
 */
export type FailureKind = 'refused' | 'unreachable' | 'late' | 'malformed'

export class ApiFailure extends Error {
  override name = 'ApiFailure'
  readonly kind: FailureKind
  /** 0 when there was no answer. */
  readonly status: number
  readonly code: string | null
  readonly param: string | null
  /** What the server's log knows the request by. */
  readonly requestId: string | null
  /** Whether what was asked for never got to the server that would have done it. */
  readonly isUndone: boolean

  constructor(
    message: string,
    {
      kind,
      status = 0,
      code = null,
      param = null,
      requestId = null,
      isUndone = false,
      cause,
    }: {
      kind: FailureKind
      status?: number
      code?: string | null
      param?: string | null
      requestId?: string | null
      isUndone?: boolean
      cause?: unknown
    },
  ) {
    super(message, { cause })
    this.kind = kind
    this.status = status
    this.code = code
    this.param = param
    this.requestId = requestId
    this.isUndone = isUndone
  }
}

export const unreachable = (cause: unknown): ApiFailure =>
  new ApiFailure(
    // False where there is no network for certain; true says nothing.
    globalThis.navigator?.onLine === false
      ? 'This browser is offline, and the server cannot be reached.'
      : 'The server cannot be reached.',
    { kind: 'unreachable', cause },
  )

/** It was waited for long enough: that it is asked again is left to who waits. */
export const late = (ms: number, cause: unknown): ApiFailure =>
  new ApiFailure(`The server has not answered for ${ms / 1000} seconds.`, { kind: 'late', cause })

/** The header by which an answer tells what the server's log knows its request by. */
export const REQUEST_ID = 'x-request-id'

export const malformed = (
  answer: Pick<ApiFailure, 'status' | 'requestId'>,
  cause: unknown,
): ApiFailure =>
  new ApiFailure('The server answered in a form the console cannot read.', {
    kind: 'malformed',
    ...answer,
    cause,
  })

/** The failure in an error response, whatever its body turns out to be. */
export const refusal = (status: number, body: string, requestId: string | null): ApiFailure => {
  const error = errorIn(body)
  return new ApiFailure(error?.message || `The server answered ${status}.`, {
    kind: 'refused',
    status,
    code: error?.code ?? null,
    param: error?.param ?? null,
    requestId,
  })
}

export const refusalOf = async (response: Response): Promise<ApiFailure> => {
  const { status, headers } = response
  const refused = refusal(status, await response.text().catch(() => ''), headers.get(REQUEST_ID))
  // A server in front of another says so where that may have done it before it went silent.
  const isUndone = refused.code === 'upstream_unreachable' && headers.get('x-should-retry') === null
  if (!isUndone) return refused
  const { message, kind, code, param, requestId } = refused
  return new ApiFailure(message, { kind, status, code, param, requestId, isUndone })
}

/** Read by hand: a page that opens loads no schemas. */
const errorIn = (body: string): Omit<ErrorBody, 'type'> | undefined => {
  try {
    const error: unknown = JSON.parse(body)?.error
    if (typeof error !== 'object' || error === null) return undefined
    const text = (name: string): string | null => {
      const value: unknown = Reflect.get(error, name)
      return typeof value === 'string' ? value : null
    }
    const message = text('message')
    return message === null ? undefined : { message, code: text('code'), param: text('param') }
  } catch {
    return undefined
  }
}

/** Whether asking again could help: the network or the server failed, not the request. */
export const mayRetry = (error: unknown): boolean =>
  isServersFault(error) ||
  (error instanceof ApiFailure && (error.kind === 'unreachable' || error.status === 429))

/** Whether the server, or a proxy before it, answered that it failed. */
export const isServersFault = (error: unknown): boolean =>
  error instanceof ApiFailure && error.status >= 500

/** Whether the answer to the same request would be the same. */
export const isRefused = (error: unknown): boolean =>
  error instanceof ApiFailure && error.kind === 'refused' && !mayRetry(error)

/** Whether what was asked for may have been done all the same: the answer is missing, not the deed. */
export const isUnanswered = (error: unknown): boolean =>
  error instanceof ApiFailure &&
  !error.isUndone &&
  (error.kind !== 'refused' || error.status >= 500)

/** Also for an id in the address that cannot be one: the server refuses it without looking. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof ApiFailure &&
  (error.status === 404 || (error.status === 400 && (error.param?.endsWith('_id') ?? false)))
