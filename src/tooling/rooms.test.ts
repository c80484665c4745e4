import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { BELOW_HTTP, HTTP, PROCESS } from './import-rules.ts'

/** Imports through other rooms, which the lint's patterns do not see. */

const SRC = join(import.meta.dirname, '..')
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g

/** The files and libraries that each file imports, by paths from `src`. */
type Graph = Map<string, string[]>

const targetOf = (file: string, specifier: string): string => {
  if (specifier.startsWith('#')) return specifier.slice(1)
  return specifier.startsWith('.') ? join(file, '..', specifier) : specifier
}

const isTest = (file: string) => /\.(test|suite)\.tsx?$|\/suite\//.test(file)

const readGraph = (room: string): Graph => {
  const names = readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' })
  const files = names.map((name) => join(room, name)).filter((file) => /\.tsx?$/.test(file))
  return new Map(
    files
      .filter((file) => !isTest(file))
      .map((file) => {
        const text = readFileSync(join(SRC, file), 'utf8')
        return [file, [...text.matchAll(IMPORT)].map(([, name = '']) => targetOf(file, name))]
      }),
  )
}

/** The shortest way of imports from a file to what `isWanted` names. */
const pathTo = (graph: Graph, from: string, isWanted: (file: string) => boolean) => {
  const ways = [[from]]
  const seen = new Set([from])
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (isWanted(next)) return [...way, next]
      if (!seen.has(next)) ways.push([...way, next])
      seen.add(next)
    }
  }
  return undefined
}

const knowsHttp = (file: string) =>
  HTTP.some((room) => file.startsWith(`server/${room}/`)) ||
  PROCESS.some((name) => file === `server/${name}`) ||
  /^(hono($|\/)|@hono\/)/.test(file)

test('a way through other rooms is found', () => {
  const graph: Graph = new Map([
    ['server/runs/a.ts', ['node:fs', 'server/making/b.ts']],
    ['server/making/b.ts', ['server/runs/a.ts', 'server/config.ts']],
    ['server/config.ts', ['server/http/origin.ts']],
  ])
  expect(pathTo(graph, 'server/runs/a.ts', knowsHttp)).toEqual([
    'server/runs/a.ts',
    'server/making/b.ts',
    'server/config.ts',
    'server/http/origin.ts',
  ])
  expect(pathTo(graph, 'server/config.ts', (file) => file === 'hono')).toBeUndefined()
})

test('nothing below the routes knows HTTP, by any path', () => {
  const graph = readGraph('server')
  const isBelow = (file: string) => BELOW_HTTP.some((room) => file.startsWith(`server/${room}/`))
  const below = [...graph.keys()].filter(isBelow)
  expect(below.length).toBeGreaterThan(150)
  expect(below.flatMap((file) => pathTo(graph, file, knowsHttp) ?? [])).toEqual([])
  // The same walk does find what the routes import.
  expect(pathTo(graph, 'server/routes/handlers.ts', knowsHttp)).toBeDefined()
})
