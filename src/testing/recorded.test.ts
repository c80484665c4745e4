import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** A clone that stands alone: nothing of the shared material lies beside it. */

const ROOT = join(import.meta.dirname, '../..')
const sources = ['src', 'e2e'].flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|mjs)$/.test(name))
    .map((name) => join(room, name)),
)
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8')

let nothing: string
beforeEach(() => {
  nothing = mkdtempSync(join(tmpdir(), 'clew-alone-'))
  vi.stubEnv('CLEW_SHARED', nothing)
  vi.stubEnv('CLEW_REQUIRE_SHARED', undefined)
  // That of a stranger, too.
  vi.stubEnv('CI', 'true')
  vi.resetModules()
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(nothing, { recursive: true, force: true })
})

test('one file alone knows where it would lie', () => {
  expect(sources.length).toBeGreaterThan(500)
  const isBeside = /['"`/]shared\/|(\.\.\/)+shared\b/
  const own = ['src/testing/recorded.ts', 'src/testing/recorded.test.ts']
  expect(sources.filter((path) => !own.includes(path) && isBeside.test(textOf(path)))).toEqual([])
})

test('there are recordings of this server, and nothing of others', async () => {
  const recorded = await import('./recorded.ts')
  expect(recorded.hasShared('data')).toBe(false)
  expect(recorded.sharedThreads()).toEqual([])
  expect(recorded.recordedStreams().length).toBeGreaterThan(5)
  expect(recorded.recordedObjects().length).toBeGreaterThan(5)
})

test('what is skipped is told in one line', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue()
  const { setup } = await import('./tell-skipped.ts')
  setup()
  expect(log.mock.calls).toEqual([[expect.stringMatching(/^skipped: [^\n]+$/)]])
})

test('where it is demanded, its absence is a failure', async () => {
  vi.stubEnv('CLEW_REQUIRE_SHARED', '1')
  const { hasShared } = await import('./recorded.ts')
  expect(() => hasShared('data')).toThrow(
    'the shared material lacks data; an empty CLEW_REQUIRE_SHARED skips what needs it',
  )
})

test('this project’s CI demands it, and takes another word for it', () => {
  const npm = join(nothing, 'npm')
  writeFileSync(npm, '#!/bin/sh\necho "$1 with [$CLEW_REQUIRE_SHARED]"\n', { mode: 0o755 })
  const run = (demand?: string) => {
    const env = { PATH: `${nothing}:${process.env['PATH']}`, CLEW_REQUIRE_SHARED: demand }
    return spawnSync('bash', [join(ROOT, '.ci/run')], { env, encoding: 'utf8' }).stdout
  }
  expect(run()).toBe('test with [1]\n')
  expect(run('')).toBe('test with []\n')
})

test('every file of tests that asks for it loads without it: a body that is skipped runs all the same', () => {
  const asking = sources.filter(
    (path) =>
      /\.test\.tsx?$/.test(path) &&
      !path.includes('browser') &&
      path !== 'src/testing/recorded.test.ts' &&
      /\b(publishedApi|sharedMessages|sharedConversations|hasShared)\b/.test(textOf(path)),
  )
  expect(asking.length).toBeGreaterThan(5)
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const args = ['list', '--staticParse=false', '--project', 'node', '--project', 'pure', ...asking]
  const { status, stderr } = spawnSync(process.execPath, [vitest, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, VITEST: undefined },
  })
  expect([stderr, status]).toEqual(['', 0])
}, 120_000)
