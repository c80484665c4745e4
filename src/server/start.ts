import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { pino } from 'pino'

import { createApp } from './app.ts'
import { steadyClock } from './clock.ts'
import { type Config, SettingError, unsafeHost } from './config.ts'
import { createLog } from './create-log.ts'
import { DATABASE, FILES, checkComplete, folderOf, takeFolder } from './data-folder.ts'
import { lockData, makeFolder } from './data-lock.ts'
import { codeOf } from './error-code.ts'
import { openLocalBytes } from './files/local-bytes.ts'
import { missingLine } from './files/missing-bytes.ts'
import { startSweeping } from './files/sweep.ts'
import type { App } from './http/app-env.ts'
import { createNodeServer } from './http/node-server.ts'
import { isLoopbackAddress } from './loopback.ts'
import { createMirror } from './mirror/mirror.ts'
import { createMirroredRuns } from './mirror/mirrored-runs.ts'
import { createEmbeddings, createModelCalls, createModels } from './models/registry.ts'
import { newId } from './new-id.ts'
import { QueueFilling } from './queues/queue-filling.ts'
import { createRunEngine } from './runs/create-engine.ts'
import { offerSamples } from './samples/offer.ts'
import type { Services } from './services.ts'
import { type StoreOptions, openStore, toUnusable } from './store/open.ts'
import { type Store, UnusableDatabase } from './store/store.ts'
import { systemTimers } from './timers.ts'
import { createSandbox } from './tools/code-interpreter/create-sandbox.ts'
import { createVectorStores } from './vector-stores/vector-stores.ts'

/** The package's folder, from `src/server` as from `dist/server`. */
const ROOT = join(import.meta.dirname, '../..')

/** How long a stop waits for what is under way, in milliseconds. */
const DRAIN_MS = 3000
/** How often it looks for connections that are done, in milliseconds. */
const SWEEP_MS = 20

export interface Running {
  url: string
  /** Which files have lost their bytes, in a sentence for whoever started it; looked for while it serves. */
  missing: Promise<string | undefined>
  /** Lets requests end, settles runs, closes the store; bounded in time. */
  stop(): Promise<void>
}

/**
 * The store of a data folder, for the server as for commands beside it.
 * @throws {SettingError}
 */
export const openData = async (
  dataDir: string,
  options: Pick<StoreOptions, 'clock' | 'bulk'> = {},
): Promise<Store> => {
  makeFolder(dataDir)
  const path = join(dataDir, DATABASE)
  checkComplete(dataDir)
  try {
    return await openStore({ path, ...options })
  } catch (error) {
    throw asSettingError(error)
  }
}

const asSettingError = (error: unknown): unknown =>
  error instanceof UnusableDatabase ? new SettingError(error.message) : error

/** What a caller may bring itself: the console's folder, a model that does not wait. */
export interface StartOptions {
  /** Without one only the API is served. */
  consoleDir?: string
  models?: Services['models']
}

/** The whole server but for its port. */
export interface Opened {
  app: App
  /** As {@link Running} has it. */
  findMissing(): Promise<string | undefined>
  /** Says to whoever comes second where this one is. */
  say(url: string): void
  /** Ends streams and settles runs while `drained` is awaited, then closes the store. */
  close(drained?: Promise<void>): Promise<void>
}

/**
 * Takes the data folder and settles its runs.
 * @throws {SettingError} when the folder cannot be had
 */
export const open = async (config: Config, options: StartOptions = {}): Promise<Opened> => {
  const lock = lockData(config.dataDir)
  try {
    const log = createLog(config, pino.destination({ dest: 2, sync: false }))
    const clock = steadyClock()
    const folder = takeFolder(config)
    const store = await openData(folder, { clock })
    let url = ''
    const models = options.models ?? createModels(config, clock, () => config.publicOrigin ?? url)
    const parts = {
      config,
      store,
      bytes: await openLocalBytes(join(folder, FILES)),
      models,
      modelCalls: createModelCalls(config, models, clock),
      clock,
      timers: systemTimers,
      newId,
      log,
    }
    const sandbox = createSandbox(config.python)
    const vectorStores = createVectorStores({ ...parts, embeddings: createEmbeddings(config) })
    const mirror = createMirror(parts)
    const services: Services = {
      ...parts,
      vectorStores,
      runs: mirror
        ? createMirroredRuns(parts)
        : createRunEngine({ ...parts, vectorStores, sandbox }),
    }
    const closing = new AbortController()
    const { consoleDir } = options
    const app = createApp(services, {
      version: packageVersion(),
      ...(consoleDir !== undefined && { consoleDir }),
      closing: closing.signal,
      mirror,
    })
    if (config.upstreamUrl === undefined) await offerSamples(services)
    await services.runs.start()
    await mirror?.start()
    vectorStores.start()
    const queueFilling = new QueueFilling(parts)
    queueFilling.start()
    const stopSweeping = startSweeping(services)
    return {
      app,
      findMissing: async () =>
        // Of another server's files, descriptions alone are here.
        mirror
          ? undefined
          : missingLine(store, join(folder, FILES)).catch((error: unknown) => {
              // One that is stopped meanwhile does not matter.
              if (!closing.signal.aborted) log.warn({ err: error }, 'files could not be looked for')
              return undefined
            }),
      say: (told) => {
        url = told
        lock.say(told)
      },
      close: async (drained) => {
        closing.abort()
        await Promise.all([
          drained,
          services.runs.stop(),
          mirror?.stop(),
          vectorStores.stop(),
          queueFilling.stop(),
          stopSweeping(),
        ])
        await sandbox.stop()
        await store.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    // Damage shows where a table is first read.
    throw asSettingError(toUnusable(join(folderOf(config), DATABASE), error))
  }
}

/**
 * Opens the data folder, settles runs, listens.
 * @throws {SettingError} when the folder or the port cannot be had
 */
export const start = async (config: Config, options?: StartOptions): Promise<Running> => {
  const host = await addressOf(config.host)
  // A start that cannot listen leaves no new folder behind.
  if (!existsSync(join(config.dataDir, DATABASE))) await tryPort({ ...config, host })
  const opened = await open(config, { consoleDir: join(ROOT, 'dist/console'), ...options })
  try {
    const server = await listen(opened.app, { ...config, host })
    const url = urlOf(server, config.host)
    opened.say(url)
    return { url, missing: opened.findMissing(), stop: () => opened.close(drain(server)) }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** The address of a name, which the machine's own tables may have moved elsewhere. @throws {SettingError} */
const addressOf = async (host: string): Promise<string> => {
  const addresses = await lookup(host, { all: true }).catch(() => [])
  const [first] = addresses
  if (first && addresses.every(({ address }) => isLoopbackAddress(address))) return first.address
  throw unsafeHost(host)
}

const listen = (app: App, config: Config) =>
  new Promise<Server>((resolve, reject) => {
    const { host: hostname, port } = config
    const server = createNodeServer(app, { timers: systemTimers, hostname })
    server.listen(port, hostname, () => resolve(server))
    server.on('error', (error) => reject(toSettingError(error, config)))
  })

/** @throws {SettingError} where the port cannot be had */
const tryPort = (config: Config): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer().listen(config.port, config.host, () =>
      server.close(() => resolve()),
    )
    server.on('error', (error) => reject(toSettingError(error, config)))
  })

/** Why the server cannot listen, as whoever started it is told. */
export const toSettingError = (error: Error, { host, port }: Config): Error => {
  const code = codeOf(error)
  if (code === 'EADDRINUSE') {
    return new SettingError(`port ${port} is taken; choose another with --port (0 finds one).`)
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    const why =
      code === 'EACCES' ? 'the system does not let you' : 'this machine has no such address'
    const way =
      port < 1024 ? 'choose a port above 1023 with --port' : 'choose another with --port or --host'
    return new SettingError(`cannot listen on ${host}:${port}: ${why} (${code}); ${way}.`)
  }
  return error
}

const urlOf = (server: Server, host: string): string => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Takes no more requests, and cuts off what has not ended in time. */
const drain = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    // A connection whose last answer ends only now is kept alive for the next, which does not come.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      resolve()
    })
  })

/** As package.json has it. */
export const packageVersion = (): string => {
  const json: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const isPackage = typeof json === 'object' && json !== null && 'version' in json
  return isPackage ? String(json.version) : ''
}
