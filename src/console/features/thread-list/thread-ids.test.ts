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
