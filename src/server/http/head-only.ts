import type { MiddlewareHandler } from 'hono'

import type { AppEnv } from './app-env.ts'

/**
 * Lets go of the body that answers a HEAD: nobody will read it, and until someone does, or says that
 * nobody will, a file stays open and a stream of events goes on following.
 */
export const headOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  if (c.req.raw.method !== 'HEAD' || !c.res.body) return
  await c.res.body.cancel()
  c.res = new Response(null, c.res)
}
