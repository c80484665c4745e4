import type { MiddlewareHandler } from 'hono'

import type { AppEnv } from './app-env.ts'

/** What is opened in a browser of its own can do nothing there. */
export const SANDBOX = "default-src 'none'; sandbox"

/**
 * What every answer carries: its type is not guessed, no page of another site may load it, and but for
 * the console's own pages, which have a policy of theirs, it is shut in a sandbox.
 */
export const safeHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next()
  const { headers } = c.res
  headers.set('x-content-type-options', 'nosniff')
  headers.set('cross-origin-resource-policy', 'same-origin')
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', SANDBOX)
}
