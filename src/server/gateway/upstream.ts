import { Hono } from 'hono'
import { proxy } from 'hono/proxy'

import { isObject } from '#contract/json-object.ts'
import { MAX_JSON_BYTES, MAX_PASSED_ON_BYTES } from '#contract/operation.ts'

import { codeOf } from '../error-code.ts'
import type { App, AppEnv } from '../http/app-env.ts'
import { cancellable } from '../http/arriving.ts'
import { type Place, BodyMemory } from '../http/body-memory.ts'
import { readBody } from '../http/body.ts'
import type { Principal } from '../http/principal.ts'
import { deploymentIn, isAzure, toWirePath } from '../http/wire-path.ts'
import { withField } from '../json-source.ts'
import { type Asked, askedBy } from '../mirror/asked.ts'
import type { Mirror } from '../mirror/mirror.ts'
import { patientFetch } from '../patient-fetch.ts'
import { ApiError, FINAL } from '../refusals/api-error.ts'
import type { Services } from '../services.ts'
import type { Timers } from '../timers.ts'
import {
  bringsMessages,
  isHeardHere,
  isLookedInto,
  isReadHere,
  mirrored,
  outlivesClient,
  standsIn,
} from './mirrored.ts'
import { unpacked } from './packed-answer.ts'
import { toSafeResponse } from './safe-response.ts'
import { isPlainPath } from './upstream-path.ts'
import type { Upstream } from './upstream-server.ts'

/**
 * What a request says to another server: what the API knows, and what says how its body is written. All
 * else may be a key of somebody's, or tell who and where the reader is.
 */
const PASSED_UP =
  /^(accept|authorization|content-(encoding|length|type)|idempotency-key|last-event-id|openai-.*|user-agent|x-client-request-id|x-stainless-.*)$/

/** What no request can be made with: https://fetch.spec.whatwg.org/#forbidden-method */
const UNSENDABLE: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

const UNREACHABLE = 'upstream_unreachable'

/**
 * Forwards `/v1` to another server, streams included, and mirrors what passes; what is answered from the
 * mirror is left to the handlers that come next. The key is put in here and never leaves.
 */
export const forwardAll = (
  { log, timers }: Services,
  { upstream, mirror }: { upstream: Upstream; mirror: Mirror },
): App => {
  const app = new Hono<AppEnv>()
  const memory = new BodyMemory(timers)
  app.all('*', async (c, next) => {
    // It is refused as without an upstream.
    if (UNSENDABLE.has(c.req.method)) return next()
    const { pathname, search, searchParams } = new URL(c.req.url)
    const path = toWirePath(pathname)
    if (!path.startsWith('/v1')) throw noSuchPath(c.req.raw)
    const principal = c.get('principal')
    const asked = askedBy(c.req.method, path.slice('/v1'.length))
    if (asked && (await isReadHere(mirror, asked, principal))) return next()
    const place = memory.enter()
    try {
      const request = c.req.raw
      const { body, ...given } = await lookInto(request, asked, { principal, timers, place })
      // The upstream may be slow: the body is held meanwhile.
      const response = await forward(upstream, `${path.slice('/v1'.length)}${search}`, request, {
        body,
        outlivesClient: asked !== undefined && outlivesClient(asked.name),
        onFailure: (error) => {
          mirror.answered(false)
          log.warn({ err: error, requestId: c.get('requestId') }, 'the upstream cannot be reached')
        },
      })
      mirror.answered(true)
      const order = searchParams.get('order') === 'asc' ? 'asc' : 'desc'
      return asked
        ? await mirrored(mirror, { ...asked, ...given, order, principal }, response)
        : response
    } catch (error) {
      if (asked && isUnreachable(error) && standsIn(asked, principal)) return next()
      throw error
    } finally {
      place.leave()
    }
  })
  return app
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof ApiError && error.code === UNREACHABLE

interface LookedInto {
  /** Sent in place of the request's own. */
  body: string | undefined
  brings: boolean
  isHeardHere: boolean
}

/** What a request's body says to the mirror, and the body to send. */
const lookInto = async (
  request: Request,
  asked: Asked | undefined,
  { principal, timers, place }: { principal: Principal; timers: Timers; place: Place },
): Promise<LookedInto> => {
  // What is packed goes up as it is.
  if (!asked || !isLookedInto(asked.name) || request.headers.has('content-encoding')) {
    return {
      body: await namingModel(request, timers, place),
      brings: false,
      isHeardHere: false,
    }
  }
  const { text, value } = await readBody(request, { timers, limit: MAX_JSON_BYTES, place })
  const isHere = isHeardHere(asked.name, value, principal)
  return {
    body: isHere && isObject(value) ? withField(text, 'stream', true) : text,
    brings: bringsMessages(asked.name, value),
    isHeardHere: isHere,
  }
}

/** Some clients do not say that what they send is JSON. */
const JSON_LIKE = /^(?:application\/json|text\/plain)\b/i

/** Azure's clients name the model in the path, which is not passed on: it goes into the body. */
const namingModel = async (
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
  /** Whether it is seen to its end when the client goes away. */
  outlivesClient?: boolean
  onFailure: (error: unknown) => void
}

/**
 * One request to the upstream; `path` is what follows its base URL.
 * @throws {ApiError} 404 for a path that may be read as another; 502 when it cannot be reached, or redirects
 */
export const forward = async (
  { url, key }: Upstream,
  path: string,
  request: Request,
  { body, outlivesClient: outlives = false, onFailure }: Forwarding,
): Promise<Response> => {
  if (!isPlainPath(path.replace(/\?.*/s, ''))) throw noSuchPath(request)
  const headers = new Headers([...request.headers].filter(([name]) => PASSED_UP.test(name)))
  const asked = headers.has('authorization') ? null : request.headers.get('api-key')
  const sent = key ?? asked
  if (sent !== null) headers.set('authorization', `Bearer ${sent}`)
  if (isAzure(request) && !headers.has('openai-beta')) headers.set('openai-beta', 'assistants=v2')
  if (body !== undefined) {
    headers.delete('content-length')
    headers.set('content-type', 'application/json')
  }
  const isFile = isFileContent(request, path)
  let response: Response
  try {
    const sentBody = body ?? (request.body && cancellable(request.body))
    const init = {
      raw: request,
      headers,
      ...(sentBody !== null && { body: sentBody }),
      ...(outlives && { signal: null }),
    }
    response = await proxy(`${url}${path}`, {
      ...init,
      redirect: 'manual',
      customFetch: askFor({ isFile }),
    })
  } catch (error) {
    if (request.signal.aborted || error instanceof ApiError) throw error
    onFailure(error)
    const message = 'The upstream server cannot be reached.'
    // What it may have done before it went silent would be done again.
    const isFinal = request.method !== 'GET' && !wasNeverReached(error)
    throw new ApiError(502, UNREACHABLE, message, null, isFinal ? { headers: FINAL } : {})
  }
  if (response.status < 300 || response.status > 399)
    return toSafeResponse(response, { key, isFile })
  // The key and what is sent are for this server alone, and a client would not know the other.
  await response.body?.cancel()
  const message = `The upstream server answered ${response.status}, a redirect, which is not followed.`
  throw new ApiError(502, 'upstream_redirected', message, null, { headers: FINAL })
}

/** The answer without the words beside its status, which may be in letters that no answer of ours can have. */
const askFor =
  ({ isFile }: { isFile: boolean }) =>
  async (request: Request): Promise<Response> => {
    const response = await patientFetch(request)
    const { status, headers, body } = response
    if (status < 200 || status > 599) {
      await body?.cancel()
      const message = `The upstream server answered ${status}, which is no status of an answer.`
      throw new ApiError(502, 'upstream_status', message, null, { headers: FINAL })
    }
    const isRedirect = status >= 300 && status <= 399
    const read = isRedirect ? body : await unpacked(response, { isFile })
    return new Response(read, { status, headers })
  }

/** The one operation that answers bytes. */
const isFileContent = ({ method }: Request, path: string): boolean =>
  method === 'GET' && /^\/files\/[^/?]+\/content(\?|$)/.test(path)

const noSuchPath = ({ method, url }: Request): ApiError =>
  new ApiError(404, null, `Invalid URL (${method} ${new URL(url).pathname})`)

const wasNeverReached = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH'].includes(codeOf(cause) ?? '')
}
