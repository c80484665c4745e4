import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'

import type { OperationName } from '#contract/endpoints.ts'
import { ID_LENGTH, ID_PREFIX } from '#contract/id.ts'
import { openLocalBytes } from '#server/files/local-bytes.ts'
import { toResponse } from '#server/http/refusal.ts'
import type { NewId } from '#server/new-id.ts'
import { ApiError } from '#server/refusals/api-error.ts'
import { openStore } from '#server/store/open.ts'
import { systemTimers } from '#server/timers.ts'

import { type TestApp, newTestApp } from './app.ts'
import { type FixedClock, fixedClock } from './clock.ts'
import { droppable } from './dropped-stream.ts'
import { toPublishedAnswer } from './published-answer.ts'
import { type Asked, type Knobs, type Matches, newRefuser } from './published-knobs.ts'
import { checkKey, toPublished } from './published-request.ts'
import { type Served, serveApp } from './serve.ts'

/** The only key that it takes. */
export const UPSTREAM_KEY = 'sk-upstream'

export interface PublishedWire {
  /** What `CLEW_UPSTREAM_URL` is set to, with `/v1` at its end. Stays the same over a restart. */
  readonly url: string
  /** What it was told, to be changed at any time. */
  readonly knobs: Knobs
  /** What it was asked, the oldest first; may be emptied. */
  readonly requests: Asked[]
  /** The first request on record that matches, waiting for it where need be. */
  asked(matches: Matches): Promise<Asked>
  /** The app that answers, with all that is ours, to seed and to look at. Another one after a restart. */
  readonly behind: TestApp
  /** Goes away as a crash does: first the open connections, then the runs that were under way. */
  stop(): Promise<void>
  /** Comes back on the same port with the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

type Parts = Omit<NonNullable<Parameters<typeof newTestApp>[1]>, 'clock' | 'store' | 'bytes'>
interface Options {
  /** 0: any that is free. */
  port?: number
  clock?: FixedClock
  /** Parts of the app behind, such as a model by hand. */
  parts?: Parts
}

/**
 * A server that speaks the published wire alone: a real app of our own, of which every extension is taken
 * away. It stands for the hosted API, and for any other server, behind an app with an upstream.
 */
export const newPublishedWire = async (
  knobs: Knobs = {},
  { port = 0, clock = fixedClock(), parts = {} }: Options = {},
): Promise<PublishedWire> => {
  const requests: Asked[] = []
  const waiting = new Set<(asked: Asked) => void>()
  const refuse = newRefuser(knobs)
  const dir = await mkdtemp(join(tmpdir(), 'clew-wire-'))
  const store = await openStore({ path: ':memory:', clock })
  const kept = {
    newId: upstreamIds(),
    ...parts,
    clock,
    // An app closes its store; this one outlives its apps.
    store: { ...store, close: () => Promise.resolve() },
    bytes: await openLocalBytes(dir),
  }
  const newApp = async (): Promise<TestApp> => ({ ...(await newTestApp({}, kept)), clock })

  const note = (request: Request): Asked => {
    const { pathname: path, search: query } = new URL(request.url)
    const hasKey = request.headers.has('authorization')
    const asked = { method: request.method, path, query, at: Date.now(), hasKey }
    requests.push(asked)
    for (const tell of waiting) tell(asked)
    return asked
  }

  const answer = async (request: Request, outgoing: ServerResponse, running: AbortSignal) => {
    const asked = note(request)
    const { hang, delay } = knobs
    if (hang === true || hang?.(asked)) return never()
    if (delay !== undefined) await after(delay, undefined, { ref: false })
    // What was stopped meanwhile does nothing more.
    if (running.aborted) return never()
    checkKey(request, UPSTREAM_KEY)
    const refusal = refuse(asked)
    if (refusal) return refusal
    const { name, request: published } = toPublished(request, knobs)
    const whole = await toPublishedAnswer(await behind.app.fetch(published))
    if (!STARTING.includes(name) || !isStream(whole) || !whole.body) return whole
    return new Response(droppable(whole.body, knobs, outgoing), whole)
  }

  let behind = await newApp()
  let stopping = new AbortController()
  const serve = (wanted: number): Promise<Served> => {
    const { signal } = stopping
    const fetch = async (request: Request, env: unknown): Promise<Response> => {
      // The bindings that every app on Node is given.
      const { outgoing } = env as { outgoing: ServerResponse }
      try {
        return named(await answer(request, outgoing, signal))
      } catch (error) {
        if (error instanceof ApiError) return named(toResponse(error))
        throw error
      }
    }
    return serveApp({ fetch }, systemTimers, wanted)
  }
  let served = await serve(port)
  const origin = served.url

  const stop = async () => {
    if (stopping.signal.aborted) return
    stopping.abort()
    await served.close()
    await behind.close()
  }
  return {
    url: `${origin}/v1`,
    knobs,
    requests,
    asked: (matches) => {
      const found = requests.find(matches)
      if (found) return Promise.resolve(found)
      return new Promise((resolve) => {
        const tell = (asked: Asked) => {
          if (!matches(asked)) return
          waiting.delete(tell)
          resolve(asked)
        }
        waiting.add(tell)
      })
    },
    get behind() {
      return behind
    },
    stop,
    restart: async () => {
      await stop()
      stopping = new AbortController()
      behind = await newApp()
      served = await serve(Number(new URL(origin).port))
    },
    close: async () => {
      try {
        await stop()
      } finally {
        await store.close()
        await rm(dir, { recursive: true, force: true })
      }
    },
  }
}

/** The same as a page sees it, which looks at the time: its clock goes. */
export const servePublishedWire = (
  options: Omit<Options, 'clock'> = {},
): Promise<PublishedWire> => {
  let ahead = 0
  const clock = { now: () => Date.now() + ahead, advance: (ms: number) => void (ahead += ms) }
  return newPublishedWire({}, { ...options, clock })
}

/** What answers with a run's stream, where it is asked for one. */
const STARTING: readonly OperationName[] = [
  'createRun',
  'createThreadAndRun',
  'submitToolOutputsToRun',
]

const isStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true

const never = () => new Promise<never>(() => {})

/** Every answer has a name, also one that did not come from the app. */
const named = (answer: Response): Response => {
  if (!answer.headers.has('x-request-id')) {
    answer.headers.set('x-request-id', `req_${crypto.randomUUID().replaceAll('-', '')}`)
  }
  return answer
}

/** Ids that no app in front makes, so that a test sees whose an object is. */
const upstreamIds = (): NewId => {
  let last = 0
  return (kind) => `${ID_PREFIX[kind]}up${String(++last).padStart(ID_LENGTH - 2, '0')}`
}
