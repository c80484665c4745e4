import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'

import { importCommand } from './import-command.ts'

let store: Store
let dir: string
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  dir = await mkdtemp(join(tmpdir(), 'clew-import-'))
})
afterEach(async () => {
  await store.close()
  await rm(dir, { recursive: true, force: true })
})

const GOOD = '{"created_at":1,"messages":[]}\n'

/** Runs the command on files of the given content; time moves on by 50 ms whenever it is asked for. */
const run = async (contents: string[], { isTTY = false, stop = AbortSignal.any([]) } = {}) => {
  const paths = contents.map((_, index) => join(dir, `${index}.ndjson`))
  for (const [index, path] of paths.entries()) await writeFile(path, contents[index] ?? '')
  let out = ''
  let err = ''
  let now = 0
  const io = {
    out: { write: (text: string) => (out += text) },
    err: { write: (text: string) => (err += text), isTTY, columns: 60 },
    now: () => (now += 50),
  }
  const code = await importCommand(paths, store, io, stop)
  return { code, out, err }
}

test('all well is 0, with a summary on standard output', async () => {
  const { code, out } = await run([GOOD, GOOD])
  expect(code).toBe(0)
  expect(out).toMatch(
    /^Imported 1 thread \(0 messages\) in .* 1 thread already there, skipped\.\n$/,
  )
})

test('a bad line is told by file and number on standard error, and the code is 1', async () => {
  const { code, err, out } = await run([`${GOOD}nonsense\n`])
  expect(code).toBe(1)
  expect(err).toContain(`${dir}/0.ndjson:2: not JSON`)
  expect(out).toContain('1 bad line skipped.')
})

test('of very many bad lines the first are told, and how many more there are', async () => {
  const { err, out } = await run([`${GOOD}${'nonsense\n'.repeat(1334)}${GOOD}`])
  const told = err.split('\n').filter((line) => line.includes('not JSON'))
  expect(told).toHaveLength(100)
  expect(told.at(-1)).toContain('0.ndjson:101: ')
  expect(err).toContain('\nand 1,234 more bad lines\n')
  expect(out).toContain('1,334 bad lines skipped.')
  expect((await run(['nonsense\n'.repeat(101)])).err).toContain('\nand 1 more bad line\n')
  expect((await run(['nonsense\n'.repeat(100)])).err).not.toContain(' more bad line')
})

test('a missing file is told, and the code is 1', async () => {
  const io = { out: { write: () => {} }, err: { write: () => {} }, now: () => 0 }
  expect(await importCommand([join(dir, 'gone')], store, io, AbortSignal.any([]))).toBe(1)
})

test('a stop is 130 and says so', async () => {
  const { code, out } = await run([GOOD], { stop: AbortSignal.abort() })
  expect(code).toBe(130)
  expect(out).toMatch(/^Stopped\. Imported 0 threads/)
})

test('a terminal is painted over, a log gets whole lines', async () => {
  const terminal = await run([GOOD], { isTTY: true })
  expect(terminal.err.startsWith('\r\u001b[2K')).toBe(true)
  expect(terminal.err).not.toContain('\n')
  expect(terminal.err).toContain('█')
  const log = await run([GOOD])
  expect(log.err).toMatch(/^100 % {2}1 thread .*\n$/)
})
