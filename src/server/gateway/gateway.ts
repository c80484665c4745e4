import { Hono } from 'hono'

import { MAX_FILE_BYTES } from '#contract/file.ts'
import { MAX_MESSAGE_CHARACTERS } from '#contract/message.ts'
import type { Session } from '#contract/session.ts'

import type { App, AppEnv } from '../http/app-env.ts'
import { bytesOf, fileOf } from '../routes/files.ts'
import type { Services } from '../services.ts'
import { followChanges } from './changes.ts'
import { samplesRoutes } from './samples.ts'
import { type Upstream, forward } from './upstream.ts'

/** The console's own requests, beside the API. */
export const gateway = (
  services: Services,
  { version, upstream, closing }: GatewayOptions,
): App => {
  const app = new Hono<AppEnv>()
  const { store, clock, models, log } = services

  app.get('/session', (c) => {
    const session: Session = {
      version,
      scripted: models.scripted && !upstream,
      upstream: upstream !== undefined,
      limits: {
        message_characters: MAX_MESSAGE_CHARACTERS,
        file_bytes: MAX_FILE_BYTES,
        metadata_pairs: 16,
      },
    }
    return c.json(session)
  })

  app.get('/changes', (c) => {
    const signal = AbortSignal.any([c.req.raw.signal, closing])
    return new Response(followChanges(upstream ? SILENT : store, clock, signal), {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
    })
  })

  if (upstream) app.get('/samples', (c) => c.json({ present: false, threads: 0 }))
  else app.route('/samples', samplesRoutes(services))

  // The API keeps back what was uploaded for assistants; a reader of its threads may see it.
  app.get('/files/:id/content', async (c) => {
    const id = c.req.param('id')
    if (!upstream) return bytesOf(services, await fileOf(services, id))
    const path = `/files/${encodeURIComponent(id)}/content`
    return forward(upstream, path, c.req.raw, {
      onFailure: (error) => log.warn({ err: error }, 'the upstream cannot be reached'),
    })
  })
  return app
}

/** What an upstream changes is not told here, and what is kept here is not what the console shows. */
const SILENT = { onChange: () => () => {} }

export interface GatewayOptions {
  version: string
  upstream: Upstream | undefined
  /** Aborts when the server stops: open feeds end. */
  closing: AbortSignal
}
