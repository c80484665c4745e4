// Plain JavaScript, because it runs before anything is installed, on whatever Node runs npm.
import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants as modes, existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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
 * @param {string} command @param {string[]} args @param {{ onError?: (line: string) => void, [spawning: string]: unknown }} [options]
 * `onError` for each line that it writes to stderr, the rest for `spawn`
 */
export const run = (command, args, { onError, ...options } = {}) =>
  new Promise((resolve, reject) => {
    // What it says goes to stderr, so that a command's result can be piped.
    const stdio = ['ignore', process.stderr, onError ? 'pipe' : process.stderr]
    const child = spawn(command, args, { cwd: ROOT, stdio, detached: !isWindows, ...options })
    if (onError) createInterface({ input: child.stderr }).on('line', onError)
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
    // What it has said is told first.
    child.on(onError ? 'close' : 'exit', (status) =>
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

const npm = (args, options) => {
  const cli = process.env.npm_execpath
  const node = process.env.npm_node_execpath
  if (cli?.endsWith('.js') && node && existsSync(node)) return run(node, [cli, ...args], options)
  return run('npm', args, { shell: isWindows, ...options })
}

const runsNode24 = () =>
  spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') ?? false

/** How often an installation says how far it is, in milliseconds. */
const TELL_MS = Number(process.env.CLEW_INSTALL_TELL_MS ?? 10_000)

/** How many of the packages lie in their folders, which npm makes long before it fills them. */
const unpacked = () => {
  const paths = Object.keys(readJson('package-lock.json').packages)
  return paths.filter((path) => path !== '' && existsSync(join(ROOT, path, 'package.json'))).length
}

/** What npm tells of each package that it fetches, of each attempt in vain, and of what else is no error. */
const FETCHED = /^npm http (?:cache\b|fetch [A-Z]+ (?:2\d\d|304)\b)/
const IN_VAIN = /^npm http fetch .* failed with E[A-Z_]+/
const NO_ERROR = /^npm (?:http|warn|notice)\b/i

/** By npm's own code for why it failed, as `npm error code EACCES`. */
const CODE = /^npm err(?:or|!) code (\w+)/i

/** Says from time to time how far it is, and that nothing comes. */
const tellProgress = () => {
  const started = Date.now()
  let code = ''
  let fetched = 0
  let inVain = 0
  const tell = () => {
    const seconds = Math.round((Date.now() - started) / 1000)
    const there = unpacked()
    say(
      fetched + there > 0
        ? `still installing, ${seconds} s: ${fetched} packages fetched, ${there} unpacked…`
        : `no package has come in ${seconds} s. ${NETWORK}`,
    )
  }
  const timer = setInterval(tell, TELL_MS)
  return {
    onError: (line) => {
      code = CODE.exec(line)?.[1] ?? code
      if (FETCHED.test(line)) fetched += 1
      // Told at once, and then from time to time like all else.
      if (IN_VAIN.test(line) && fetched === 0 && (inVain += 1) === 1) tell()
      if (!NO_ERROR.test(line)) process.stderr.write(`${line}\n`)
    },
    end: () => clearInterval(timer),
    advice: () => ADVICE[code] ?? NETWORK,
  }
}

const NETWORK =
  'The first start needs a network that reaches npm’s registry (`npm ping` tries it; behind a proxy set HTTPS_PROXY).'

const NOT_WRITABLE = `You may not write in ${ROOT}: give the folder to yourself (chown), or clone Clew elsewhere.`
const ADVICE = {
  EACCES: NOT_WRITABLE,
  EPERM: NOT_WRITABLE,
  EROFS: NOT_WRITABLE,
  ENOSPC: `The disk of ${ROOT} is full.`,
}

/** Looks whether packages and what is built have a place here, before minutes are spent. @throws {Error} */
export const checkFolder = () => {
  // Browsers and bundlers take what follows for a part of an address: https://vite.dev/guide/troubleshooting
  if (/[#?]/.test(ROOT))
    throw new Error(`Clew cannot be built where the path holds # or ?: move ${ROOT} elsewhere.`)
  try {
    accessSync(ROOT, modes.W_OK)
  } catch (error) {
    throw new Error(NOT_WRITABLE, { cause: error })
  }
}

// A network that is not there is told within seconds, not after npm's usual minutes of patience.
const OPTIONS = [
  '--include=dev',
  '--no-fund',
  '--no-audit',
  '--loglevel=http',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
]

/** Installs what is missing, exactly as locked; next to nothing when all is there. */
export const install = async () => {
  const missing = missingPackages()
  if (missing.length > 0) {
    checkFolder()
    say(`installing ${missing.length === 1 ? missing[0] : 'packages'} (once; one to five minutes)…`)
    const progress = tellProgress()
    try {
      // From nothing, or from what a stopped installation left, all is made anew; otherwise only what changed.
      const isNew = !existsSync(join(ROOT, 'node_modules/.package-lock.json'))
      const args = [...(isNew ? ['ci'] : ['install', '--no-save']), ...OPTIONS]
      await npm(args, { onError: progress.onError })
    } catch (error) {
      if (error instanceof Stopped) throw error
      throw new Error(`the packages could not be installed. ${progress.advice()}`, { cause: error })
    } finally {
      progress.end()
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
