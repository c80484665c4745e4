import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { CONSOLE_ROOMS, SERVER_ROOMS } from './import-rules.ts'

const ROOT = join(import.meta.dirname, '../..')
const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')

/** Paths from `src/` that the page names: what has a slash in it and stands as code. */
const named = [...page.matchAll(/`([\w-]+\/[\w./-]*)`/g)].map(([, path = '']) => path)

test('the page of the architecture names only what is there', () => {
  expect(named.length).toBeGreaterThan(50)
  expect(named.filter((path) => !existsSync(join(ROOT, 'src', path)))).toEqual([])
})

test('it names every room', () => {
  const rooms = ['contract/', 'testing/', 'tooling/']
  for (const side of ['server', 'console']) {
    const entries = readdirSync(join(ROOT, 'src', side), { withFileTypes: true })
    rooms.push(...entries.filter((e) => e.isDirectory()).map(({ name }) => `${side}/${name}/`))
  }
  expect(rooms.filter((room) => !named.includes(room))).toEqual([])
})

test.for([
  ['server', SERVER_ROOMS],
  ['console', CONSOLE_ROOMS],
] as const)('its rooms of the %s stand in the order that the lint holds', ([side, rooms]) => {
  const firstCells = [...page.matchAll(/^\|([^|]*)\|/gm)].map(([, cell = '']) => cell).join()
  const inTable = [...firstCells.matchAll(new RegExp(`\`${side}/([\\w-]+)/\``, 'g'))]
  expect(inTable.map(([, room]) => room)).toEqual(rooms)
})
