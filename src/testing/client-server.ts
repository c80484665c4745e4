import type { OperationName } from '#contract/endpoints.ts'
import { toWirePath } from '#server/http/wire-path.ts'

import { newTestApp } from './app.ts'
import { createInstantModels } from './scripted-models.ts'
import { serveApp } from './serve.ts'
import { operationOf } from './strict.ts'

/**
 * A server with an instant scripted model, for clients that bring their own transport: what they ask is
 * noted where it arrives, and every answer is read along there.
 */
export const serveClient = async () => {
  const app = await newTestApp({}, { models: createInstantModels() })
  const seen = new Set<OperationName>()
  const served = await serveApp({
    fetch: async (request, ...rest) => {
      const response = await app.app.fetch(request, ...rest)
      const path = toWirePath(new URL(request.url).pathname).slice('/v1'.length)
      const name = operationOf(request.method, path)
      if (response.ok && name) seen.add(name)
      return response
    },
  })
  return {
    url: served.url,
    seen,
    /** @throws what in an answer was not to the letter */
    close: async () => {
      await served.close()
      await app.close()
    },
  }
}
