// Plain JavaScript, because it runs before anything is installed, on whatever Node runs npm.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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

/** @param {string} command @param {string[]} args @param {import('node:child_process').SpawnSyncOptions} [options] */
const run = (command, args, options) => {
  // npm's own output goes to stderr, so that a command's result can be piped.
  const stdio = ['ignore', process.stderr, process.stderr]
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio, ...options })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`)
}

const npm = (...args) => {
  const cli = process.env.npm_execpath
  const node = process.env.npm_node_execpath
  if (cli?.endsWith('.js') && node && existsSync(node)) run(node, [cli, ...args])
  else run('npm', args, { shell: isWindows })
}

const runsNode24 = () =>
  spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') ?? false

/** Installs what is missing, exactly as locked; next to nothing when all is there. */
export const install = () => {
  const missing = missingPackages()
  if (missing.length > 0) {
    say(`installing ${missing.length === 1 ? missing[0] : 'packages'} (once; a minute or so)…`)
    // Not `npm ci`: it refuses a lock that lacks optional packages of other platforms, which npm leaves
    // out when a registry does not have them. What is locked is installed as locked all the same.
    npm('install', '--no-save', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error')
  }
  if (existsSync(NODE)) return
  // Where npm does not run install scripts, Node 24 is fetched by the package's own, here and now.
  say('fetching Node 24…')
  run(process.execPath, ['installArchSpecificPackage.js'], { cwd: join(ROOT, 'node_modules/node') })
  if (!runsNode24()) throw new Error('Node 24 could not be installed; see https://nodejs.org')
}
