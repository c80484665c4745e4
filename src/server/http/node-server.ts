import { type Server, createServer } from 'node:http'

import { getRequestListener } from '@hono/node-server'

import type { Timers } from '../timers.ts'
import type { App } from './app-env.ts'
import { lingerAfter } from './linger.ts'
import { refuseUnparsed } from './unparsed.ts'

/** The server of Node that hands its requests to an app. */
export const createNodeServer = (
  { fetch }: Pick<App, 'fetch'>,
  { timers, hostname }: { timers: Timers; hostname: string },
): Server => {
  // The library's own clean-up gives a client half a second for what is left of its body.
  const listener = getRequestListener(fetch, { hostname, autoCleanupIncoming: false })
  const server = createServer((incoming, outgoing) => {
    lingerAfter(incoming, outgoing, timers)
    void listener(incoming, outgoing)
  })
  refuseUnparsed(server)
  // Large uploads over a slow line take their time; idle headers do not.
  server.requestTimeout = 0
  server.headersTimeout = 80_000
  // Longer than clients keep theirs: one that we close first can fail a request that was under way.
  server.keepAliveTimeout = 75_000
  return server
}
