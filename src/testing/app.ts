import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { pino } from 'pino'

import { createApp } from '#server/app.ts'
import { type Config, readCommandLine } from '#server/config.ts'
import { openLocalBytes } from '#server/files/local-bytes.ts'
import type { App } from '#server/http/app-env.ts'
import { toWirePath } from '#server/http/wire-path.ts'
import { type Mirror, createMirror } from '#server/mirror/mirror.ts'
import { createMirroredRuns } from '#server/mirror/mirrored-runs.ts'
import type { EmbeddingModel } from '#server/models/embeddings.ts'
import { createModelCalls, createModels } from '#server/models/registry.ts'
import { QueueFilling } from '#server/queues/queue-filling.ts'
import { createRunEngine } from '#server/runs/create-engine.ts'
import { type Pace, everyTurn } from '#server/runs/pace.ts'
import type { Services } from '#server/services.ts'
import { openStore } from '#server/store/open.ts'
import { systemTimers } from '#server/timers.ts'
import type { Sandbox } from '#server/tools/code-interpreter/sandbox.ts'
import type { ReaderLimits } from '#server/vector-stores/reader/reader.ts'
import { createVectorStores } from '#server/vector-stores/vector-stores.ts'

import { type FixedClock, fixedClock } from './clock.ts'
import { sequentialIds } from './ids.ts'
import { findingsInStore } from './stored-events.ts'
import { readAlong } from './strict.ts'

export interface TestApp {
  app: App
  services: Services
  clock: FixedClock
  /** The copy of the server that the settings name as the upstream. */
  mirror: Mirror | undefined
  /** A request with a key and the beta header; an object becomes a JSON body. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>
  /** The same, answering the parsed JSON. The type is the caller's claim, which the test then checks. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>
  close(): Promise<void>
}

export const SDK_HEADERS = { authorization: 'Bearer sk-test', 'openai-beta': 'assistants=v2' }

/** The real app on a store in memory and a folder of its own; only time and ids are the test's. */
export const newTestApp = async (
  settings: Partial<Config> = {},
  parts: Partial<Services> & {
    embeddings?: EmbeddingModel
    pace?: Pace
    limits?: ReaderLimits
    sandbox?: Sandbox
  } = {},
): Promise<TestApp> => {
  const { config } = readCommandLine({ argv: [], env: { CLEW_LOG_LEVEL: 'silent' } })
  const dir = await mkdtemp(join(tmpdir(), 'clew-test-'))
  const clock = fixedClock()
  const set = { ...config, ...settings }
  const models = parts.models ?? createModels(config, clock)
  const base = {
    config: set,
    store: await openStore({ path: ':memory:', clock }),
    bytes: await openLocalBytes(join(dir, 'files')),
    models,
    modelCalls: createModelCalls(set, models, clock),
    clock,
    timers: systemTimers,
    newId: sequentialIds(),
    log: pino({ level: 'silent' }),
    ...parts,
  }
  const { embeddings, limits } = parts
  const vectorStores = parts.vectorStores ?? createVectorStores({ ...base, embeddings, limits })
  const mirror = createMirror({ pace: everyTurn, ...base })
  const newRuns = () =>
    mirror ? createMirroredRuns(base) : createRunEngine({ pace: everyTurn, ...base, vectorStores })
  const services: Services = { ...base, vectorStores, runs: parts.runs ?? newRuns() }
  await services.runs.start()
  await mirror?.start()
  vectorStores.start()
  const queueFilling = new QueueFilling(base)
  queueFilling.start()
  const closing = new AbortController()
  const app = createApp(services, { version: '0.0.0', closing: closing.signal, mirror })
  // What another server answers is not ours to judge.
  const findings = base.config.upstreamUrl === undefined ? readAllAlong(app) : []

  const request: TestApp['request'] = async (method, path, body, headers) => {
    const init: RequestInit = { method, headers: { ...SDK_HEADERS, ...headers } }
    if (body instanceof FormData || typeof body === 'string') init.body = body
    else if (body !== undefined) init.body = JSON.stringify(body)
    return app.request(path, init)
  }
  return {
    app,
    services,
    clock,
    mirror,
    request,
    json: async <T>(method: string, path: string, body?: unknown) =>
      (await (await request(method, path, body)).json()) as T,
    close: async () => {
      closing.abort()
      await Promise.all([
        services.runs.stop(),
        mirror?.stop(),
        vectorStores.stop(),
        queueFilling.stop(),
      ])
      await parts.sandbox?.stop()
      findings.push(...(await findingsInStore(services.store)))
      await services.store.close()
      await rm(dir, { recursive: true, force: true })
      if (findings.length > 0) throw new Error(`answers that differ:\n${findings.join('\n')}`)
    },
  }
}

/** Checks whatever the app answers below `/v1`, however a test asked for it. */
const readAllAlong = (app: App): string[] => {
  const findings: string[] = []
  const { fetch } = app
  app.fetch = async (request, ...rest) => {
    const response = await fetch(request, ...rest)
    const { method, url } = request
    const pathname = toWirePath(new URL(url).pathname)
    if (!pathname.startsWith('/v1/')) return response
    const path = pathname.slice('/v1'.length)
    return readAlong({ method, path, response }, (finding) => findings.push(finding))
  }
  return findings
}
