import { Hono } from 'hono'
import { proxy } from 'hono/proxy'

import { ApiError } from '../http/api-error.ts'
import type { App, AppEnv } from '../http/app-env.ts'
import { isAzure, toWirePath } from '../http/wire-path.ts'
import type { Services } from '../services.ts'
import { toSafeResponse } from './safe-response.ts'

/** Where the API is answered by another server. */
export interface Upstream {
  url: string
  /** Sent instead of whatever key the client has; without one, the client's own is passed on. */
  key: string | undefined
}

/**
 * What says who and where the reader is, no business of another server's; and what asks for a part of an
 * answer, which is passed on whole.
 */
const PRIVATE =
  /^(cookie|host|origin|referer|forwarded|x-forwarded-.*|x-real-ip|sec-.*|access-control-.*|api-key|range|if-.*)$/

/** Forwards `/v1` to another server, streams included. The key is put in here and never leaves. */
export const forwardAll = ({ log }: Services, upstream: Upstream): App => {
  const app = new Hono<AppEnv>()
  app.all('*', (c) => {
    const { pathname, search } = new URL(c.req.url)
    return forward(
      upstream,
      `${toWirePath(pathname).replace(/^\/v1/, '')}${search}`,
      c.req.raw,
      (error) =>
        log.warn({ err: error, requestId: c.get('requestId') }, 'the upstream cannot be reached'),
    )
  })
  return app
}

/**
 * One request to the upstream; `path` is what follows its base URL.
 * @throws {ApiError} 502 when it cannot be reached
 */
export const forward = async (
  { url, key }: Upstream,
  path: string,
  request: Request,
  onFailure: (error: unknown) => void,
): Promise<Response> => {
  const headers = new Headers([...request.headers].filter(([name]) => !PRIVATE.test(name)))
  const asked = headers.has('authorization') ? null : request.headers.get('api-key')
  const sent = key ?? asked
  if (sent !== null) headers.set('authorization', `Bearer ${sent}`)
  if (isAzure(request) && !headers.has('openai-beta')) headers.set('openai-beta', 'assistants=v2')
  try {
    // Redirects are passed on, not followed: the key is for this server alone.
    return toSafeResponse(
      await proxy(`${url}${path}`, { raw: request, headers, redirect: 'manual' }),
    )
  } catch (error) {
    if (request.signal.aborted) throw error
    onFailure(error)
    const message = 'The upstream server cannot be reached.'
    // What it may have done before it went silent would be done again.
    const isFinal = request.method !== 'GET' && !wasNeverReached(error)
    const headers: Record<string, string> = isFinal ? { 'x-should-retry': 'false' } : {}
    throw new ApiError(502, 'upstream_unreachable', message, null, { headers })
  }
}

const wasNeverReached = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH'].includes(String(code))
}
