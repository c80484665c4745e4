import { expect, test } from 'vitest'

import { buildMessage, buildRun } from '#testing/builders.ts'

import { isActivity, mayCommit, writtenMessage } from './run-commit.ts'

const message = buildMessage({ metadata: { by: 'run' } })

test('a run is changed only from where the change thinks it is', () => {
  expect(mayCommit('queued', { from: ['queued', 'in_progress'] })).toBe(true)
  expect(mayCommit('cancelled', { from: ['queued', 'in_progress'] })).toBe(false)
})

test('a message of a run keeps its owner’s metadata, and one that was deleted stays so', () => {
  const before = { ...message, metadata: { by: 'owner' } }
  expect(writtenMessage(before, message, false)).toEqual(before)
  expect(writtenMessage(undefined, message, true)).toEqual(message)
  expect(writtenMessage(undefined, message, false)).toBeUndefined()
})

test('a new message or another state is activity; text that grows is none', () => {
  const run = buildRun()
  const told = [{ event: 'thread.message.created' as const, data: message }]
  expect(isActivity(run, run, [message], [])).toBe(false)
  expect(isActivity(run, run, [message], told)).toBe(true)
  expect(isActivity(run, { ...run, status: 'completed' }, [], [])).toBe(true)
})
