import { type ChildProcess, execFile, fork } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import { HEAP_MB } from './limits.ts'
import type { Start } from './protocol.ts'

const isSource = import.meta.filename.endsWith('.ts')
const PROGRAM = join(import.meta.dirname, isSource ? 'python/run-python.ts' : 'run-python.js')
const ROOT = join(import.meta.dirname, isSource ? '../../../../..' : '../..')

/** Where Pyodide's files lie. @throws when it is not installed */
const pyodideFolder = (): string =>
  realpathSync(dirname(createRequire(import.meta.url).resolve('pyodide/package.json')))

/** Where a system keeps its time zones; Windows has no such folder. */
const ZONES = '/usr/share/zoneinfo'

const zonesFolder = (): string | undefined => (existsSync(ZONES) ? realpathSync(ZONES) : undefined)

/** What the process may read: itself, Pyodide, the operator's wheels and the system's time zones. */
const readable = ({ pyodide, wheels, zones }: Start): string[] => [
  ...(isSource
    ? [
        join(ROOT, 'src/server/tools/code-interpreter/sandbox/*'),
        join(ROOT, 'node_modules/zod/*'),
        join(ROOT, 'node_modules/fflate/*'),
      ]
    : [join(ROOT, 'dist/server/*')]),
  join(ROOT, 'package.json'),
  join(pyodide, '*'),
  ...[wheels, zones].flatMap((folder) => (folder === undefined ? [] : [join(folder, '*'), folder])),
]

/**
 * Starts an interpreter's process: may read a few folders, write nothing, start nothing, make no
 * code from text; where the system has it, in a network of its own with nothing in it, and ended
 * with this process however that ends.
 */
export const launch = async (start: Omit<Start, 'pyodide' | 'zones'>): Promise<ChildProcess> => {
  const wheels = start.wheels === undefined ? undefined : realpathSync(start.wheels)
  const given: Start = { ...start, wheels, zones: zonesFolder(), pyodide: pyodideFolder() }
  const node = [
    `--max-old-space-size=${HEAP_MB}`,
    '--permission',
    ...readable(given).map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--no-addons',
    '--no-warnings',
  ]
  const [program = process.execPath, ...before] = [
    ...((await apartFromNetwork()) ?? []),
    ...((await endedWithParent()) ?? []),
    process.execPath,
  ]
  const child = fork(PROGRAM, [JSON.stringify(given)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
    execPath: program,
    execArgv: [...before, ...node],
  })
  endAtExit(child)
  // Without a listener a process that cannot be started would end this one; `exit` tells the rest.
  child.on('error', () => {})
  child.unref()
  child.channel?.unref()
  return child
}

type Command = readonly [file: string, ...args: string[]]

/** Programs that start another without a network; none needs to be an administrator. */
const WAYS: Command[] = ['/usr/bin/unshare', '/bin/unshare'].flatMap((file): Command[] => [
  [file, '--map-current-user', '--net', '--ipc'],
  [file, '-r', '-n'],
])

/**
 * Code that does not heed its end would go on for ever without whoever ends it. An administrator's
 * rights are given up too, which only an administrator can do; others have none.
 */
const PARENT_BOUND = [
  ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs'],
  ['--no-new-privs'],
  [],
].flatMap((rights) =>
  ['/usr/bin/setpriv', '/bin/setpriv'].map((file): Command => [
    file,
    ...rights,
    '--pdeathsig',
    'KILL',
  ]),
)

let apart: Promise<Command | undefined> | undefined
let bound: Promise<Command | undefined> | undefined

/** How to start a process without a network, found out once; undefined where there is no way. */
export const apartFromNetwork = (): Promise<Command | undefined> => (apart ??= firstOf(WAYS))

/** How to start one that the system ends with this one; likewise. */
export const endedWithParent = (): Promise<Command | undefined> => (bound ??= firstOf(PARENT_BOUND))

const firstOf = async (ways: Command[]): Promise<Command | undefined> => {
  if (process.platform !== 'linux') return undefined
  for (const way of ways) if (await works(way)) return way
  return undefined
}

/** Generous: what is slow once, on a busy machine, would be done without for good. */
const PATIENCE_MS = 60_000

const works = ([file, ...args]: Command): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(
      file,
      [...args, process.execPath, '--version'],
      { env: {}, timeout: PATIENCE_MS },
      (error) => resolve(!error),
    )
  })

const children = new Set<ChildProcess>()
let isListening = false

/** Also one that is still starting when the server stops. */
const endAtExit = (child: ChildProcess): void => {
  children.add(child)
  child.once('exit', () => children.delete(child))
  if (isListening) return
  isListening = true
  process.once('exit', () => children.forEach((each) => each.kill('SIGKILL')))
}
