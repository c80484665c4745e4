// Plain JavaScript, because it runs before anything is installed, on whatever Node runs npm.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const isWindows = process.platform === 'win32'

/** Node 24, which the package `node` brings. */
export const NODE = join(ROOT, 'node_modules/node/bin', isWindows ? 'node.exe' : 'node')

/** @param {string} line */
export const say = (line) => process.stderr.write(`clew: ${line}\n`)

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'))

/** What package-lock.json asks for and node_modules, by npm's own record, does not hold. */
export const missingPackages = () => {
  if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) return ['everything']
  const installed = readJson('node_modules/.package-lock.json').packages
  return Object.entries(readJson('package-lock.json').packages)
    .filter(([path, wanted]) => path !== '' && !isSettled(wanted, installed[path]))
    .map(([path]) => path)
}

/** Optional packages are those of other platforms. */
const isSettled = (wanted, held) =>
  held ? held.version === wanted.version : Boolean(wanted.optional || wanted.peer)

/** Ended by a signal that was sent to us: not a failure to tell of. */
export class Stopped extends Error {
  constructor(signal) {
    super('stopped; the next start begins anew.')
    this.exitCode = 128 + constants.signals[signal]
  }
}

/**
 * Runs a command to its end. It has a process group of its own, so that a signal to us ends it with all that
 * it started; until then we stay.
 * @param {string} command @param {string[]} args @param {import('node:child_process').SpawnOptions} [options]
 */
export const run = (command, args, options) =>
  new Promise((resolve, reject) => {
    // What it says goes to stderr, so that a command's result can be piped.
    const stdio = ['ignore', process.stderr, process.stderr]
    const child = spawn(command, args, { cwd: ROOT, stdio, detached: !isWindows, ...options })
    let stoppedBy
    let patience
    const stop = (signal) => {
      // Whoever asks twice wants it now.
      const how = stoppedBy ? 'SIGKILL' : signal
      stoppedBy ??= signal
      // npm takes its time to remove what it has made, which the next start does as well.
      patience ??= setTimeout(() => stop(signal), PATIENCE_MS)
      if (isWindows) child.kill(how)
      else if (child.pid) endGroup(child.pid, how)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, stop)
    const settle = (error) => {
      clearTimeout(patience)
      for (const signal of signals) process.off(signal, stop)
      if (stoppedBy) reject(new Stopped(stoppedBy))
      else if (error) reject(error)
      else resolve()
    }
    child.on('error', settle)
    child.on('exit', (status) =>
      settle(
        status === 0 ? undefined : new Error(`${command} ${args.join(' ')} ended with ${status}`),
      ),
    )
  })

/** How long a command may take to stop, in milliseconds. */
const PATIENCE_MS = 3000

const endGroup = (pid, signal) => {
  try {
    process.kill(-pid, signal)
  } catch {
    // All of it has ended already.
  }
}

const npm = (...args) => {
  const cli = process.env.npm_execpath
  const node = process.env.npm_node_execpath
  if (cli?.endsWith('.js') && node && existsSync(node)) return run(node, [cli, ...args])
  return run('npm', args, { shell: isWindows })
}

const runsNode24 = () =>
  spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') ?? false

/** How often an installation says how far it is, in milliseconds. */
const TELL_MS = Number(process.env.CLEW_INSTALL_TELL_MS ?? 10_000)

const countIn = (path) => {
  try {
    return readdirSync(join(ROOT, path)).filter((name) => !name.startsWith('.')).length
  } catch {
    return 0
  }
}

/** Says from time to time how far it is, and that nothing comes. @returns what ends that */
const tellProgress = () => {
  const started = Date.now()
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000)
    const folders = countIn('node_modules')
    say(
      folders > 0
        ? `still installing, ${seconds} s: ${folders} of the packages are here…`
        : `no package has come in ${seconds} s. ${NETWORK}`,
    )
  }, TELL_MS)
  return () => clearInterval(timer)
}

const NETWORK =
  'The first start needs a network that reaches npm’s registry (`npm ping` tries it; behind a proxy set HTTPS_PROXY).'

// A network that is not there is told within seconds, not after npm's usual minutes of patience.
const OPTIONS = [
  '--include=dev',
  '--no-fund',
  '--no-audit',
  '--loglevel=error',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
]

/** Installs what is missing, exactly as locked; next to nothing when all is there. */
export const install = async () => {
  const missing = missingPackages()
  if (missing.length > 0) {
    say(`installing ${missing.length === 1 ? missing[0] : 'packages'} (once; one to five minutes)…`)
    const endTelling = tellProgress()
    try {
      // From nothing, or from what a stopped installation left, all is made anew; otherwise only what changed.
      const isNew = !existsSync(join(ROOT, 'node_modules/.package-lock.json'))
      await npm(...(isNew ? ['ci'] : ['install', '--no-save']), ...OPTIONS)
    } catch (error) {
      if (error instanceof Stopped) throw error
      throw new Error(`the packages could not be installed (${error.message}). ${NETWORK}`, {
        cause: error,
      })
    } finally {
      endTelling()
    }
  }
  if (existsSync(NODE) && (missing.length === 0 || runsNode24())) return
  // Where npm does not run install scripts, Node 24 is fetched by the package's own, here and now.
  say('fetching Node 24…')
  await run(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: join(ROOT, 'node_modules/node'),
  })
  if (!runsNode24()) throw new Error('Node 24 could not be installed; see https://nodejs.org')
}

/** Tells why there was no start, and ends. */
export const giveUp = (error) => {
  say(error instanceof Error ? error.message : String(error))
  process.exit(error instanceof Stopped ? error.exitCode : 1)
}
