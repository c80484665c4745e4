import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

import type { Role } from '#contract/rights.ts'

import { isLoopbackAddress } from './loopback.ts'
import { LIMITS, POOL } from './tools/code-interpreter/sandbox/limits.ts'

/** Every setting, read once at the start. This file alone reads the environment. */
export interface Config {
  host: string
  /** 0 picks a free one. */
  port: number
  /** Where browsers find the server, when a reverse proxy stands in front of it. */
  publicOrigin: string | undefined
  /** Origins whose pages may use `/v1`, with a key. */
  allowedOrigins: readonly string[]
  dataDir: string
  /** An OpenAI-compatible endpoint; the scripted model answers when there is none. */
  modelBaseUrl: string | undefined
  modelApiKey: string | undefined
  /** Requested model name → the endpoint's; `*` stands for all others. */
  modelAliases: Record<string, string>
  /** The most tokens that a request and its answer may have; what the endpoint tells, without it. */
  modelContext: number | undefined
  /** The endpoint's model for searching files by meaning; by words only, without one. */
  embeddingModel: string | undefined
  samples: boolean
  /** What the readers of the console may do. */
  role: Role
  /** How many runs call a model at once. */
  runConcurrency: number
  /** Whether requests without the `OpenAI-Beta` header are refused. */
  requireBetaHeader: boolean
  /** Whether `/v1` hands out files of every purpose, where the hosted service keeps some back. */
  allowAllDownloads: boolean
  /** Another server of the API that answers `/v1` instead of this one. */
  upstreamUrl: string | undefined
  upstreamKey: string | undefined
  /** Whether what that server has no more stays in the copy of it, as evidence. */
  upstreamKeepsGone: boolean
  python: PythonConfig
  logLevel: string
}

/** How the code of `code_interpreter` runs. Times are in milliseconds. */
export interface PythonConfig {
  /** Folder of wheels that the code may import; only Python's own library, without one. */
  wheels: string | undefined
  /** How many interpreters live at once, each for a thread. */
  interpreters: number
  /** How long one is kept without work, and in all. */
  idle: number
  age: number
  /** Of one execution; memory in MB. */
  limits: { timeLimit: number; memory: number }
}

/** What `Config` is read from; the process's own but in tests. */
export interface Settings {
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
}

/** A setting that cannot be: its message is for the person who set it. */
export class SettingError extends Error {
  override name = 'SettingError'
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** What the command line holds: the command, what it is given, and its settings. */
export interface CommandLine {
  command: string
  /** What follows the command. */
  operands: string[]
  help: boolean
  version: boolean
  /** Of an export: how, and into which file. */
  format: string | undefined
  out: string | undefined
  config: Config
}

const own = (): Settings => ({ argv: process.argv.slice(2), env: process.env })

/** @throws {SettingError} */
export const readCommandLine = ({ argv, env }: Settings = own()): CommandLine => {
  const { values, positionals } = parse(argv)
  const [command = 'serve', ...operands] = positionals
  return {
    command,
    operands,
    help: values.help ?? false,
    version: values.version ?? false,
    format: values.format,
    out: values.out,
    config: readConfig(withoutEmpty(env), values),
  }
}

/** A variable that is set to nothing is not set. */
const withoutEmpty = (env: Settings['env']): Settings['env'] =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new SettingError(error instanceof Error ? error.message : String(error))
  }
}

interface Flags {
  port?: string | undefined
  host?: string | undefined
  data?: string | undefined
}

const readConfig = (env: Settings['env'], flags: Flags): Config => ({
  host: toHost(flags.host ?? env['CLEW_HOST'] ?? '127.0.0.1'),
  port: toWhole('port', flags.port ?? env['CLEW_PORT'] ?? '8484', 0, 65_535),
  publicOrigin: env['CLEW_PUBLIC_URL']
    ? toOrigin('CLEW_PUBLIC_URL', env['CLEW_PUBLIC_URL'])
    : undefined,
  allowedOrigins: toOrigins(env['CLEW_ALLOWED_ORIGINS'] ?? ''),
  dataDir: resolve(flags.data || env['CLEW_DATA'] || '.clew'),
  modelBaseUrl: toModelUrl(env['CLEW_MODEL_BASE_URL']),
  modelApiKey: toKey('CLEW_MODEL_API_KEY', env['CLEW_MODEL_API_KEY']),
  modelAliases: toAliases(env['CLEW_MODEL_ALIASES'] ?? ''),
  modelContext: env['CLEW_MODEL_CONTEXT']
    ? toWhole('CLEW_MODEL_CONTEXT', env['CLEW_MODEL_CONTEXT'], 1024, 100_000_000)
    : undefined,
  embeddingModel: env['CLEW_EMBEDDING_MODEL'] || undefined,
  samples: toSwitch('CLEW_SAMPLES', env['CLEW_SAMPLES'], true),
  // There are no accounts: whoever reaches the console may do everything.
  role: 'administrator',
  runConcurrency: toWhole('CLEW_RUN_CONCURRENCY', env['CLEW_RUN_CONCURRENCY'] ?? '256', 1, 10_000),
  requireBetaHeader: toSwitch('CLEW_REQUIRE_BETA', env['CLEW_REQUIRE_BETA'], true),
  allowAllDownloads: toSwitch('CLEW_ALL_DOWNLOADS', env['CLEW_ALL_DOWNLOADS'], false),
  upstreamUrl: toUpstreamUrl(env['CLEW_UPSTREAM_URL']),
  upstreamKey: toKey('CLEW_UPSTREAM_KEY', env['CLEW_UPSTREAM_KEY']),
  upstreamKeepsGone: toGone(env['CLEW_UPSTREAM_GONE']),
  python: readPython(env),
  logLevel: toLogLevel(env['CLEW_LOG_LEVEL'] ?? 'info'),
})

const MINUTE = 60_000

const readPython = (env: Settings['env']): PythonConfig => {
  const whole = (name: string, otherwise: number, most: number) =>
    toWhole(name, env[name] ?? String(otherwise), 1, most)
  return {
    wheels: toFolder('CLEW_PYTHON_WHEELS', env['CLEW_PYTHON_WHEELS']),
    interpreters: whole('CLEW_PYTHON_INTERPRETERS', POOL.interpreters, 1000),
    idle: whole('CLEW_PYTHON_IDLE_MINUTES', POOL.idle / MINUTE, 1440) * MINUTE,
    age: whole('CLEW_PYTHON_MAX_MINUTES', POOL.age / MINUTE, 1440) * MINUTE,
    limits: {
      timeLimit: whole('CLEW_PYTHON_SECONDS', LIMITS.timeLimit / 1000, 3600) * 1000,
      memory: whole('CLEW_PYTHON_MEMORY_MB', LIMITS.memory, 4096),
    },
  }
}

const toHost = (text: string): string => {
  const host = text.replace(/^\[(.*)\]$/, '$1')
  if (host.toLowerCase() === 'localhost' || isLoopbackAddress(host)) return host
  throw unsafeHost(text)
}

/** A host that others could reach too. */
export const unsafeHost = (host: string): SettingError =>
  new SettingError(
    `will not listen on ${host}: anyone who reaches it could read every thread, since there are no accounts yet. Use 127.0.0.1 (or a proxy that signs people in, with CLEW_PUBLIC_URL).`,
  )

/** @throws {SettingError} where more than an origin is given, or less */
const toOrigin = (name: string, text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isOrigin =
    url &&
    /^https?:$/.test(url.protocol) &&
    `${url.origin}/` === url.href &&
    // A host may hold these, where somebody wrote two addresses, or one and a wildcard.
    !/[*,;]/.test(text)
  if (isOrigin) return url.origin
  // The value is not repeated: it may hold a password.
  throw new SettingError(
    `${name} must hold an origin, such as https://clew.example.org: no path, no wildcard, no comma.`,
  )
}

const toOrigins = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => toOrigin('CLEW_ALLOWED_ORIGINS', part))

const toWhole = (name: string, text: string, least: number, most: number): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new SettingError(`${name} must be a whole number from ${least} to ${most}, not "${text}".`)
}

const toUrl = (name: string, key: string, given: string | undefined): string | undefined => {
  const text = given?.trim()
  if (!text) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  // The value is not repeated: it may hold a password.
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingError(`${name} must be an http or https address.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new SettingError(`${name} must hold no name and no password: set the key as ${key}.`)
  }
  // The part behind a hash is never sent.
  return text.replace(/#.*$/s, '').replace(/\/+(?=\?|$)/, '')
}

/** Keys go out in a header, which holds no other characters. The value is not repeated. */
const toKey = (name: string, given: string | undefined): string | undefined => {
  const key = given?.trim()
  if (!key) return undefined
  if (/^[ -~]+$/.test(key)) return key
  throw new SettingError(
    `${name} holds a character that no key has: letters beyond A to Z, curly quotes or a line break.`,
  )
}

/** Guides give an operation's whole address too; a query, such as Azure's `api-version`, stays. */
const toModelUrl = (text: string | undefined): string | undefined =>
  toUrl('CLEW_MODEL_BASE_URL', 'CLEW_MODEL_API_KEY', text)?.replace(
    /\/*(?:\/(?:chat\/completions|embeddings|models))?\/*(?=\?|$)/,
    '',
  )

/** A server's address alone stands for its `/v1`, as where it is another Clew. */
const toUpstreamUrl = (text: string | undefined): string | undefined => {
  const url = toUrl('CLEW_UPSTREAM_URL', 'CLEW_UPSTREAM_KEY', text)
  if (url === undefined || new URL(url).pathname !== '/') return url
  return url.replace(/(?=\?|$)/, '/v1')
}

/** What becomes here of what the other server has no more. */
const toGone = (text: string | undefined): boolean => {
  if (text === undefined || text === 'keep') return true
  if (text === 'drop') return false
  throw new SettingError(`CLEW_UPSTREAM_GONE must be keep or drop, not "${text}".`)
}

const toFolder = (name: string, path: string | undefined): string | undefined => {
  if (!path) return undefined
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return resolve(path)
  throw new SettingError(`${name} must be a folder; "${path}" is none.`)
}

const toSwitch = (name: string, text: string | undefined, otherwise: boolean): boolean => {
  switch (text?.toLowerCase()) {
    case undefined:
    case '':
      return otherwise
    case 'on':
    case 'true':
    case '1':
      return true
    case 'off':
    case 'false':
    case '0':
      return false
    default:
      throw new SettingError(`${name} must be on or off, not "${text}".`)
  }
}

const toAliases = (text: string): Record<string, string> => {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', model = ''] = pair.split(/=(.*)/s).map((part) => part.trim())
      if (name && model) return [name, model]
      throw new SettingError(
        `CLEW_MODEL_ALIASES must read like gpt-4=llama3.1,*=qwen3; "${pair}" does not.`,
      )
    }),
  )
}

const toLogLevel = (level: string): string => {
  if (LOG_LEVELS.includes(level)) return level
  throw new SettingError(`CLEW_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`)
}
