import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import * as z from 'zod/mini'

import { OutcomeUnknown } from '#console/api/ask-once.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { threadQuery, threadsKey } from '#console/api/threads.ts'
import { keepNewThreadMetadata } from '#console/util/new-thread-metadata.ts'
import { buildSummary, buildThread } from '#testing/builders.ts'
import {
  THREAD,
  clientOf,
  listOf,
  lost,
  message,
  never,
  run,
  serveDrafts,
} from '#testing/draft-server.ts'

import { comeBack, leaveBox, toSend } from './draft-out.ts'
import { changeDraft, clearDraft, currentDraft, keepSending } from './draft-store.ts'
import { Draft, emptyDraft, setText } from './draft.ts'
import { canLookFor, isStillToSend, lookForSent, sendDraft } from './send-draft.ts'

const server = serveDrafts()

test('a message whose answer was lost is found, and not said to be missing', async () => {
  server.answers = { 'POST messages': [lost], 'GET messages': [listOf(message('Hello'))] }
  expect((await sendDraft(clientOf(), THREAD, undefined)).message?.id).toBe('msg_2')
  expect(server.posts()).toHaveLength(1)
})

/** Timeouts that end when the test says. */
const patience = () => {
  const timeouts: { ms: number; stop: AbortController }[] = []
  const own = new AbortController()
  const timeout = (ms: number) => {
    const stop = new AbortController()
    timeouts.push({ ms, stop })
    return stop.signal
  }
  return { own, timeouts, signal: own.signal, timeout }
}

for (const how of ['its time is up', 'it is cancelled'] as const) {
  const end = ({ own, timeouts }: ReturnType<typeof patience>) =>
    how === 'it is cancelled' ? own.abort() : timeouts[0]?.stop.abort()

  test(`a send that is never answered ends when ${how}: what arrived is found`, async () => {
    server.answers = { 'POST messages': [never], 'GET messages': [listOf(message('Hello'))] }
    const waiting = patience()
    const sending = sendDraft(clientOf(), THREAD, undefined, waiting)
    end(waiting)
    expect((await sending).message?.id).toBe('msg_2')
  })

  test(`and when ${how} and nothing arrived, the next try has the same key`, async () => {
    server.answers = {
      'POST messages': [never, message('Hello')],
      'GET messages': [listOf(), listOf()],
    }
    const client = clientOf()
    const waiting = patience()
    const sending = sendDraft(client, THREAD, undefined, waiting)
    end(waiting)
    await expect(sending).rejects.toThrow(
      how === 'it is cancelled' ? 'You stopped waiting' : 'no answer within 60 seconds',
    )
    expect((await sendDraft(client, THREAD, undefined)).message?.id).toBe('msg_2')
    const [first, second] = server.posts()
    expect(second?.key).toBe(first?.key)
  })
}

test('looking for what was sent has an end too', async () => {
  server.answers = { 'POST messages': [never], 'GET messages': [never] }
  const waiting = patience()
  const sending = sendDraft(clientOf(), THREAD, undefined, waiting)
  waiting.own.abort()
  await vi.waitFor(() =>
    expect(waiting.timeouts.map(({ ms }) => ms)).toEqual([60_000, 5000, 10_000]),
  )
  waiting.timeouts[2]?.stop.abort()
  await expect(sending).rejects.toBeInstanceOf(OutcomeUnknown)
})

test('a message that is not there is sent again with the key of the first try', async () => {
  server.answers = {
    'POST messages': [lost, message('Hello')],
    'GET messages': [listOf(), listOf()],
  }
  const client = clientOf()
  await expect(sendDraft(client, THREAD, undefined)).rejects.toMatchObject({ kind: 'unreachable' })
  expect((await sendDraft(client, THREAD, undefined)).message?.id).toBe('msg_2')
  const [first, second] = server.posts()
  expect(first?.key).toMatch(/.{10}/)
  expect(second?.key).toBe(first?.key)
})

test('where nobody can be asked, the outcome is not known; another text is another wish', async () => {
  const client = clientOf()
  await expect(sendDraft(client, THREAD, undefined)).rejects.toBeInstanceOf(OutcomeUnknown)
  const { key } = currentDraft(THREAD).sending ?? {}
  expect(server.posts()[0]?.key).toBe(key)
  changeDraft(THREAD, (draft) => setText(draft, 'text', 'Hello!'))
  await expect(sendDraft(client, THREAD, undefined)).rejects.toBeInstanceOf(OutcomeUnknown)
  expect(server.posts()[1]?.key).not.toBe(key)
})

test('of a thread that is not fetched whole an old message is not taken for the one that is sent', async () => {
  const client = clientOf()
  const thread = buildThread({ id: THREAD, summary: buildSummary({ partial: true }) })
  client.setQueryData(threadQuery(THREAD).queryKey, thread)
  server.answers = { 'POST messages': [lost], 'GET messages': [listOf(message('Hello'))] }
  await expect(sendDraft(client, THREAD, undefined)).rejects.toBeInstanceOf(OutcomeUnknown)
})

test('a message with its run is one request, and one run however often it is tried', async () => {
  server.answers = {
    'POST runs': [lost],
    'GET messages': [listOf(), listOf(message('Hello'))],
    'GET runs': [listOf(run)],
  }
  const client = clientOf()
  await expect(sendDraft(client, THREAD, 'asst_1')).rejects.toMatchObject({ kind: 'unreachable' })
  expect((await sendDraft(client, THREAD, 'asst_1')).run?.id).toBe('run_1')
  expect(server.posts()).toMatchObject([
    {
      call: 'POST runs',
      body: {
        assistant_id: 'asst_1',
        additional_messages: [{ role: 'user', content: 'Hello' }],
      },
    },
  ])
})

test('a wish that is over is forgotten with its draft', () => {
  keepSending(THREAD, { key: 'k', of: 'x', known: {} })
  clearDraft(THREAD, currentDraft(THREAD))
  expect(currentDraft(THREAD)).toEqual(emptyDraft())
})

test.each([
  ['Hello and more', 'and more'],
  ['First: Hello', 'First:'],
  ['Hallo', 'Hallo'],
])('of %j, written while "Hello" was sent, stays %j', (written, left) => {
  const sent = currentDraft(THREAD)
  keepSending(THREAD, { key: 'k', of: 'x', known: {} })
  changeDraft(THREAD, (draft) => setText(draft, 'text', written))
  clearDraft(THREAD, sent)
  expect(currentDraft(THREAD)).toEqual({
    ...setText(emptyDraft(), 'text', left),
    id: expect.any(String),
  })
})

test('what was sent is looked for though more was written since, and not sent with it again', async () => {
  const client = clientOf()
  await expect(sendDraft(client, THREAD, undefined)).rejects.toBeInstanceOf(OutcomeUnknown)
  changeDraft(THREAD, (draft) => setText(draft, 'text', 'Hello and more'))
  server.answers = { 'GET messages': [listOf(message('Hello'))] }
  const found = await sendDraft(client, THREAD, undefined)
  expect(found.message?.id).toBe('msg_2')
  expect(server.posts()).toHaveLength(1)
  clearDraft(THREAD, found.draft)
  expect(currentDraft(THREAD)).toEqual({
    ...setText(emptyDraft(), 'text', 'and more'),
    id: expect.any(String),
  })
})

test('what was sent is kept with the draft, so that a page loaded anew can look for it', async () => {
  await expect(sendDraft(clientOf(), THREAD, undefined)).rejects.toBeInstanceOf(OutcomeUnknown)
  const { sending } = z.parse(Draft, JSON.parse(JSON.stringify(currentDraft(THREAD))))
  if (!sending) throw new Error('The wish was not kept.')
  expect(canLookFor(sending)).toBe(true)
  server.answers = { 'GET messages': [listOf(message('Hello')), listOf()] }
  expect((await lookForSent(THREAD, sending))?.message?.id).toBe('msg_2')
  expect(await lookForSent(THREAD, sending)).toBeUndefined()
})

test('what is written while a message is on its way is neither sent with it nor lost', async () => {
  changeDraft(THREAD, leaveBox)
  server.answers = { 'POST messages': [message('Hello')] }
  const sending = sendDraft(clientOf(), THREAD, undefined)
  changeDraft(THREAD, (draft) => setText(draft, 'text', 'Next'))
  const sent = await sending
  expect(server.posts()).toMatchObject([{ body: { content: 'Hello' } }])
  clearDraft(THREAD, sent.draft)
  expect(currentDraft(THREAD)).toEqual({
    ...setText(emptyDraft(), 'text', 'Next'),
    id: expect.any(String),
  })
})

test('a message that was on its way at a reload is looked for, and the next one stays', async () => {
  changeDraft(THREAD, leaveBox)
  await expect(sendDraft(clientOf(), THREAD, undefined)).rejects.toBeInstanceOf(OutcomeUnknown)
  changeDraft(THREAD, (draft) => setText(draft, 'text', 'Next'))
  const kept = z.parse(Draft, JSON.parse(JSON.stringify(currentDraft(THREAD))))
  changeDraft(THREAD, () => kept)
  if (!kept.sending) throw new Error('The wish was not kept.')
  server.answers = { 'GET messages': [listOf(message('Hello'))] }
  const found = await lookForSent(THREAD, kept.sending)
  if (!found) throw new Error('It was not found.')
  clearDraft(THREAD, found.draft)
  expect(currentDraft(THREAD)).toEqual({
    ...setText(emptyDraft(), 'text', 'Next'),
    id: expect.any(String),
  })
})

test('the first message makes its thread in one request, with its metadata and one key', async () => {
  changeDraft(NEW_THREAD, () => setText(emptyDraft(), 'text', 'Hello'))
  keepNewThreadMetadata([{ key: 'title', value: ' Parcel ' }])
  const first = { ...message('Hello'), thread_id: 'thread_9' }
  const thread = { id: 'thread_9', object: 'thread', created_at: 2, metadata: {} }
  server.answers = {
    'POST threads': [lost, thread],
    'POST runs': [{ ...run, thread_id: 'thread_9' }],
    'GET threads': [listOf()],
    'GET messages': [listOf(first)],
  }
  const client = new QueryClient()
  const send = (assistantId?: string) => sendDraft(client, NEW_THREAD, assistantId)
  await expect(send()).rejects.toMatchObject({ kind: 'unreachable' })
  expect((await send()).made).toBe('thread_9')
  const [one, two] = server.posts()
  expect(one?.body).toEqual({
    messages: [{ role: 'user', content: 'Hello' }],
    metadata: { title: 'Parcel' },
  })
  expect(two?.key).toBe(one?.key)
  const sent = await send('asst_1')
  expect(sent).toMatchObject({ made: 'thread_9', run: { id: 'run_1' } })
  expect(server.posts()[2]?.body).toEqual({ assistant_id: 'asst_1', thread: one?.body })

  // A thread whose answer was lost is found.
  server.answers = {
    'POST threads': [lost],
    'GET threads': [listOf(thread)],
    'GET messages': [listOf(first)],
  }
  changeDraft(NEW_THREAD, () => setText(emptyDraft(), 'text', 'Hello'))
  keepNewThreadMetadata([{ key: 'title', value: ' ' }])
  expect((await send()).made).toBe('thread_9')

  // Though the list shows it meanwhile: it was not there before the first try.
  server.answers = { 'POST threads': [lost], 'GET threads': [lost] }
  changeDraft(NEW_THREAD, () => setText(emptyDraft(), 'text', 'Hello'))
  await expect(send()).rejects.toMatchObject({ kind: 'unreachable' })
  client.setQueryData([...threadsKey, {}], { pages: [{ threads: [thread] }], pageParams: [] })
  server.answers = {
    'POST threads': [lost],
    'GET threads': [listOf(thread)],
    'GET messages': [listOf(first)],
  }
  expect((await send()).made).toBe('thread_9')
  client.clear()

  // One that begins alike and has other metadata is another's: a list with a filter does not know it.
  const others = { ...thread, id: 'thread_8', metadata: { user: 'u_1' } }
  server.answers = {
    'POST threads': [lost],
    'GET threads': [listOf(others)],
    'GET messages': [listOf(first)],
  }
  await expect(send()).rejects.toMatchObject({ kind: 'unreachable' })
})

test('what another tab has sent or changed meanwhile is not to be sent', () => {
  changeDraft(THREAD, leaveBox)
  const content = toSend(currentDraft(THREAD))
  expect(isStillToSend(THREAD, content)).toBe(true)
  clearDraft(THREAD, content)
  expect(isStillToSend(THREAD, content)).toBe(false)
  // The next message is not sent in its place.
  changeDraft(THREAD, (draft) => setText(draft, 'text', 'Half a'))
  expect(isStillToSend(THREAD, content)).toBe(false)
})

test('what another tab could not send is sent under the key of its wish', async () => {
  server.answers = { 'POST messages': [{ ...message('Hello') }] }
  changeDraft(THREAD, leaveBox)
  const content = toSend(currentDraft(THREAD))
  await sendDraft(clientOf(), THREAD, undefined).catch(() => undefined)
  changeDraft(THREAD, comeBack)
  expect(isStillToSend(THREAD, content)).toBe(true)
  await sendDraft(clientOf(), THREAD, undefined).catch(() => undefined)
  expect(new Set(server.posts().map(({ key }) => key)).size).toBe(1)
})

test('a tab that does not know yet that another sent the draft sends it under the same key', async () => {
  const text = (draft: Draft) => setText(draft, 'text', 'Hello')
  const send = async () => {
    server.answers['POST messages'] = [message('Hello')]
    const sent = await sendDraft(clientOf(), THREAD, undefined)
    return { sent, key: server.asked.at(-1)?.key }
  }
  changeDraft(THREAD, text)
  const first = await send()
  keepSending(THREAD, { ...currentDraft(THREAD).sending, key: '', of: '', known: {} })
  expect((await send()).key).toBe(first.key)
  // The same words once more are a message of their own.
  clearDraft(THREAD, first.sent.draft)
  changeDraft(THREAD, text)
  const again = await send()
  expect(again.key).not.toBe(first.key)
  expect(again.sent.draftId).not.toBe(first.sent.draftId)
})
