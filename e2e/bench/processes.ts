import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export const ROOT = join(import.meta.dirname, '../..')
/** The built server, or what is named instead: `src/server/main.ts` spares building while one tries things. */
const MAIN = join(ROOT, process.env['CLEW_BENCH_MAIN'] ?? 'dist/server/main.js')

/** A process of the bench's own, and where it listens. */
export interface Listening {
  url: string
  pid: number
  /** From its start until it answers, in milliseconds. */
  readyMs: number
  stop(): Promise<void>
}

/** Starts a script that prints its URL once it listens. */
async function listening(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Listening> {
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await urlFrom(child)
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: performance.now() - started,
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function urlFrom(child: ChildProcess): Promise<string> {
  let said = ''
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk)
    const url = /http:\/\/[\w.:[\]]+/.exec(said)?.[0]
    if (url && said.includes('\n')) return url
  }
  throw new Error(`nothing listens: ${said}`)
}

/** The built server on a data folder, with the given settings. */
export async function startClew(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<Listening> {
  const started = performance.now()
  const clew = await listening([MAIN, 'serve', '--port', '0', '--data', dataDir], {
    CLEW_SAMPLES: 'off',
    CLEW_LOG_LEVEL: 'error',
    ...env,
  })
  const health = await fetch(`${clew.url}/healthz`)
  if (!health.ok) throw new Error(`not ready: ${health.status}`)
  return { ...clew, readyMs: performance.now() - started }
}

/** A script of this folder, e.g. the floor. */
export const startScript = (name: string, ...args: string[]): Promise<Listening> =>
  listening([join(import.meta.dirname, name), ...args])

/** A folder that is gone afterwards. */
export async function withFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'clew-bench-'))
  try {
    return await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Runs a command to its end. @returns its output, seconds and highest resident memory in MB */
export async function runClew(
  args: string[],
): Promise<{ out: string; seconds: number; peakMb: number }> {
  const started = performance.now()
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  let out = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  let peakMb = 0
  const ended = once(child, 'exit')
  let over = false
  void ended.then(() => (over = true))
  while (!over) {
    peakMb = Math.max(peakMb, await residentMb(child.pid ?? 0))
    await Promise.race([delay(50), ended])
  }
  return { out, seconds: (performance.now() - started) / 1000, peakMb }
}

/** Resident memory of a process in MB; 0 where the system does not say. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

/** Processor time that a process has used, in milliseconds; 0 where the system does not say. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Behind the name, which may hold anything: user and system time are fields 14 and 15, in hundredths.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10
}
