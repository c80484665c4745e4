import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, test } from 'vitest'

import { SettingError, readCommandLine } from './config.ts'

const read = (argv: string[] = [], env: Record<string, string> = {}) =>
  readCommandLine({ argv, env })

test('a setting that is empty is none', () => {
  const names = ['CLEW_DATA', 'CLEW_PORT', 'CLEW_HOST', 'CLEW_MODEL_BASE_URL', 'CLEW_SAMPLES']
  const empty = Object.fromEntries(names.map((name) => [name, '']))
  expect(read([], empty)).toEqual(read())
  expect(read(['--data', ''])).toEqual(read())
})

test('without settings: loopback, no key, the scripted model', () => {
  expect(read()).toEqual({
    command: 'serve',
    operands: [],
    help: false,
    version: false,
    config: {
      host: '127.0.0.1',
      port: 8484,
      publicOrigin: undefined,
      allowedOrigins: [],
      dataDir: resolve('.clew'),
      modelBaseUrl: undefined,
      modelApiKey: undefined,
      modelAliases: {},
      modelContext: undefined,
      embeddingModel: undefined,
      samples: true,
      role: 'administrator',
      runConcurrency: 256,
      requireBetaHeader: true,
      allowAllDownloads: false,
      upstreamUrl: undefined,
      upstreamKey: undefined,
      upstreamKeepsGone: true,
      python: {
        wheels: undefined,
        interpreters: 4,
        idle: 1_200_000,
        age: 3_600_000,
        limits: { timeLimit: 60_000, memory: 1024 },
      },
      logLevel: 'info',
    },
  })
})

test('how Python runs', () => {
  const { config } = read([], {
    CLEW_PYTHON_WHEELS: 'src',
    CLEW_PYTHON_INTERPRETERS: '2',
    CLEW_PYTHON_IDLE_MINUTES: '5',
    CLEW_PYTHON_SECONDS: '10',
    CLEW_PYTHON_MEMORY_MB: '512',
  })
  expect(config.python).toMatchObject({
    wheels: resolve('src'),
    interpreters: 2,
    idle: 300_000,
    limits: { timeLimit: 10_000, memory: 512 },
  })
  expect(() => read([], { CLEW_PYTHON_WHEELS: 'package.json' })).toThrow(SettingError)
})

test('the command line comes before the environment', () => {
  const env = { CLEW_PORT: '1', CLEW_DATA: '/a', CLEW_HOST: 'localhost' }
  expect(read([], env).config).toMatchObject({ port: 1, dataDir: resolve('/a'), host: 'localhost' })
  expect(read(['--port', '0', '--data', '/b', '--host', '::1'], env).config).toMatchObject({
    port: 0,
    dataDir: resolve('/b'),
    host: '::1',
  })
})

test.each(['[::1]', '::1', '127.0.0.1', '127.1.2.3', 'LOCALHOST'])(
  '%s is of this machine',
  (host) => {
    expect(read(['--host', host]).config.host).toBe(host.replace(/^\[|\]$/g, ''))
  },
)

test('the public origin, and those that are let in', () => {
  const { config } = read([], {
    CLEW_PUBLIC_URL: 'https://Clew.Example.org:443/',
    CLEW_ALLOWED_ORIGINS: 'https://app.example, http://localhost:3000/',
  })
  expect(config).toMatchObject({
    publicOrigin: 'https://clew.example.org',
    allowedOrigins: ['https://app.example', 'http://localhost:3000'],
  })
})

test('a command and what it is given', () => {
  expect(read(['import', '--data', 'x', 'a.ndjson', '-'])).toMatchObject({
    command: 'import',
    operands: ['a.ndjson', '-'],
    config: { dataDir: resolve('x') },
  })
})

test('models, their names, an upstream', () => {
  const { config } = read([], {
    CLEW_MODEL_BASE_URL: 'http://localhost:11434/v1/',
    CLEW_MODEL_API_KEY: 'k',
    CLEW_MODEL_ALIASES: 'gpt-4=llama3.1, *=qwen3=x',
    CLEW_UPSTREAM_URL: 'https://api.example/v1',
    CLEW_SAMPLES: 'off',
  })
  expect(config).toMatchObject({
    modelBaseUrl: 'http://localhost:11434/v1',
    modelAliases: { 'gpt-4': 'llama3.1', '*': 'qwen3=x' },
    upstreamUrl: 'https://api.example/v1',
    samples: false,
  })
})

test.each([
  [' http://h/v1 ', 'http://h/v1'],
  ['http://h/v1/chat/completions', 'http://h/v1'],
  ['http://h/v1/chat/completions/', 'http://h/v1'],
  ['http://h/v1/embeddings', 'http://h/v1'],
  ['http://h/v1/models?a=b', 'http://h/v1?a=b'],
  ['http://h/v1/?api-version=1', 'http://h/v1?api-version=1'],
])('a model endpoint at %j is asked at %s', (given, asked) => {
  expect(read([], { CLEW_MODEL_BASE_URL: given }).config.modelBaseUrl).toBe(asked)
})

test.each([
  ['http://127.0.0.1:8484', 'http://127.0.0.1:8484/v1'],
  ['http://127.0.0.1:8484/', 'http://127.0.0.1:8484/v1'],
  ['https://api.example/v1/', 'https://api.example/v1'],
  [' https://api.example/v1 ', 'https://api.example/v1'],
  ['https://x.example/openai', 'https://x.example/openai'],
  ['https://x.example/openai/?api-version=1', 'https://x.example/openai?api-version=1'],
  ['https://x.example?a=b', 'https://x.example/v1?a=b'],
  ['https://x.example/?a=b', 'https://x.example/v1?a=b'],
  ['https://x.example/v1/#a', 'https://x.example/v1'],
  ['https://x.example/#a?b', 'https://x.example/v1'],
])('an upstream at %s is asked at %s', (given, asked) => {
  expect(read([], { CLEW_UPSTREAM_URL: given }).config.upstreamUrl).toBe(asked)
})

describe('what cannot be is said in a sentence', () => {
  test.each<[string[], Record<string, string>, RegExp]>([
    [['--host', '0.0.0.0'], {}, /^will not listen on 0\.0\.0\.0: .*no accounts yet/],
    [[], { CLEW_HOST: '192.168.1.5' }, /will not listen/],
    [['--host', 'x.localhost'], {}, /will not listen/],
    [['--host', '127.999.999.999'], {}, /will not listen/],
    [['--host', '127.0.0.1.example'], {}, /will not listen/],
    [['--host', '[::]'], {}, /will not listen/],
    [[], { CLEW_PUBLIC_URL: 'https://u:secret@x' }, /^(?!.*secret).*CLEW_PUBLIC_URL must hold/],
    [[], { CLEW_PUBLIC_URL: 'https://x.example/clew' }, /CLEW_PUBLIC_URL must hold an origin/],
    [[], { CLEW_PUBLIC_URL: 'https://x.example,' }, /CLEW_PUBLIC_URL must hold .* no comma/],
    [[], { CLEW_PUBLIC_URL: 'https://a.example;' }, /CLEW_PUBLIC_URL must hold an origin/],
    [[], { CLEW_ALLOWED_ORIGINS: '*' }, /CLEW_ALLOWED_ORIGINS must hold an origin/],
    [[], { CLEW_ALLOWED_ORIGINS: 'https://*.example' }, /CLEW_ALLOWED_ORIGINS must hold/],
    [[], { CLEW_ALLOWED_ORIGINS: 'null' }, /CLEW_ALLOWED_ORIGINS must hold an origin/],
    [['--port', '70000'], {}, /^port must be a whole number from 0 to 65535, not "70000"\.$/],
    [['--port', '8e3'], {}, /port must be/],
    [['--prot', '1'], {}, /--prot/],
    [['--port'], {}, /--port/],
    [[], { CLEW_MODEL_BASE_URL: 'localhost:11434' }, /^CLEW_MODEL_BASE_URL must be/],
    [[], { CLEW_UPSTREAM_URL: 'ftp://user:secret@x' }, /^(?!.*secret).*CLEW_UPSTREAM_URL must be/],
    [[], { CLEW_MODEL_BASE_URL: 'http://u:secret@h/v1' }, /^(?!.*secret).*MODEL_API_KEY/],
    [[], { CLEW_UPSTREAM_URL: 'http://u:secret@h/v1' }, /^(?!.*secret).*UPSTREAM_KEY/],
    ...['ключ', 'sk-“abc”', 'sk-é', 'sk-a\nb', 'sk-a\u200bb'].flatMap(
      (key): [string[], Record<string, string>, RegExp][] => [
        [[], { CLEW_MODEL_API_KEY: key }, /^(?!.*(?:ключ|sk-)).*MODEL_API_KEY holds a character/],
        [[], { CLEW_UPSTREAM_KEY: key }, /^(?!.*(?:ключ|sk-)).*UPSTREAM_KEY holds a character/],
      ],
    ),
    [[], { CLEW_MODEL_ALIASES: 'gpt-4' }, /CLEW_MODEL_ALIASES must read like/],
    [[], { CLEW_MODEL_CONTEXT: '8k' }, /CLEW_MODEL_CONTEXT must be a whole number from 1024/],
    [[], { CLEW_SAMPLES: 'maybe' }, /CLEW_SAMPLES must be on or off/],
    [[], { CLEW_LOG_LEVEL: 'loud' }, /CLEW_LOG_LEVEL must be one of/],
  ])('%j %j', (argv, env, message) => {
    expect(() => read(argv, env)).toThrow(SettingError)
    expect(() => read(argv, env)).toThrow(message)
  })
})

test('every setting is in the README, or where it points to', () => {
  const root = join(import.meta.dirname, '../..')
  const textOf = (path: string) => readFileSync(join(root, path), 'utf8')
  const documented = new Set(
    [textOf('README.md'), textOf('docs/code-interpreter.md')].flatMap(settingsIn),
  )
  const settings = settingsIn(textOf('src/server/config.ts'))
  expect(settings.length).toBeGreaterThan(15)
  expect(settings.filter((name) => !documented.has(name))).toEqual([])
})

const settingsIn = (text: string): string[] => text.match(/CLEW_[A-Z_]+/g) ?? []

test('blanks around a key are none of it', () => {
  const { config } = read([], {
    CLEW_MODEL_API_KEY: ' sk-abc\r\n',
    CLEW_UPSTREAM_KEY: ' ',
  })
  expect(config).toMatchObject({ modelApiKey: 'sk-abc', upstreamKey: undefined })
})
