import { proxy } from 'hono/proxy'

import { isObject } from '#contract/json-object.ts'
import { MAX_PASSED_ON_BYTES } from '#contract/operation.ts'

import { codeOf } from '../error-code.ts'
import { cancellable } from '../http/arriving.ts'
import type { Place } from '../http/body-memory.ts'
import { readBody } from '../http/body.ts'
import { deploymentIn, isAzure } from '../http/wire-path.ts'
import { withField } from '../json-source.ts'
import { patientFetch } from '../patient-fetch.ts'
import { ApiError, FINAL } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'
import { heardAnswer } from './heard-answer.ts'
import { toSafeResponse } from './safe-response.ts'
import { isPlainPath } from './upstream-path.ts'
import { type Upstream, addressAt, keyHeaders, secretsOf } from './upstream-server.ts'

/**
 * What a request says to another server: what the API knows, and what says how its body is written. All
 * else may be a key of somebody's, or tell who and where the reader is.
 */
const PASSED_UP =
  /^(accept|authorization|content-(encoding|length|type)|idempotency-key|last-event-id|openai-.*|user-agent|x-client-request-id|x-stainless-.*)$/

/** What no request can be made with: https://fetch.spec.whatwg.org/#forbidden-method */
export const UNSENDABLE: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

const UNREACHABLE = 'upstream_unreachable'

/** Whether a request failed since the other server gave no answer. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof ApiError && error.code === UNREACHABLE

/** Whether nothing was done: a server that fails may have done it all the same. */
export const isRefusal = ({ status }: Response): boolean => status >= 400 && status < 500

/** Whether a request failed that certainly did nothing: it was refused here, or never reached the other server. */
export const isUndone = (error: unknown): boolean => {
  if (!(error instanceof ApiError)) return wasNeverReached(error)
  return error.status < 500 || (isUnreachable(error) && !('x-should-retry' in error.headers))
}

/** Some clients do not say that what they send is JSON. */
const JSON_LIKE = /^(?:application\/json|text\/plain)\b/i

/** Azure's clients name the model in the path, which is not passed on: it goes into the body. */
export const namingModel = async (
  request: Request,
  timers: Timers,
  place: Place,
): Promise<string | undefined> => {
  const model = deploymentIn(request)
  const type = request.headers.get('content-type') ?? 'application/json'
  if (model === undefined || request.method !== 'POST' || !JSON_LIKE.test(type)) {
    return undefined
  }
  const { text, value } = await readBody(request, { timers, limit: MAX_PASSED_ON_BYTES, place })
  if (text.trim() === '') return JSON.stringify({ model })
  return isObject(value) ? withField(text, 'model', model) : text
}

interface Forwarding {
  /** Sent in place of the request's own. */
  body?: string | undefined
  /** Ends it where it is not the client that does: it is seen to its end when the client goes away. */
  signal?: AbortSignal | undefined
  onFailure: (error: unknown) => void
}

/**
 * One request to the upstream; `path` is what follows its base URL.
 * @throws {ApiError} 404 for a path that may be read as another; 502 when it cannot be reached, or redirects
 */
export const forward = async (
  upstream: Upstream,
  path: string,
  request: Request,
  { body, signal, onFailure }: Forwarding,
): Promise<Response> => {
  if (!isPlainPath(path.replace(/\?.*/s, ''))) throw noSuchPath(request)
  const { key } = upstream
  const headers = new Headers([...request.headers].filter(([name]) => PASSED_UP.test(name)))
  const asked = headers.has('authorization') ? null : request.headers.get('api-key')
  const sent = key ?? asked
  const named = sent === null ? {} : keyHeaders(upstream, sent)
  for (const [name, value] of Object.entries(named)) headers.set(name, value)
  if (isAzure(request) && !headers.has('openai-beta')) headers.set('openai-beta', 'assistants=v2')
  if (body !== undefined) {
    headers.delete('content-length')
    headers.set('content-type', 'application/json')
  }
  if (key === undefined) upstream.clientKeys.note(headers)
  const hearing = { secrets: secretsOf(upstream), isFile: isFileContent(request, path) }
  let response: Response
  try {
    const sentBody = body ?? (request.body && cancellable(request.body))
    const init = {
      raw: request,
      headers,
      ...(sentBody !== null && { body: sentBody }),
      ...(signal && { signal }),
    }
    response = await proxy(addressAt(upstream, path), {
      ...init,
      redirect: 'manual',
      customFetch: async (sent) => heardAnswer(await patientFetch(sent), hearing),
    })
  } catch (error) {
    if (request.signal.aborted || error instanceof ApiError) throw error
    onFailure(error)
    const message = 'The upstream server cannot be reached.'
    // What it may have done before it went silent would be done again.
    const isFinal = request.method !== 'GET' && !wasNeverReached(error)
    throw new ApiError(502, UNREACHABLE, message, null, isFinal ? { headers: FINAL } : {})
  }
  if (response.status < 300 || response.status > 399) return toSafeResponse(response, hearing)
  // The key and what is sent are for this server alone, and a client would not know the other.
  await response.body?.cancel()
  const message = `The upstream server answered ${response.status}, a redirect, which is not followed.`
  throw new ApiError(502, 'upstream_redirected', message, null, { headers: FINAL })
}

/** The one operation that answers bytes. */
const isFileContent = ({ method }: Request, path: string): boolean =>
  method === 'GET' && /^\/files\/[^/?]+\/content(\?|$)/.test(path)

/** A path that is none of the API. */
export const noSuchPath = ({ method, url }: Request): ApiError =>
  new ApiError(404, null, `Invalid URL (${method} ${new URL(url).pathname})`)

const wasNeverReached = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH'].includes(codeOf(cause) ?? '')
}
