import { expect, test } from 'vitest'

import { MAX_ADDED_THREADS } from '#contract/mirror.ts'

import { threadIdsIn, withIds } from './thread-ids.ts'

test('ids are found whatever stands between them, each once and in order', () => {
  const text = `See thread_b7, thread_a1;thread_b7 (or "thread_C-3_x").
    https://console.example/threads/thread_d4?tab=run\tthread_e5: a refund
    my_thread_f6 and thread_ are none`
  expect(threadIdsIn(text)).toEqual([
    'thread_b7',
    'thread_a1',
    'thread_C-3_x',
    'thread_d4',
    'thread_e5',
  ])
  expect(threadIdsIn('none')).toEqual([])
})

test('fields and columns of that name are none', () => {
  const json = JSON.stringify([{ thread_id: 'thread_1' }, { thread_ids: ['thread_2'] }])
  expect(threadIdsIn(json)).toEqual(['thread_1', 'thread_2'])
  expect(threadIdsIn('thread_id,title\nthread_3,"A, b"\n')).toEqual(['thread_3'])
  expect(threadIdsIn('{"id":"thread_4","object":"thread"}\n{"thread_5":{}}\n')).toEqual([
    'thread_4',
    'thread_5',
  ])
})

test('ids of another form are found in a list of nothing else', () => {
  const ids = ['conv-123', '8b1f6a2e-3b5c-4d0a-9f3e-2f6f0a7c1d11', 'a@5']
  expect(threadIdsIn(` ${ids.join('\n')}\n${ids[0]}`)).toEqual(ids)
  expect(threadIdsIn(ids.join(', '))).toEqual(ids)
  expect(threadIdsIn(JSON.stringify(ids))).toEqual(ids)
  expect(threadIdsIn('See conv-123 of 2026.')).toEqual([])
  expect(threadIdsIn('conv-123, thread_1')).toEqual(['thread_1'])
  expect(threadIdsIn('../1 a/2')).toEqual([])
})

test('more than can be added at once are all counted', () => {
  const ids = Array.from({ length: MAX_ADDED_THREADS + 1 }, (_, at) => `thread_${at}`)
  expect(threadIdsIn(ids.join(' '))).toHaveLength(10_001)
})

test('those of a file come below what is written, without the ones that are there', () => {
  expect(withIds('', ['thread_1', 'thread_2'])).toBe('thread_1\nthread_2')
  expect(withIds('first: thread_2 \n\n', ['thread_1', 'thread_2'])).toBe(
    'first: thread_2\nthread_1',
  )
})
