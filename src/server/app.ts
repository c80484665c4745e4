import { type Context, Hono } from 'hono'

import { ownHandlers } from './audit/handlers.ts'
import { authenticate } from './gateway/authenticate.ts'
import { upstreamOf } from './gateway/upstream-server.ts'
import { createHealth } from './health.ts'
import type { App, AppEnv } from './http/app-env.ts'
import { cutWhereBroken } from './http/broken-answers.ts'
import { consoleFiles } from './http/console-files.ts'
import { headOnly } from './http/head-only.ts'
import { mount } from './http/mount.ts'
import { checkHost, checkOrigin } from './http/origin.ts'
import { otherOrigins } from './http/other-origins.ts'
import { toResponse } from './http/refusal.ts'
import type { Replay } from './http/repeats.ts'
import { requestId } from './http/request-id.ts'
import { HEALTH_PATH, OPENAPI_PATH } from './http/rooms.ts'
import { safeHeaders } from './http/safe-headers.ts'
import { unknownPath } from './http/unknown-path.ts'
import { wirePath } from './http/wire-path.ts'
import { forwardAll } from './mirror/forward-all.ts'
import type { Mirror } from './mirror/mirror.ts'
import { openApiRoute } from './openapi/route.ts'
import { ApiError } from './refusals/api-error.ts'
import { StoreDamaged, toApiError } from './refusals/failures.ts'
import { mirroredHandlers, wireHandlers } from './routes/handlers.ts'
import { answerRun } from './routes/run-stream.ts'
import type { StartedRun } from './runs/engine.ts'
import type { Services } from './services.ts'

export interface AppOptions {
  version: string
  /** The folder of the built console; without one only the API is served. */
  consoleDir?: string
  /** Aborts when the server stops. */
  closing?: AbortSignal
  /** The copy of the server in front of which this one stands. */
  mirror?: Mirror | undefined
}

/** The whole server as a value: a Request in, a Response out. */
export const createApp = (services: Services, options: AppOptions): App => {
  const { config, log } = services
  const app = new Hono<AppEnv>({ getPath: wirePath })
  const { mirror } = options
  const upstream = mirror?.upstream ?? upstreamOf(config)

  app.use(requestId(services.clock))
  app.use(safeHeaders)
  app.use(headOnly)
  app.use(async (c, next) => {
    checkHost(c.req.raw, config)
    await next()
  })
  const health = createHealth(services)
  app.get(HEALTH_PATH, async (c) => {
    const answer = await health.ask()
    return c.json(answer, answer.status === 'ok' ? 200 : 503, { 'cache-control': 'no-store' })
  })
  app.use(OPENAPI_PATH, otherOrigins(config), async (c, next) => {
    checkOrigin(c.req.raw, config)
    await next()
  })
  app.get(OPENAPI_PATH, openApiRoute(options.version))

  // Other origins may be let in to the API and its description alone; what is the console's own is for the console.
  app.use('/v1/*', otherOrigins(config))
  const doors = { '/v1': config, '/api': { ...config, allowedOrigins: [] } }
  for (const [room, door] of Object.entries(doors)) {
    app.use(`${room}/*`, async (c, next) => {
      c.set('principal', authenticate(c.req.raw, door))
      await next()
    })
  }
  const closing = options.closing ?? new AbortController().signal
  // What operations that stream keep is a run and its place.
  const replay: Replay = (call, kept) => answerRun(call, kept as StartedRun)
  if (upstream && mirror) {
    app.route('/v1', forwardAll(services, { upstream, mirror }))
    mount(app, services, mirroredHandlers)
  } else mount(app, services, wireHandlers, replay)
  mount(app, services, ownHandlers({ version: options.version, upstream, mirror, closing }))
  const refuseUnknown = ({ req }: Context<AppEnv>): Response =>
    toResponse(unknownPath(req.raw, config.publicOrigin ?? new URL(req.url).origin))
  for (const room of ['/v1', '/api']) app.all(`${room}/*`, (c) => refuseUnknown(c))

  if (options.consoleDir !== undefined) app.route('/', consoleFiles(options.consoleDir))
  app.notFound(refuseUnknown)
  app.onError((error, c) => {
    const refusal = toApiError(error)
    if (refusal.status === 507) health.doubt()
    if (refusal instanceof StoreDamaged) health.fail(refusal.message)
    if (refusal.status >= 500 && !c.req.raw.signal.aborted) {
      const { requestId: id, operation } = c.var
      // The words of a refusal may be an endpoint's, which repeat what it was sent.
      const err = refusal.cause ?? (error instanceof ApiError ? undefined : error)
      const { status, code } = refusal
      log.error(
        { status, code, ...(err !== undefined && { err }), requestId: id, operation },
        'a request failed',
      )
    }
    return toResponse(refusal)
  })
  app.fetch = cutWhereBroken(app.fetch, log)
  return app
}
