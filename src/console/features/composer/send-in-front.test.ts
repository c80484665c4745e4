import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'

import { OutcomeUnknown } from '#console/api/ask-once.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { heardMirror, heardSession } from '#console/api/repeats.ts'
import { THREAD, clientOf, listOf, lost, message, run, serveDrafts } from '#testing/draft-server.ts'
import { buildMirror } from '#testing/mirrored.ts'

import { changeDraft } from './draft-store.ts'
import { emptyDraft, setText } from './draft.ts'
import { sendDraft } from './send-draft.ts'

const server = serveDrafts()

const session = { version: '0', scripted: false, upstream: true, role: 'administrator' }
const NOT_SAFE = 'Trying again may do it twice'

/** In front of a server that lists its threads, or of one that does not. */
const inFront = (lists_threads: boolean) => {
  const mirror = buildMirror({ lists_threads })
  heardMirror({ lists_threads: null })
  server.answers['GET session'] = [session, session, session]
  server.answers['GET mirror'] = [mirror, mirror, mirror]
}
const sendFirst = (isTold = false) =>
  sendDraft(new QueryClient(), NEW_THREAD, 'asst_1', { isTold }).then(
    () => 'sent',
    (error: Error) => error,
  )

test('a first message that a server behind may have is not said to be missing, and sent again only by who knows', async () => {
  changeDraft(NEW_THREAD, () => setText(emptyDraft(), 'text', 'Hello'))
  inFront(false)
  server.answers['POST runs'] = [lost]
  server.answers['GET threads'] = [listOf(), listOf()]
  const unknown = await sendFirst()
  expect(unknown).toBeInstanceOf(OutcomeUnknown)
  expect(unknown).toMatchObject({
    message: expect.stringMatching(
      /^assistants\.example does not list its threads, .*may do it twice/,
    ),
  })
  // As by another tab, which waited for this one.
  expect(await sendFirst()).toBeInstanceOf(OutcomeUnknown)
  expect(server.posts()).toHaveLength(1)
  server.answers['POST runs'] = [{ ...run, thread_id: 'thread_9' }]
  server.answers['GET threads'] = [listOf()]
  expect(await sendFirst(true)).toBe('sent')
  expect(server.posts()).toHaveLength(2)
})

test('what passed all the same is found there', async () => {
  changeDraft(NEW_THREAD, () => setText(emptyDraft(), 'text', 'Hello'))
  inFront(false)
  const thread = { id: 'thread_9', object: 'thread', created_at: 2, metadata: {} }
  server.answers['POST runs'] = [lost]
  server.answers['GET threads'] = [listOf(thread)]
  server.answers['GET messages'] = [listOf(message('Hello'))]
  expect(await sendFirst()).toBe('sent')
})

test('a server behind that lists its threads is believed that it has none', async () => {
  changeDraft(NEW_THREAD, () => setText(emptyDraft(), 'text', 'Hello'))
  inFront(true)
  server.answers['POST runs'] = [lost, { ...run, thread_id: 'thread_9' }]
  server.answers['GET threads'] = [listOf(), listOf()]
  const failure = await sendFirst()
  expect(failure).toMatchObject({ kind: 'unreachable' })
  expect(failure).not.toBeInstanceOf(OutcomeUnknown)
  expect(await sendFirst()).toBe('sent')
})

test('nobody promises that a server behind does a message once, nor sends it while it cannot be looked for', async () => {
  inFront(false)
  const client = clientOf()
  const send = (isTold = false) =>
    sendDraft(client, THREAD, undefined, { isTold }).catch((error: Error) => error.message)
  expect(await send()).toContain(NOT_SAFE)
  expect(await send()).toContain(NOT_SAFE)
  expect(server.posts()).toHaveLength(1)
  server.answers['GET messages'] = [listOf()]
  server.answers['POST messages'] = [message('Hello')]
  expect(await send()).toMatchObject({ message: { id: 'msg_2' } })
  heardSession({ upstream: false })
})
