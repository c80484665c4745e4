import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { FileObject } from '#contract/file.ts'
import type { Thread } from '#contract/thread.ts'
import { SDK_HEADERS } from '#testing/app.ts'

import { type Config, SettingError, readCommandLine } from './config.ts'
import { start, toSettingError } from './start.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clew-start-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const settings = (...argv: string[]): Config =>
  readCommandLine({
    argv: ['--port', '0', '--data', join(dir, 'data'), ...argv],
    env: { CLEW_LOG_LEVEL: 'silent', CLEW_SAMPLES: 'off' },
  }).config

test('what was written is there after a second start', async () => {
  const first = await start(settings())
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
  const made = await fetch(`${first.url}/v1/threads`, { method: 'POST', headers: SDK_HEADERS })
  const { id } = (await made.json()) as Thread
  await first.stop()
  const second = await start(settings())
  const read = await fetch(`${second.url}/v1/threads/${id}`, { headers: SDK_HEADERS })
  expect(await read.json()).toMatchObject({ id })
  await second.stop()
})

test('a second server on the same data is refused, and disturbs nothing', async () => {
  const first = await start(settings())
  await expect(start(settings())).rejects.toThrow(`${dir}/data: ${first.url}.`)
  expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
  await first.stop()
})

test.each(['missing', 'empty'])(
  'a database that is %s beside files is no new home',
  async (how) => {
    const first = await start(settings())
    await first.stop()
    const path = join(dir, 'data/clew.db')
    writeFileSync(join(dir, 'data/files/file-1'), 'kept')
    if (how === 'missing') rmSync(path)
    else writeFileSync(path, '')
    await expect(start(settings())).rejects.toThrow(`${path} is missing or empty, though there are`)
    expect(readFileSync(join(dir, 'data/files/file-1'), 'utf8')).toBe('kept')
  },
)

test('an address that cannot be had is told with the reason and a way out', () => {
  const told = (code: string, port: number) =>
    toSettingError(Object.assign(new Error('listen'), { code }), { ...settings(), port }).message
  expect(told('EACCES', 80)).toBe(
    'cannot listen on 127.0.0.1:80: the system does not let you (EACCES); choose a port above 1023 with --port.',
  )
  expect(told('EADDRNOTAVAIL', 8484)).toMatch(/no such address .* with --port or --host\.$/)
})

test('a database that is damaged where only work meets it is told by path, with advice', async () => {
  const first = await start(settings())
  await first.stop()
  const path = join(dir, 'data/clew.db')
  const bytes = readFileSync(path)
  // The schema stays whole: the page of each table after the first few does not.
  writeFileSync(path, bytes.fill(0xff, 4096 * 12))
  await expect(start(settings())).rejects.toThrow(`${path} is damaged; put a backup in its place`)
  await expect(start(settings())).rejects.toThrow(SettingError)
})

test('a port that is taken is said so, and the data let go', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(start(settings('--port', String(port)))).rejects.toThrow(SettingError)
  await expect(start(settings('--port', String(port)))).rejects.toThrow(`port ${port} is taken`)
  other.close()
  const running = await start(settings())
  await running.stop()
})

test('a port that is taken leaves no new data folder', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await expect(start(settings('--port', String(port)))).rejects.toThrow(`port ${port} is taken`)
  expect(existsSync(join(dir, 'data'))).toBe(false)
  other.close()
})

test('files whose bytes are missing are told at the start, and whoever asks for one', async () => {
  const first = await start(settings())
  expect(await first.missing).toBeUndefined()
  const body = new FormData()
  body.set('purpose', 'vision')
  body.set('file', new File(['kept'], 'a.txt'))
  const headers = { authorization: SDK_HEADERS.authorization }
  const sent = await fetch(`${first.url}/v1/files`, { method: 'POST', body, headers })
  const { id } = (await sent.json()) as FileObject
  await first.stop()
  rmSync(join(dir, 'data/files', id))
  const second = await start(settings())
  expect(await second.missing).toBe(
    `the bytes of 1 file are missing (${id}) in ${dir}/data/files; a backup from before may have them.`,
  )
  const asked = await fetch(`${second.url}/v1/files/${id}/content`, { headers })
  expect(asked.status).toBe(404)
  expect(await asked.json()).toMatchObject({
    error: { message: `The bytes of File ${id} are missing from the server's data folder.` },
  })
  await second.stop()
})

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)
test.skipIf(!hasIpv6)('the loopback of IPv6, written as in a URL', async () => {
  const running = await start(settings('--host', '[::1]'))
  expect(running.url).toMatch(/^http:\/\/\[::1\]:\d+$/)
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
  await running.stop()
})

test.each(['0.0.0.0', 'name.invalid'])(
  'an address that is not of this machine alone: %s',
  async (host) => {
    await expect(start({ ...settings(), host })).rejects.toThrow(`will not listen on ${host}`)
  },
)

test('a stop ends open feeds instead of waiting for them', async () => {
  const running = await start(settings())
  const feed = await fetch(`${running.url}/api/changes`, { headers: SDK_HEADERS })
  const reading = feed.text()
  const asked = performance.now()
  await running.stop()
  // After three seconds it would have been cut off.
  expect(performance.now() - asked).toBeLessThan(2500)
  expect(await reading).toContain('retry:')
  await expect(fetch(`${running.url}/healthz`)).rejects.toThrow()
})

describe('the command', () => {
  const main = join(import.meta.dirname, 'main.ts')
  const run = (...argv: string[]) => {
    const child = spawn(process.execPath, [main, ...argv], {
      env: { PATH: process.env['PATH'], CLEW_DATA: join(dir, 'data'), CLEW_SAMPLES: 'off' },
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    const ended = once(child, 'exit').then(([code]) => ({ code, output }))
    return { child, ended, said: () => output }
  }

  test('says where it is, and ends well when told to', async () => {
    const { child, ended, said } = run('--port', '0')
    await once(child.stdout, 'data')
    expect(said()).toMatch(
      /^Clew is at http:\/\/127\.0\.0\.1:\d+ \(data in .*data\)\n(clew: this runs as root.*\n)?$/,
    )
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0 })
    expect(existsSync(join(dir, 'data/server.txt'))).toBe(false)
  })

  test.each<[string[], number, RegExp]>([
    [['--help'], 0, /^Usage: clew \[serve\]/],
    [['import', '--help'], 0, /^Usage: clew import/],
    [['import'], 1, /^clew: nothing to import/],
    [['--version'], 0, /^clew \d+\.\d+\.\d+\n$/],
    [['backup', '--help'], 0, /^Usage: clew backup/],
    [['backup'], 1, /^clew: name one folder/],
    [['dance'], 1, /^clew: "dance" is no command/],
    [['--host', '0.0.0.0'], 1, /^clew: will not listen on 0\.0\.0\.0/],
  ])('%j', async (argv, code, text) => {
    const result = await run(...argv).ended
    expect(result.output).toMatch(text)
    expect(result.output).not.toMatch(/ {4}at /)
    expect(result.code).toBe(code)
  })

  test('what it keeps is private, and data inside a git clone is warned of', async () => {
    mkdirSync(join(dir, '.git'))
    const { child, ended, said } = run('--port', '0')
    await once(child.stderr, 'data')
    expect(said()).toContain(`clone ${dir}, where \`git clean -fdx\` deletes it`)
    const modes = ['', 'clew.db', 'files', 'server.txt'].map(
      (name) => statSync(join(dir, 'data', name)).mode & 0o077,
    )
    expect(modes).toEqual([0, 0, 0, 0])
    child.kill('SIGTERM')
    await ended
  })

  test('imports beside a running server', async () => {
    const running = await start(settings())
    const { child, ended } = run('import', '-')
    child.stdin.end('not json\n')
    expect(await ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('standard input:1: not JSON'),
    })
    await running.stop()
  })
})
