import { type ChildProcess, execFile, fork } from 'node:child_process'
import { realpathSync } from 'node:fs'
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

/** What the process may read: itself, Pyodide and the operator's wheels. */
const readable = ({ pyodide, wheels }: Start): string[] => [
  ...(isSource
    ? [
        join(ROOT, 'src/server/tools/code-interpreter/sandbox/*'),
        join(ROOT, 'node_modules/zod/*'),
        join(ROOT, 'node_modules/fflate/*'),
      ]
    : [PROGRAM, join(ROOT, 'dist/server/assets/*')]),
  join(ROOT, 'package.json'),
  join(pyodide, '*'),
  ...(wheels === undefined ? [] : [join(wheels, '*'), wheels]),
]

/**
 * Starts an interpreter's process: may read a few folders, write nothing, start nothing, make no
 * code from text; where the system has it, in a network of its own with nothing in it.
 */
export const launch = async (start: Omit<Start, 'pyodide'>): Promise<ChildProcess> => {
  const wheels = start.wheels === undefined ? undefined : realpathSync(start.wheels)
  const given: Start = { ...start, wheels, pyodide: pyodideFolder() }
  const node = [
    `--max-old-space-size=${HEAP_MB}`,
    '--permission',
    ...readable(given).map((path) => `--allow-fs-read=${path}`),
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--no-addons',
    '--no-warnings',
  ]
  const apart = await apartFromNetwork()
  const child = fork(PROGRAM, [JSON.stringify(given)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
    ...(apart
      ? { execPath: apart[0], execArgv: [...apart.slice(1), process.execPath, ...node] }
      : { execArgv: node }),
  })
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

let found: Promise<Command | undefined> | undefined

/** How to start a process without a network, found out once; undefined where there is no way. */
export const apartFromNetwork = (): Promise<Command | undefined> => (found ??= findWay())

const findWay = async (): Promise<Command | undefined> => {
  if (process.platform !== 'linux') return undefined
  for (const way of WAYS) if (await works(way)) return way
  return undefined
}

const works = ([file, ...args]: Command): Promise<boolean> =>
  new Promise((resolve) => {
    execFile(
      file,
      [...args, process.execPath, '--version'],
      { env: {}, timeout: 10_000 },
      (error) => resolve(!error),
    )
  })
