import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '../dist/server/main.js')

/** A server that one journey has to itself, so that it may stop, kill and restart it. */
export interface OwnServer {
  /** Stays the same over a restart. */
  readonly url: string
  /** Asks it to end; answers its exit code. */
  stop: () => Promise<number | null>
  /** Takes it away as a crash would. */
  kill: () => Promise<void>
  /** Starts it again on the same port and data. */
  restart: () => Promise<void>
  /** Stops it for good and removes its data. */
  dispose: () => Promise<void>
}

interface Options {
  /** Settings, by their names in the environment. Sample threads are off unless set. */
  env?: Record<string, string>
}

/** The built product as `npm start` runs it, on an empty folder. */
export const startOwnServer = async ({ env = {} }: Options = {}): Promise<OwnServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'clew-own-'))
  const settings = { CLEW_SAMPLES: 'off', CLEW_LOG_LEVEL: 'fatal', ...env }
  let running = await launch(dataDir, 0, settings)
  const { url } = running
  const end = async (signal: NodeJS.Signals) => {
    running.child.kill(signal)
    return running.ended
  }
  return {
    url,
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    restart: async () => {
      running = await launch(dataDir, Number(new URL(url).port), settings)
    },
    dispose: async () => {
      await end('SIGTERM')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

interface Launched {
  child: ChildProcess
  url: string
  ended: Promise<number | null>
}

const launch = async (
  dataDir: string,
  port: number,
  env: Record<string, string>,
): Promise<Launched> => {
  const child = spawn(process.execPath, [MAIN, '--port', String(port), '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
      const found = /http:\/\/[^\s,]+/.exec(printed)
      if (found) resolve(found[0])
    })
    void ended.then((code) =>
      reject(new Error(`ended with ${code} before it was ready: ${printed}`)),
    )
  })
  return { child, url, ended }
}
