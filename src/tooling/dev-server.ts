import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'

import { getRequestListener } from '@hono/node-server'
import { isRunnableDevEnvironment } from 'vite'
import type { Plugin, ViteDevServer } from 'vite'

import { readCommandLine } from '../server/config.ts'
import type * as ConfigModule from '../server/config.ts'
import { isServed } from '../server/http/rooms.ts'
import type * as StartModule from '../server/start.ts'

const SERVER_ROOMS = ['server', 'contract'].map((room) => join(import.meta.dirname, '..', room))

/** Runs the server beside the console in one process, on one origin, from its sources. */
export const devServer = (): Plugin => ({
  name: 'clew:dev-server',
  apply: 'serve',
  config: () => {
    const { host, port } = readCommandLine({ argv: [], env: process.env }).config
    return { server: { host, port, strictPort: true } }
  },
  configureServer(vite) {
    // Vitest starts a dev server for its browser tests; they need no API.
    if (process.env['VITEST']) return
    const backend = createBackend(vite)
    vite.watcher.on('change', (path) => {
      if (SERVER_ROOMS.some((room) => path.startsWith(room))) backend.outdate()
    })
    const listen = vite.listen.bind(vite)
    vite.listen = async (...how) => {
      try {
        return await listen(...how)
      } catch (error) {
        // Vite would show where in its own code that was.
        const why = error instanceof Error ? error.message : String(error)
        process.stderr.write(
          `clew: the console cannot be served: ${why}. Choose another port with CLEW_PORT.\n`,
        )
        process.exit(1)
      }
    }
    const close = vite.close.bind(vite)
    vite.close = async () => {
      await backend.close()
      await close()
    }
    vite.middlewares.use((request: IncomingMessage, response: ServerResponse, next) => {
      const [path = ''] = (request.url ?? '').split('?', 1)
      if (!isServed(path)) return next()
      void backend.handle(request, response).catch(next)
    })
  },
})

/**
 * The server as its sources stand: opened when first asked, opened anew after an edit. The one before
 * closes first, since it holds the data folder.
 */
const createBackend = (vite: ViteDevServer) => {
  let opening: Promise<StartModule.Opened> | undefined
  let isOutdated = false

  const open = async (before: Promise<StartModule.Opened> | undefined) => {
    await before?.then(
      (opened) => opened.close(),
      () => undefined,
    )
    const { ssr } = vite.environments
    if (!ssr || !isRunnableDevEnvironment(ssr))
      throw new Error('no environment to run the server in')
    const { readCommandLine }: typeof ConfigModule =
      await ssr.runner.import('/src/server/config.ts')
    const { open: openServer }: typeof StartModule = await ssr.runner.import('/src/server/start.ts')
    const { config } = readCommandLine({ argv: [], env: process.env })
    return openServer({ ...config, port: vite.config.server.port })
  }

  const current = () => {
    if (!opening || isOutdated) {
      isOutdated = false
      opening = open(opening)
      // A source that does not load yet is tried again with the next request.
      opening.catch(() => (isOutdated = true))
    }
    return opening
  }

  return {
    outdate: () => {
      isOutdated = true
    },
    handle: async (request: IncomingMessage, response: ServerResponse) => {
      const { app } = await current()
      await getRequestListener(app.fetch)(request, response)
    },
    close: async () => {
      const opened = await opening?.catch(() => undefined)
      opening = undefined
      await opened?.close()
    },
  }
}
