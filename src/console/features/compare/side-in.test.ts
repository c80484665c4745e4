import { expect, test } from 'vitest'

import { sideIn } from './side-in.ts'

test.each([
  ['thread_abc', { thread: 'thread_abc' }],
  [' "thread_abc", ', { thread: 'thread_abc' }],
  [
    'https://clew.example.org/threads/thread_abc?run=run_1&tab=run',
    { thread: 'thread_abc', run: 'run_1' },
  ],
  ['http://127.0.0.1:8484/threads/conv%201#msg_2', { thread: 'conv 1' }],
  ['thread_abc/run_1', { thread: 'thread_abc', run: 'run_1' }],
  ['run_1', undefined],
  ['where is my thread_id', undefined],
  ['refund', undefined],
])('%s names %o', (text, side) => {
  expect(sideIn(text)).toEqual(side)
})

test('the id of a run alone is of the thread at hand', () => {
  expect(sideIn('run_1', 'thread_abc')).toEqual({ thread: 'thread_abc', run: 'run_1' })
})
