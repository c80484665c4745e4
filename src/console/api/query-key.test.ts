import { expect, test } from 'vitest'

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
