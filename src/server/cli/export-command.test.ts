import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { SettingError, readCommandLine } from '#server/config.ts'
import { Database } from '#server/store/engines/sqlite/database.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { damageTable } from '#testing/damage.ts'

import { FORMATS } from '../export/formats.ts'
import { exportCommand, toExportOrder } from './export-command.ts'
import { requireData } from './require-data.ts'

let store: Store
let dir: string
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  dir = await mkdtemp(join(tmpdir(), 'clew-export-'))
})
afterEach(async () => {
  await store.close()
  await rm(dir, { recursive: true, force: true })
})

const order = (...argv: string[]) =>
  toExportOrder(readCommandLine({ argv: ['export', ...argv], env: {} }))

const run = async (argv: string[], { signal = AbortSignal.any([]), from = store } = {}) => {
  let out = ''
  let err = ''
  const io = {
    out: new Writable({
      write: (chunk, _, done) => {
        out += String(chunk)
        done()
      },
    }),
    err: { write: (text: string) => (err += text) },
    now: () => 0,
  }
  const code = await exportCommand(order(...argv), from, io, signal)
  return { code, out, err }
}

const addThread = async (text: string) => {
  const thread = buildThread()
  await store.insertThread(thread, [buildMessage({ text, thread_id: thread.id })])
  return thread
}

test('a database that is damaged where a thread is read is told, with what can be done', async () => {
  const path = join(dir, 'clew.db')
  const onDisk = await openStore({ path })
  const thread = buildThread()
  await onDisk.insertThread(thread, [buildMessage({ text: 'One', thread_id: thread.id })])
  await onDisk.close()
  await damageTable(path, 'messages')
  const damaged = await openStore({ path })
  const failed = run([], { from: damaged })
  await expect(failed).rejects.toThrow(SettingError)
  await expect(failed).rejects.toThrow(
    /^nothing was exported\. The database is damaged: .* by id\.$/,
  )
  await damaged.close()
})

test('all threads to standard output, a line each', async () => {
  const threads = [await addThread('One'), await addThread('Two')]
  const { code, out, err } = await run([])
  expect(code).toBe(0)
  const lines = out.trimEnd().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(
    threads.map(({ id }) => id),
  )
  expect(err).toBe('Exported 2 threads in 0.0 s.\n')
})

test('some threads to a file, as Markdown', async () => {
  const { id } = await addThread('One')
  await addThread('Two')
  const file = join(dir, 'one.md')
  expect((await run(['--format', 'markdown', '--out', file, id])).err).toContain(
    `1 thread to ${file}`,
  )
  const text = await readFile(file, 'utf8')
  expect(text).toContain('One')
  expect(text).not.toContain('Two')
  expect(await readdir(dir)).toEqual(['one.md'])
})

test('what a killed export has left is removed by the next into that file, and nothing else', async () => {
  await addThread('One')
  const { pid: gone } = spawnSync(process.execPath, ['--version'])
  const kept = [
    `all.ndjson.${process.ppid}.partial`,
    `all.ndjson.${gone}.partial.md`,
    `other.ndjson.${gone}.partial`,
  ]
  const left = `all.ndjson.${gone}.partial`
  for (const name of [left, ...kept]) await writeFile(join(dir, name), 'half')
  await run(['--out', join(dir, 'all.ndjson')])
  expect((await readdir(dir)).toSorted()).toEqual(['all.ndjson', ...kept].toSorted())
})

test('a file that is there is not written over', async () => {
  const file = join(dir, 'there')
  await writeFile(file, 'kept')
  await expect(run(['--out', file])).rejects.toThrow(`${file} is there already; name another file.`)
  expect(await readFile(file, 'utf8')).toBe('kept')
})

test('a folder that is not there is told in plain words', async () => {
  await expect(run(['--out', join(dir, 'no/file')])).rejects.toThrow('cannot be written: ENOENT')
})

test('a thread that is not there ends it before anything is written', async () => {
  const { id } = await addThread('One')
  const file = join(dir, 'file')
  await expect(run(['--out', file, id, 'thread_gone'])).rejects.toThrow(
    'there is no thread "thread_gone".',
  )
  expect(await readdir(dir)).toEqual([])
})

/** The store, with something that happens once messages are read. */
const storeThat = (does: () => void): Store =>
  new Proxy(store, {
    get: (target, name: keyof Store) => {
      if (name === 'listMessages') does()
      const value = target[name]
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

test('a file that appears meanwhile is not written over either', async () => {
  await addThread('One')
  const file = join(dir, 'there')
  const from = storeThat(() => writeFileSync(file, 'kept'))
  await expect(run(['--out', file], { from })).rejects.toThrow(`${file} is there already`)
  expect(await readFile(file, 'utf8')).toBe('kept')
  expect(await readdir(dir)).toEqual(['there'])
})

test('a thread that no import takes is written and told, and the code is 1', async () => {
  const { id } = await addThread('One')
  const { ndjson } = FORMATS
  const bounds = { part: 100, line: 100, thread: 100 }
  vi.spyOn(FORMATS, 'ndjson').mockImplementation((thread, note) => ndjson(thread, note, bounds))
  const { code, out, err } = await run([])
  vi.restoreAllMocks()
  expect(code).toBe(1)
  expect(out).toContain('One')
  expect(err).toMatch(new RegExp(`^${id} is written whole, but an import will not take it: .*\\n`))
})

test('stopped on the way it leaves nothing, and the code is 130', async () => {
  await addThread('One')
  const stop = new AbortController()
  const from = storeThat(() => stop.abort())
  const file = join(dir, 'file')
  const { code, err } = await run(['--out', file], { signal: stop.signal, from })
  expect(code).toBe(130)
  expect(err).toBe('Stopped: nothing was kept.\n')
  expect(await readdir(dir)).toEqual([])
})

test.each([
  [['--format', 'csv'], '"csv" is no format: --format takes ndjson or markdown.'],
  [['--format', 'toString'], '"toString" is no format'],
  [['--out', ' '], '--out needs the name of a file.'],
])('%j is refused', (argv, why) => {
  expect(() => order(...argv)).toThrow(why)
})

test('a row that cannot be read ends it in a sentence', async () => {
  const path = join(dir, 'clew.db')
  const kept = await openStore({ path })
  const thread = buildThread()
  const message = buildMessage({ thread_id: thread.id })
  await kept.insertThread(thread, [message])
  const foreignHand = new Database(path)
  foreignHand.run("UPDATE messages SET body = '{'")
  foreignHand.close()
  const file = join(dir, 'file')
  const stopped = run(['--out', file], { from: kept })
  await expect(stopped).rejects.toThrow(SettingError)
  await expect(stopped).rejects.toThrow(`message '${message.id}' cannot be read`)
  await kept.close()
  expect(await readdir(dir)).not.toContain('file')
})

const keepThread = async (folder: string) => {
  await mkdir(folder, { recursive: true })
  const kept = await openStore({ path: join(folder, 'clew.db') })
  const thread = buildThread()
  await kept.insertThread(thread, [])
  await kept.close()
  return thread
}

test('in front of another server the copy of it is exported, and imported into', async () => {
  const own = await keepThread(dir)
  const copied = await keepThread(join(dir, 'upstreams/a.example'))
  const clew = (...argv: string[]) => {
    const command = [join(import.meta.dirname, '../main.ts'), ...argv, '--data', dir]
    const env = { ...process.env, CLEW_UPSTREAM_URL: 'https://a.example/v1' }
    return spawnSync(process.execPath, command, { encoding: 'utf8', env })
  }
  const file = join(dir, 'one.ndjson')
  await writeFile(file, '{"created_at":1,"messages":[]}\n')
  expect(clew('import', file).stdout).toMatch(/^Imported 1 thread /)
  const { stdout, stderr } = clew('export')
  expect(stderr).toMatch(/^Exported 2 threads in /)
  expect(stdout).toContain(copied.id)
  expect(stdout).not.toContain(own.id)
})

test('where there is no data but elsewhere in the folder, the refusal tells of it', async () => {
  const [a, b] = [join(dir, 'upstreams/a.example'), join(dir, 'upstreams/b.example')]
  const refused = (upstreamUrl?: string) => {
    try {
      return requireData({ dataDir: dir, upstreamUrl })
    } catch (error) {
      return error
    }
  }
  const none = `there is no data in ${dir}`
  expect(refused()).toEqual(new SettingError(`${none}.`))
  for (const folder of [b, a]) await keepThread(folder)
  expect(refused()).toEqual(
    new SettingError(
      `${none}; copies of other servers are in ${a}, ${b}: set CLEW_UPSTREAM_URL to the address of one, or name its folder with --data.`,
    ),
  )
  await keepThread(dir)
  expect(refused('https://c.example/v1')).toEqual(
    new SettingError(
      `${none}/upstreams/c.example-56c2f19a, for the copy of the server that CLEW_UPSTREAM_URL names; those of other servers are in ${a}, ${b}; what ${dir} holds itself is read without CLEW_UPSTREAM_URL.`,
    ),
  )
  expect(refused('https://a.example/v1')).toBe(a)
  expect(await readdir(join(dir, 'upstreams'))).toEqual(['a.example', 'b.example'])
})
