import { randomUUID } from 'node:crypto'

import type { MiddlewareHandler } from 'hono'

import { ID_PREFIX } from '#contract/id.ts'

import type { Clock } from '../clock.ts'
import type { AppEnv } from './app-env.ts'

const newRequestId = () => `${ID_PREFIX.request}${randomUUID().replaceAll('-', '')}`

/** Names each request, and says so on its response, together with what the hosted service says. */
export const requestId =
  (clock: Clock): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const started = clock.now()
    c.set('requestId', newRequestId())
    await next()
    const { headers } = c.res
    headers.set('x-request-id', c.get('requestId'))
    headers.set('openai-version', '2020-10-01')
    headers.set('openai-processing-ms', String(clock.now() - started))
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  }
