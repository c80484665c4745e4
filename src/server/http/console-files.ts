import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'

import type { App, AppEnv } from './app-env.ts'

/**
 * What a page may do: run and style itself from here, talk to here. Images may be remote, because a
 * reader may ask for one; the console loads none unasked. React's `style` attributes need no leave:
 * they are set through the DOM, not parsed.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob: https: http:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** Names under this hold a hash of their content, so that they never change. */
const HASHED = '/assets/'

/** The built console; a page that is navigated to and is no file is the console's own to route. */
export const consoleFiles = (dir: string): App => {
  const app = new Hono<AppEnv>()
  app.use(async (c, next) => {
    await next()
    const { headers } = c.res
    headers.set('content-security-policy', POLICY)
    headers.set('referrer-policy', 'no-referrer')
    headers.set('x-frame-options', 'DENY')
    headers.set('cross-origin-opener-policy', 'same-origin')
    const isHashed = c.res.ok && c.req.path.startsWith(HASHED)
    headers.set('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  })
  if (!existsSync(dir)) return app
  // Files are small and come whole, as a server may (RFC 9110, 14.2): a part of another version is never joined.
  app.use((c, next) => {
    c.req.raw.headers.delete('range')
    return next()
  })
  app.use(compress())
  // Hashed files need no tag: nobody asks for them twice.
  const tag = etag()
  app.use((c, next) => (c.req.path.startsWith(HASHED) ? next() : tag(c, next)))
  app.use(serveStatic<AppEnv>({ root: dir, precompressed: true }))
  const page = serveStatic<AppEnv>({ path: join(dir, 'index.html') })
  app.get('*', (c, next) => (isNavigation(c.req.raw) ? page(c, next) : next()))
  return app
}

/** Whether a person goes to this address, rather than a page loading something from it. */
const isNavigation = (request: Request): boolean => {
  const mode = request.headers.get('sec-fetch-mode')
  if (mode !== null && mode !== 'navigate') return false
  const { pathname } = new URL(request.url)
  if (pathname.startsWith(HASHED)) return false
  return request.headers.get('accept')?.includes('text/html') ?? false
}
