import { hash } from 'node:crypto'

import { Hono } from 'hono'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import { isObject } from '#contract/json-object.ts'
import { MAX_JSON_BYTES } from '#contract/operation.ts'

import type { Upstream } from '../gateway/upstream-server.ts'
import {
  UNSENDABLE,
  forward,
  isRefusal,
  isUnreachable,
  namingModel,
  noSuchPath,
} from '../gateway/upstream.ts'
import type { App, AppEnv } from '../http/app-env.ts'
import { type Place, BodyMemory } from '../http/body-memory.ts'
import { readBody } from '../http/body.ts'
import type { Principal } from '../http/principal.ts'
import { toWirePath } from '../http/wire-path.ts'
import { withField } from '../json-source.ts'
import type { Services } from '../services.ts'
import type { Timers } from '../timers.ts'
import { type Asked, askedBy } from './asked.ts'
import { deletablePlace } from './lost-deletions.ts'
import type { Mirror } from './mirror.ts'
import {
  bringsMessages,
  isHeardHere,
  isLookedInto,
  isReadHere,
  mayBring,
  mirrored,
  outlivesClient,
  standsIn,
} from './passing.ts'
import { LONGEST_WRITE_MS } from './under-way.ts'

/**
 * Forwards `/v1` to another server, streams included, and mirrors what passes; what is answered from the
 * mirror is left to the handlers that come next. The key is put in here and never leaves.
 */
export const forwardAll = (
  { log, timers }: Services,
  { upstream, mirror }: { upstream: Upstream; mirror: Mirror },
): App => {
  const app = new Hono<AppEnv>()
  const memory = new BodyMemory(timers)
  app.all('*', async (c, next) => {
    // It is refused as without an upstream.
    if (UNSENDABLE.has(c.req.method)) return next()
    const { pathname, search, searchParams } = new URL(c.req.url)
    const path = toWirePath(pathname)
    if (!path.startsWith('/v1')) throw noSuchPath(c.req.raw)
    const principal = c.get('principal')
    const asked = askedBy(c.req.method, path.slice('/v1'.length))
    const isFresh = c.req.header('clew-fresh') === FRESH_HEADERS['clew-fresh']
    const reading = { kind: principal.kind, isFresh }
    if (asked && isFresh) await mirror.writes.settled(asked)
    if (asked && (await isReadHere(mirror, asked, reading))) return next()
    const place = memory.enter()
    const request = c.req.raw
    const { deletions, store } = mirror.parts
    const by = deletions.of(request.headers)
    const known = await store.latestChange()
    const doomed = asked?.name.startsWith('delete') ? deletablePlace(asked) : undefined
    const isRepeat = doomed !== undefined && deletions.lost.includes(doomed)
    const isDoneOnce =
      asked && principal.kind === 'owner' && request.method === 'POST' && outlivesClient(asked.name)
    const pass = async ({ body, ...given }: LookedInto): Promise<Response> => {
      const late = asked && outlivesClient(asked.name) ? new AbortController() : undefined
      const answered = timers.after(LONGEST_WRITE_MS, () => late?.abort(new Error('no answer')))
      // The upstream may be slow: the body is held meanwhile.
      const response = await forward(upstream, `${path.slice('/v1'.length)}${search}`, request, {
        body,
        signal: late?.signal,
        onFailure: (error) => {
          mirror.answered(false)
          log.warn({ err: error, requestId: c.get('requestId') }, 'the upstream cannot be reached')
        },
      })
      mirror.answered(true)
      const answer = asked
        ? await mirrored(
            mirror,
            { ...asked, ...given, query: searchParams, principal, by, known, isRepeat },
            response,
          )
        : response
      if (doomed !== undefined) await deletions.end(doomed, { isRefused: isRefusal(response) })
      // Its beginning is here: what is read on is read at the pace of its client.
      answered()
      return answer
    }
    try {
      if (doomed !== undefined) await deletions.begin(doomed)
      const looked = await lookInto(request, asked, { principal, timers, place, isDoneOnce })
      return isDoneOnce
        ? await mirror.writes.once(repeatKey(request, looked.body), asked, () => pass(looked))
        : await pass(looked)
    } catch (error) {
      // What was read meanwhile was not deleted yet.
      if (doomed !== undefined && isUnreachable(error)) await deletions.lose(doomed)
      if (asked && isUnreachable(error) && standsIn(asked, principal)) return next()
      throw error
    } finally {
      place.leave()
    }
  })
  return app
}

/** What a request and its repeats have in common; undefined where it says that it is none. */
const repeatKey = ({ method, url, headers }: Request, body = ''): string | undefined => {
  const key = headers.get('idempotency-key')
  return key === null ? undefined : [method, url, key, hash('sha256', body)].join(' ')
}

interface LookedInto {
  /** Sent in place of the request's own. */
  body: string | undefined
  brings: boolean
  isHeardHere: boolean
}

interface Looking {
  principal: Principal
  timers: Timers
  place: Place
  /** Whether a repeat is known by its body. */
  isDoneOnce?: boolean | undefined
}

/** What a request's body says to the mirror, and the body to send. */
const lookInto = async (
  request: Request,
  asked: Asked | undefined,
  { principal, timers, place, isDoneOnce = false }: Looking,
): Promise<LookedInto> => {
  const isRead = asked && (isLookedInto(asked.name) || isDoneOnce)
  // What is packed goes up as it is.
  if (!isRead || request.headers.has('content-encoding')) {
    return {
      body: await namingModel(request, timers, place),
      // What it holds is not known.
      brings: asked !== undefined && mayBring(asked.name),
      isHeardHere: false,
    }
  }
  const { text, value } = await readBody(request, { timers, limit: MAX_JSON_BYTES, place })
  const isHere = isHeardHere(asked.name, value, principal)
  return {
    body: isHere && isObject(value) ? withField(text, 'stream', true) : text,
    brings: bringsMessages(asked.name, value),
    isHeardHere: isHere,
  }
}
