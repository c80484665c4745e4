import type { AddressInfo } from 'node:net'

import { serve } from '@hono/node-server'

import type { App } from '#server/http/app-env.ts'

export interface Served {
  /** Without a slash at its end. */
  url: string
  close(): Promise<void>
}

/** Puts an app on a free port of this machine, for what needs a real socket. */
export const serveApp = (app: Pick<App, 'fetch'>): Promise<Served> =>
  new Promise((resolve) => {
    const server = serve(
      { fetch: app.fetch, hostname: '127.0.0.1', port: 0 },
      (info: AddressInfo) =>
        resolve({
          url: `http://127.0.0.1:${info.port}`,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed())
              if ('closeAllConnections' in server) server.closeAllConnections()
            }),
        }),
    )
  })
