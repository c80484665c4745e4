import type { ErrorBody } from '#contract/error.ts'
import { MAX_THREAD_MESSAGES } from '#contract/message.ts'

/** A refusal in the wire's own words. Clients choose their error class by status and match on texts. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string | null
  readonly param: string | null
  readonly type: string
  /** Sent with the refusal, e.g. `allow` or `x-should-retry`. */
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string | null,
    message: string,
    param: string | null = null,
    options: { type?: string; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.status = status
    this.code = code
    this.param = param
    this.type = options.type ?? (status < 500 ? 'invalid_request_error' : 'server_error')
    this.headers = options.headers ?? {}
  }

  /** What the response's body holds under `error`. */
  get body(): ErrorBody {
    return { message: this.message, type: this.type, param: this.param, code: this.code }
  }
}

const none = (noun: string, id: string) =>
  new ApiError(404, null, `No ${noun} found with id '${id}'.`)

export const noAssistant = (id: string) => none('assistant', id)
export const noThread = (id: string) => none('thread', id)
export const noMessage = (id: string) => none('message', id)
export const noRun = (id: string) => none('run', id)
export const noRunStep = (id: string) => none('run step', id)
export const noFile = (id: string) => new ApiError(404, null, `No such File object: ${id}`, 'id')
export const noUpload = (id: string) =>
  new ApiError(404, null, `No such Upload object: ${id}`, 'id')
export const noVectorStore = (id: string) =>
  new ApiError(404, null, `Vector store with id ['${id}'] not found.`)
export const noVectorStoreFile = (id: string, vectorStoreId: string) =>
  new ApiError(404, null, `No file found with id '${id}' in vector store '${vectorStoreId}'.`)
export const noFileBatch = (id: string, vectorStoreId: string) =>
  new ApiError(404, null, `No file batch found with id '${id}' in vector store '${vectorStoreId}'.`)
export const vectorStoreExpired = (id: string) =>
  new ApiError(400, 'expired', `Vector store '${id}' has expired.`, 'vector_store_id')
export const noModel = (id: string) =>
  new ApiError(
    404,
    'model_not_found',
    `The model '${id}' does not exist or you do not have access to it.`,
    'model',
  )
export const noModelNamed = () => new ApiError(400, null, 'you must provide a model parameter')
/** The hosted service says so of every model that was not tuned by who asks. */
export const notOurModel = (id: string) =>
  forbidden(`You have insufficient permissions to delete the model '${id}'.`)
export const noCursor = (param: 'after' | 'before', cursor: string) =>
  new ApiError(404, null, `No object found with id '${cursor}'.`, param)

/** A message for a thread that a run holds. Status 400: a 409 would be retried by every client. */
export const threadLocked = (threadId: string, runId: string) =>
  new ApiError(400, null, `Can't add messages to ${threadId} while a run ${runId} is active.`)
export const activeRun = (threadId: string, runId: string) =>
  new ApiError(400, null, `Thread ${threadId} already has an active run ${runId}.`)
export const threadFull = (threadId: string) =>
  new ApiError(
    400,
    'thread_full',
    `Can't add messages to ${threadId}: a thread takes at most ${MAX_THREAD_MESSAGES} messages.`,
  )
export const cannotCancel = (status: string) =>
  new ApiError(400, null, `Cannot cancel run with status '${status}'.`)
export const noOutputsAccepted = (status: string) =>
  new ApiError(400, null, `Runs in status "${status}" do not accept tool outputs.`)

const quoted = (ids: readonly string[]) => `[${ids.map((id) => `'${id}'`).join(', ')}]`
export const wrongOutputs = (expected: readonly string[], got: readonly string[]) =>
  new ApiError(
    400,
    null,
    `Expected tool outputs for call_ids ${quoted(expected)}, got ${quoted(got)}`,
  )

/** A wrong answer would be given again: the SDKs are told not to repeat the request. */
const FINAL = { 'x-should-retry': 'false' }

export const storeFull = (cause: unknown) =>
  new ApiError(507, 'insufficient_storage', 'The server has no room left to store this.', null, {
    headers: FINAL,
    cause,
  })
export const overloaded = (cause: unknown) =>
  new ApiError(503, null, 'The server has too much open at once. Try again in a moment.', null, {
    headers: { 'x-should-retry': 'true', 'retry-after': '1' },
    cause,
  })
export const unexpected = (cause: unknown) =>
  new ApiError(
    500,
    null,
    'The server had an error while processing your request. Sorry about that!',
    null,
    { headers: FINAL, cause },
  )
export const forbidden = (message: string) => new ApiError(403, null, message)
