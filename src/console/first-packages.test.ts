import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

const SRC = join(import.meta.dirname, '..')

/** What a file loads with itself, as it names it: without types, and without parts that come later. */
const importsIn = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export) (?!type )([^'"]*? from )?'([^']+)'/gm)]
    // Of types alone nothing is loaded.
    .filter(([, names = '']) => !/^\{(\s*type [\w ]+,?)+\s*\} from $/.test(names))
    .map(([, , from = '']) => from)

const resolved = (from: string, file: string): string | undefined => {
  if (from.startsWith('.')) return join(dirname(file), from)
  return from.startsWith('#') ? join(SRC, from.slice(1)) : undefined
}

const packageOf = (from: string): string =>
  from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')

/** The packages that a page waits for before it draws anything. */
const firstPackages = (entry: string): string[] => {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const open = [entry]
  for (let file; (file = open.pop());) {
    if (seen.has(file) || !/\.tsx?$/.test(file)) continue
    seen.add(file)
    for (const from of importsIn(readFileSync(file, 'utf8'))) {
      const inside = resolved(from, file)
      if (inside) open.push(inside)
      else packages.add(packageOf(from))
    }
  }
  return [...packages].sort()
}

test('a page waits for these packages, and for no schemas, highlighting or formulas', () => {
  expect(firstPackages(join(SRC, 'console/main.tsx'))).toEqual([
    '@tanstack/react-query',
    '@tanstack/react-virtual',
    'clsx',
    'hast-util-sanitize',
    'lucide-react',
    'mdast-util-from-markdown',
    'mdast-util-gfm',
    'mdast-util-math',
    'mdast-util-to-hast',
    'micromark-core-commonmark',
    'micromark-extension-gfm',
    'micromark-extension-math',
    'nanoid',
    'react',
    'react-dom',
    'react-router',
  ])
})

/** A library that is asked for as a whole comes with all it has: of zod that is 80 kB instead of 10. */
test('what comes later are modules of ours, which take the parts they use', () => {
  const names = readdirSync(join(SRC, 'console'), { recursive: true, encoding: 'utf8' })
  const later = names
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .flatMap((name) => [
      ...readFileSync(join(SRC, 'console', name), 'utf8').matchAll(/\bimport\('([^']+)'\)/g),
    ])
    .map(([, from = '']) => from)
  expect(later.length).toBeGreaterThan(10)
  expect(later.filter((from) => !/^[.#]/.test(from))).toEqual([])
})
