import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'

import { buildMessage, buildThread } from '#testing/builders.ts'
import { endedUnseen } from '#testing/ended-unseen.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'
import { newRunApp } from '#testing/scripted-runs.ts'

import { ChangeApplier } from './apply-changes.ts'
import { messagesIn } from './message-pages.ts'
import { messagesQuery } from './messages.ts'
import { threadsIn } from './threads-in.ts'
import { threadsQuery } from './threads.ts'

let client: QueryClient
let applier: ChangeApplier
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  applier = new ChangeApplier(client)
})
afterEach(() => applier.stop())

test('after a gap in what is told, runs and their steps are read anew', async () => {
  const { shown } = await endedUnseen(client)
  applier.missed()
  await expect.poll(shown).toEqual(['completed', 'completed'])
})

test('after a gap in what is told, what was deleted is gone from the lists on screen', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  const ids = ['thread_a', 'thread_b', 'thread_c', 'thread_d']
  for (const id of ids) {
    app.clock.advance(1000)
    await store.insertThread(buildThread({ id }), [])
  }
  const messages = ['msg_1', 'msg_2', 'msg_3'].map((id) =>
    buildMessage({ id, thread_id: 'thread_b', text: id }),
  )
  await store.insertMessages('thread_b', messages)
  const threads = threadsQuery({ order: 'newest', metadata: {} })
  const read = messagesQuery('thread_b')
  const observers = [
    new InfiniteQueryObserver(client, threads),
    new InfiniteQueryObserver(client, read),
  ] as const
  for (const observer of observers) {
    onTestFinished(observer.subscribe(() => {}))
    await observer.refetch()
  }
  const shown = () => [
    threadsIn(client.getQueryData(threads.queryKey)).map(({ id }) => id),
    messagesIn(client.getQueryData(read.queryKey)).map(({ id }) => id),
  ]
  expect(shown()).toEqual([ids.toReversed(), ['msg_1', 'msg_2', 'msg_3']])
  await store.deleteThread('thread_d')
  await store.deleteThread('thread_a')
  await store.deleteMessage('thread_b', 'msg_1')
  await store.deleteMessage('thread_b', 'msg_2')
  applier.missed()
  await expect.poll(shown).toEqual([['thread_c', 'thread_b'], ['msg_3']])
})

test('after a gap in what is told, what is read of the lists on screen stands as it was read', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  // More than the newest page, which is read in any case.
  const ids = Array.from({ length: 60 }, (_, nth) => String(nth).padStart(2, '0'))
  for (const id of ids) {
    app.clock.advance(1000)
    await store.insertThread(buildThread({ id: `thread_${id}` }), [])
  }
  const thread_id = 'thread_00'
  await store.insertMessages(
    thread_id,
    ids.map((id) => buildMessage({ id: `msg_${id}`, thread_id, text: id })),
  )
  const threads = threadsQuery({ order: 'newest', metadata: {} })
  const read = messagesQuery(thread_id)
  const lists = new InfiniteQueryObserver(client, threads)
  const pages = new InfiniteQueryObserver(client, read)
  for (const observer of [lists, pages]) onTestFinished(observer.subscribe(() => {}))
  await lists.refetch()
  await lists.fetchNextPage()
  await pages.refetch()
  await pages.fetchPreviousPage()
  const metadata = { title: 'Now' }
  await store.updateThread(thread_id, (thread) => ({ ...thread, metadata }))
  await store.updateMessage(thread_id, 'msg_05', (message) => ({ ...message, metadata }))
  const shown = () => [
    threadsIn(client.getQueryData(threads.queryKey)).find(({ id }) => id === thread_id)?.metadata,
    messagesIn(client.getQueryData(read.queryKey)).find(({ id }) => id === 'msg_05')?.metadata,
  ]
  expect(shown()).toEqual([{}, {}])
  applier.missed()
  await expect.poll(shown).toEqual([metadata, metadata])
})
