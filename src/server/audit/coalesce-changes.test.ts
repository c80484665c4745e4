import { expect, test } from 'vitest'

import type { Change } from '#contract/change.ts'
import { EPOCH } from '#testing/clock.ts'

import { coalesce } from './coalesce-changes.ts'

const of = { thread_id: 'thread_a' }
const modified: Change = { type: 'message.modified', ...of, message_id: 'msg_a' }

/** What is told of these changes, which are numbered from 1. */
const told = (...changes: Change[]) =>
  coalesce(
    changes.map((change, at) => ({ number: at + 1, at_ms: EPOCH, actor: 'key', ...change })),
  ).map((event) => {
    const { at: _, ...change } = event
    return change
  })

test('what changes over and over is told once, at the place of its last change', () => {
  const other: Change = { type: 'thread.created', thread_id: 'thread_b' }
  expect(told(modified, other, modified)).toEqual([
    { ...other, number: 2 },
    { ...modified, number: 3 },
  ])
})

test('a thread that is deleted is told as that alone', () => {
  const other: Change = { ...modified, thread_id: 'thread_b' }
  expect(
    told({ type: 'thread.created', ...of }, modified, other, { type: 'thread.deleted', ...of }),
  ).toEqual([
    { ...other, number: 3 },
    { type: 'thread.deleted', ...of, number: 4 },
  ])
})

test('a message that is deleted leaves the changes of its thread', () => {
  const gone: Change = { ...modified, type: 'message.deleted' }
  const renamed: Change = { type: 'thread.modified', ...of }
  expect(told(renamed, modified, gone)).toEqual([
    { ...renamed, number: 1 },
    { ...gone, number: 3 },
  ])
})

test('threads that are imported are told together', () => {
  const imported = Array.from({ length: 300 }, (_, at): Change => ({
    type: 'thread.imported',
    thread_id: `thread_${at}`,
  }))
  expect(told(...imported, modified)).toEqual([
    { type: 'thread.imported', threads: 300, number: 300 },
    { ...modified, number: 301 },
  ])
})

test('nothing before a reset need be told', () => {
  expect(told(modified, { type: 'reset' }, { type: 'thread.created', ...of })).toEqual([
    { type: 'reset', number: 2 },
    { type: 'thread.created', ...of, number: 3 },
  ])
})
