import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { warningsOf } from './warnings.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clew-warnings-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

const USER = 1000

test('nothing is said of a private folder that a user of its own has', () => {
  writeFileSync(join(dir, 'clew.db'), '', { mode: 0o644 })
  expect(warningsOf(dir, USER)).toEqual([])
  // Windows has no such users.
  expect(warningsOf(dir, undefined)).toEqual([])
})

test('root is told in one line what is done, and what is better', () => {
  const [told = '', ...more] = warningsOf(dir, 0)
  expect(told).toMatch(
    /^this runs as root: Python .* gives up root’s rights .*docs\/deployment\.md/,
  )
  expect(told).not.toContain('\n')
  expect(more).toEqual([])
})

test.skipIf(process.platform === 'win32')('rights of others to the data are told', () => {
  const told = [expect.stringContaining(`rights to what is in ${dir}; \`chmod -R go=\``)]
  chmodSync(dir, 0o777)
  expect(warningsOf(dir, USER)).toEqual(told)
  chmodSync(dir, 0o755)
  expect(warningsOf(dir, USER)).toEqual([])
  writeFileSync(join(dir, 'clew.db'), '')
  chmodSync(join(dir, 'clew.db'), 0o644)
  expect(warningsOf(dir, USER)).toEqual(told)
})

test('a folder in a clone is told', () => {
  const inside = join(dir, 'a/b')
  mkdirSync(inside, { recursive: true, mode: 0o700 })
  mkdirSync(join(dir, '.git'))
  expect(warningsOf(inside, USER)).toEqual([
    expect.stringContaining(`inside the clone ${dir}, where \`git clean -fdx\` deletes it`),
  ])
})
