import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

interface Locked {
  packages: Record<string, { optionalDependencies?: Record<string, string>; integrity?: string }>
}
const path = join(import.meta.dirname, '../../package-lock.json')

test('the lock knows every package by the hash of its bytes', () => {
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as Locked // npm's own form
  const open = Object.entries(packages).filter(
    ([place, { integrity }]) => place !== '' && !integrity?.startsWith('sha512-'),
  )
  expect(open.map(([place]) => place)).toEqual([])
})

test('the lock holds what other platforms need, without which `npm ci` fails there', () => {
  const { packages } = JSON.parse(readFileSync(path, 'utf8')) as Locked // npm's own form
  const wanted = Object.entries(packages).flatMap(([by, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ by, name })),
  )
  const missing = wanted.filter(
    ({ by, name }) => !placesOf(by, name).some((place) => place in packages),
  )
  expect(missing).toEqual([])
  for (const platform of ['darwin-arm64', 'linux-arm64', 'win32-x64']) {
    expect(wanted.map(({ name }) => name)).toContainEqual(expect.stringContaining(platform))
  }
})

/** Where a package may stand that another one needs: beside it or anywhere above. */
const placesOf = (by: string, name: string): string[] => {
  const folders = by.split(/\/?node_modules\//).slice(1)
  return [...folders.keys(), folders.length].map((depth) =>
    [...folders.slice(0, depth), name].map((folder) => `node_modules/${folder}`).join('/'),
  )
}
