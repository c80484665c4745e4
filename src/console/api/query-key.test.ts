import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { operations } from '#contract/operations.ts'

import { queryKey } from './query-key.ts'

test('a key is the filled path, list for a collection, then the query', () => {
  const thread = { thread_id: 'thread_1' }
  expect(queryKey('getThread', { params: thread })).toEqual(['threads', 'thread_1'])
  expect(queryKey('listThreads', {})).toEqual(['threads', 'list'])
  expect(queryKey('listMessages', { params: thread, query: { order: 'desc' } })).toEqual([
    'threads',
    'thread_1',
    'messages',
    'list',
    { order: 'desc' },
  ])
})

test('a query without values is left out, so that it begins the keys of all others', () => {
  const key = queryKey('listRuns', { params: { thread_id: 'thread_1' }, query: {} })
  expect(key).toEqual(['threads', 'thread_1', 'runs', 'list'])
})

test('an id is itself in a key, whatever its characters', () => {
  expect(queryKey('getThread', { params: { thread_id: 'a/b c' } })).toEqual(['threads', 'a/b c'])
})

test('no key of what the API answers is written out', () => {
  const folder = join(import.meta.dirname, '..')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.tsx?$/.test(name) && !name.includes('.test.'),
  )
  expect(files.length).toBeGreaterThan(200)
  const firsts = new Set(Object.values(operations).map(({ path }) => path.split('/')[1]))
  // As it stands, or as the head of a key that is kept under a name.
  const literal = new RegExp(
    `\\b(query)?[kK]ey\\w*(: [^=\\n]*)?\\s*[:=]\\s*\\[\\s*'(${[...firsts].join('|')})'|queryKey:\\s*\\['`,
  )
  expect(files.filter((name) => literal.test(readFileSync(join(folder, name), 'utf8')))).toEqual([])
})
