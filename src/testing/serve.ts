import type { AddressInfo } from 'node:net'

import type { App } from '#server/http/app-env.ts'
import { createNodeServer } from '#server/http/node-server.ts'
import { type Timers, systemTimers } from '#server/timers.ts'

export interface Served {
  /** Without a slash at its end. */
  url: string
  close(): Promise<void>
}

const hostname = '127.0.0.1'

/** Puts an app on a port of this machine, a free one unless told which, for what needs a real socket. */
export const serveApp = (
  app: Pick<App, 'fetch'>,
  timers: Timers = systemTimers,
  wanted = 0,
): Promise<Served> =>
  new Promise((resolve, reject) => {
    const server = createNodeServer(app, { timers, hostname })
    server.once('error', reject)
    server.listen(wanted, hostname, () => {
      // A server that listens on a port has an address of this form.
      const { port } = server.address() as AddressInfo
      resolve({
        url: `http://${hostname}:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            server.closeAllConnections()
          }),
      })
    })
  })
