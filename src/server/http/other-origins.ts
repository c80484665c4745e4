import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

import type { AppEnv } from './app-env.ts'
import { type Door, isAllowed } from './origin.ts'

/** What a script of another origin may read of an answer beside its body. */
const EXPOSED = [
  'x-request-id',
  'openai-processing-ms',
  'openai-version',
  'openai-poll-after-ms',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'idempotent-replayed',
  'content-disposition',
]

/** What the SDKs send; a preflight that names its headers is answered with those. */
const SENT = [
  'authorization',
  'api-key',
  'content-type',
  'openai-beta',
  'openai-organization',
  'openai-project',
  'idempotency-key',
  'last-event-id',
]

const PREFLIGHT_SECONDS = 7200

/** Lets pages of the allowed origins ask and read, with a key; for all others nothing is said or done. */
export const otherOrigins = (door: Door): MiddlewareHandler<AppEnv> => {
  const options = {
    origin: (origin: string) => (isAllowed(origin, door) ? origin : null),
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE'],
    exposeHeaders: EXPOSED,
    maxAge: PREFLIGHT_SECONDS,
  }
  const answer = cors(options)
  const answerUnnamed = cors({ ...options, allowHeaders: SENT })
  return async (c, next) => {
    const { raw } = c.req
    const asked = (name: string) => raw.headers.get(`access-control-request-${name}`)
    if (!isAllowed(raw.headers.get('origin') ?? '', door)) return next()
    if (raw.method === 'OPTIONS' && asked('method') === null) return next()
    // A page of the public web that asks this machine: https://wicg.github.io/private-network-access
    if (asked('private-network') === 'true') {
      c.header('access-control-allow-private-network', 'true')
    }
    return (asked('headers') === null ? answerUnnamed : answer)(c, next)
  }
}
