import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'

import type { ChangeEvent } from '#contract/change.ts'
import type { SearchHit, SearchResult } from '#contract/search.ts'
import { coalesce } from '#server/audit/coalesce-changes.ts'
import { importFiles } from '#server/import/import-files.ts'
import { buildPerson, buildReviewing } from '#server/store/suite/reviewing.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { endedUnseen } from '#testing/ended-unseen.ts'
import { threadLine } from '#testing/import-lines.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'
import { newRunApp } from '#testing/scripted-runs.ts'

import { ChangeApplier } from './apply-changes.ts'
import { assistantsQuery } from './assistants.ts'
import { contact } from './connection.ts'
import { messagesIn } from './message-pages.ts'
import { messagesQuery } from './messages.ts'
import { queryKey } from './query-key.ts'
import { searchQuery } from './search.ts'
import { type ThreadNews, onThreadNews } from './thread-news.ts'
import { deleteThreadHere } from './thread-writes.ts'
import { threadsIn } from './threads-in.ts'
import { threadQuery, threadsQuery } from './threads.ts'

let client: QueryClient
let applier: ChangeApplier
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  applier = new ChangeApplier(client)
})
afterEach(() => applier.stop())

const tell = (change: Partial<ChangeEvent>) => applier.apply(JSON.stringify(change))

/** Does something once, after the server has answered and before the answer comes. */
const duringNextAnswer = (work: () => unknown) => {
  const ask = globalThis.fetch
  let isDone = false
  vi.stubGlobal('fetch', async (...args: Parameters<typeof fetch>) => {
    const response = await ask(...args)
    if (!isDone) {
      isDone = true
      await work()
    }
    return response
  })
}

test('a change that is told while an earlier one is fetched is fetched too', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  const query = threadsQuery({ order: 'activity', metadata: {} })
  const observer = new InfiniteQueryObserver(client, query)
  onTestFinished(observer.subscribe(() => {}))
  await observer.refetch()
  const create = async (id: string) => {
    app.clock.advance(1000)
    await store.insertThread(buildThread({ id }), [])
    tell({ type: 'thread.created', thread_id: id })
  }
  duringNextAnswer(() => create('thread_second'))
  await create('thread_first')
  const shown = () => threadsIn(client.getQueryData(query.queryKey)).map(({ id }) => id)
  await expect.poll(() => shown().toSorted()).toEqual(['thread_first', 'thread_second'])
})

test('a thread that changed is not asked for while it is deleted, and is once that failed', async () => {
  const { app, store } = await newRunApp()
  const thread = buildThread()
  await store.insertThread(thread, [])
  onOwnOrigin(app.app)
  const observer = new QueryObserver(client, threadQuery(thread.id))
  onTestFinished(observer.subscribe(() => {}))
  await observer.refetch()
  const ask = globalThis.fetch
  const deletion = Promise.withResolvers<Response>()
  const read: string[] = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (init?.method === 'DELETE') return deletion.promise
    if (url.includes(thread.id)) read.push(url)
    return ask(url, init)
  })
  const deleting = deleteThreadHere(client, thread.id, () => {})
  const other = buildThread()
  await store.insertThread(other, [])
  await client.fetchQuery(threadQuery(other.id))
  tell({ type: 'thread.modified', thread_id: thread.id })
  tell({ type: 'thread.modified', thread_id: other.id })
  await store.updateThread(other.id, (was) => ({ ...was, metadata: { title: 'Other' } }))
  const titleOf = (id: string) => client.getQueryData(threadQuery(id).queryKey)?.metadata['title']
  await expect.poll(() => titleOf(other.id)).toBe('Other')
  expect(read).toEqual([])
  await store.updateThread(thread.id, (was) => ({ ...was, metadata: { title: 'Kept' } }))
  deletion.resolve(Response.json({ error: { message: 'No.' } }, { status: 403 }))
  await expect(deleting).rejects.toThrow('No.')
  await expect.poll(() => titleOf(thread.id)).toBe('Kept')
})

test('an error that nobody foresaw is reported, and later changes are still fetched', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  const reported = vi.fn<(error: unknown) => void>()
  vi.stubGlobal('reportError', reported)
  const query = threadsQuery({ order: 'activity', metadata: {} })
  const observer = new InfiniteQueryObserver(client, query)
  onTestFinished(observer.subscribe(() => {}))
  await observer.refetch()
  const broken = new TypeError('broken')
  const read = vi.spyOn(client, 'getQueryData').mockImplementation(() => {
    throw broken
  })
  tell({ type: 'thread.created', thread_id: 'thread_first' })
  await expect.poll(() => reported.mock.calls).toEqual([[broken]])
  read.mockRestore()
  await store.insertThread(buildThread({ id: 'thread_second' }), [])
  tell({ type: 'thread.created', thread_id: 'thread_second' })
  await expect
    .poll(() => threadsIn(client.getQueryData(query.queryKey)).map(({ id }) => id))
    .toEqual(['thread_second'])
})

test('what is told while the server cannot be read is read once it can', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  contact.set({ state: 'online' })
  const query = threadsQuery({ order: 'activity', metadata: {} })
  const observer = new InfiniteQueryObserver(client, query)
  onTestFinished(observer.subscribe(() => {}))
  await observer.refetch()
  await store.insertThread(buildThread({ id: 'thread_first' }), [])
  const ask = globalThis.fetch
  const fails = vi.fn<() => Promise<Response>>(async () => new Response('', { status: 502 }))
  vi.stubGlobal('fetch', fails)
  tell({ type: 'thread.created', thread_id: 'thread_first' })
  await expect.poll(() => fails.mock.calls.length).toBe(1)
  vi.stubGlobal('fetch', ask)
  contact.set({ state: 'offline' })
  contact.set({ state: 'online' })
  await expect
    .poll(() => threadsIn(client.getQueryData(query.queryKey)).map(({ id }) => id))
    .toEqual(['thread_first'])
})

test('a run that is told to have moved is shown so, with its steps', async () => {
  const { run, shown } = await endedUnseen(client)
  tell({ type: 'run.modified', thread_id: run.thread_id, run_id: run.id })
  await expect.poll(shown).toEqual(['completed', 'completed'])
})

test('a message that is told to be deleted leaves the count of its thread', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  await store.insertThread(buildThread({ id: 'thread_a' }), [])
  const messages = ['msg_1', 'msg_2'].map((id) =>
    buildMessage({ id, thread_id: 'thread_a', text: id }),
  )
  await store.insertMessages('thread_a', messages)
  const observer = new QueryObserver(client, threadQuery('thread_a'))
  onTestFinished(observer.subscribe(() => {}))
  await observer.refetch()
  const count = () => observer.getCurrentResult().data?.summary?.message_count
  expect(count()).toBe(2)
  await store.deleteMessage('thread_a', 'msg_1')
  tell({ type: 'message.deleted', thread_id: 'thread_a', message_id: 'msg_1' })
  await expect.poll(count).toBe(1)
})

/** A page with the list of threads and one thread open; answers what the page asks for from then on. */
const openPage = async (app: Awaited<ReturnType<typeof newRunApp>>, thread_id: string) => {
  onOwnOrigin(app.app.app)
  const observers = [
    new InfiniteQueryObserver(client, threadsQuery({ order: 'activity', metadata: {} })),
    new InfiniteQueryObserver(client, messagesQuery(thread_id)),
  ] as const
  const thread = new QueryObserver(client, threadQuery(thread_id))
  for (const observer of observers) {
    onTestFinished(observer.subscribe(() => {}))
    await observer.refetch()
  }
  onTestFinished(thread.subscribe(() => {}))
  await thread.refetch()
  const asked: string[] = []
  const ask = globalThis.fetch
  vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) => {
    const [asks] = args
    asked.push((asks instanceof Request ? asks.url : String(asks)).replace(/\?.*/, ''))
    return ask(...args)
  })
  return asked
}

test('a feed that comes back makes the page read what it names, and nothing else', async () => {
  const app = await newRunApp()
  const { store } = app
  for (const id of ['thread_a', 'thread_b']) {
    await store.insertThread(buildThread({ id }), [buildMessage({ thread_id: id })])
  }
  const asked = await openPage(app, 'thread_a')
  const old = buildThread({ id: 'thread_c' })
  tell({ type: 'message.deleted', thread_id: 'thread_z', message_id: 'msg_z' })
  tell({ type: 'file.created', file_id: 'file-a' })
  tell({ type: 'vector_store.modified', vector_store_id: 'vs_a' })
  tell({ type: 'run_step.created', thread_id: 'thread_a', run_id: 'run_a', step_id: 'step_a' })
  tell({ type: 'thread.modified', thread_id: 'thread_far' })
  tell({ type: 'thread.modified', thread_id: 'thread_b' })
  await store.importThreads([{ hash: 'h', thread: old, messages: [], runs: [] }])
  tell({ type: 'thread.imported', threads: 1 })
  const lists = threadsQuery({ order: 'activity', metadata: {} }).queryKey
  await expect
    .poll(() => threadsIn(client.getQueryData(lists)).map(({ id }) => id))
    .toContain('thread_c')
  // The list, and of what was modified the one thread that is on the page.
  expect(asked.toSorted()).toEqual(['/v1/threads', '/v1/threads/thread_b'])
})

test('thousands of changes in one thread are read in one page', async () => {
  const app = await newRunApp()
  await app.store.insertThread(buildThread({ id: 'thread_a' }), [])
  const asked = await openPage(app, 'thread_a')
  const messages = Array.from({ length: 15 }, () => buildMessage({ thread_id: 'thread_a' }))
  await app.store.insertMessages('thread_a', messages)
  for (let round = 0; round < 200; round += 1) {
    for (const { id } of messages) {
      tell({ type: 'message.created', thread_id: 'thread_a', message_id: id })
    }
  }
  const read = messagesQuery('thread_a').queryKey
  await expect.poll(() => messagesIn(client.getQueryData(read))).toHaveLength(15)
  expect(asked.toSorted()).toEqual([
    '/v1/threads',
    '/v1/threads/thread_a',
    '/v1/threads/thread_a/messages',
  ])
})

test('a message or run that changes many times is read once', async () => {
  const { run, shown } = await endedUnseen(client)
  const { thread_id } = run
  const read = messagesQuery(thread_id)
  const pages = new InfiniteQueryObserver(client, read)
  onTestFinished(pages.subscribe(() => {}))
  await pages.refetch()
  const [message] = messagesIn(client.getQueryData(read.queryKey))
  const ask = globalThis.fetch
  const asked: string[] = []
  vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) => {
    const [input] = args
    asked.push(new URL(input instanceof Request ? input.url : input, 'http://own').pathname)
    return ask(...args)
  })
  for (let round = 0; round < 50; round += 1) {
    tell({ type: 'run.modified', thread_id, run_id: run.id })
    tell({ type: 'message.modified', thread_id, message_id: message?.id })
    // It is not on the page.
    tell({ type: 'message.modified', thread_id, message_id: 'msg_other' })
  }
  await expect.poll(shown).toEqual(['completed', 'completed'])
  const one = asked.filter((path) => /(runs|messages)\/[^/]+$/.test(path))
  expect(one.toSorted()).toEqual([
    `/v1/threads/${thread_id}/messages/${message?.id}`,
    `/v1/threads/${thread_id}/runs/${run.id}`,
  ])
})

test('while an import goes on, lists are read now and then, and once more at its end', async () => {
  const app = await newRunApp()
  const asked = await openPage(app, 'thread_a')
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const pass = async (seconds: number, isTold: boolean) => {
    for (let second = 0; second < seconds; second += 1) {
      if (isTold) tell({ type: 'thread.imported', threads: 500 })
      await vi.advanceTimersByTimeAsync(1000)
    }
  }
  await pass(1, true)
  expect(asked).toEqual(['/v1/threads'])
  await pass(20, true)
  expect(asked).toHaveLength(5)
  await pass(60, false)
  expect(asked).toHaveLength(6)
})

test('assistants that an import made stand in a list of assistants that is open', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  const list = new InfiniteQueryObserver(client, assistantsQuery())
  onTestFinished(list.subscribe(() => {}))
  await list.refetch()
  const run = { status: 'completed', created_at: 100, steps: [] }
  const dir = await mkdtemp(join(tmpdir(), 'clew-apply-changes-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const path = join(dir, 'a.ndjson')
  await writeFile(path, JSON.stringify({ ...threadLine, runs: [run] }))
  const before = await store.latestChange()
  const watcher = { onProgress: () => {}, onFileDone: () => {}, onFault: () => {} }
  await importFiles([path], store, watcher, new AbortController().signal)
  const told = coalesce((await store.changesAfter(before, 100))?.data ?? [])
  told.forEach(tell)
  const shown = () => list.getCurrentResult().data?.pages.flatMap(({ data }) => data) ?? []
  await expect.poll(() => shown().map(({ name }) => name)).toContain('Imported: test')
})

test('whoever has read more than is cached is told what changed', () => {
  const told: ThreadNews[] = []
  onTestFinished(onThreadNews((news) => told.push(news)))
  tell({ type: 'message.created', thread_id: 'thread_a', message_id: 'msg_a' })
  tell({ type: 'message.deleted', thread_id: 'thread_a', message_id: 'msg_b' })
  tell({ type: 'run_step.modified', thread_id: 'thread_a', run_id: 'run_a', step_id: 'step_a' })
  tell({ type: 'thread.modified', thread_id: 'thread_a' })
  tell({ type: 'reset' })
  expect(told).toEqual([
    { thread_id: 'thread_a', message_id: 'msg_a' },
    { thread_id: 'thread_a', message_id: 'msg_b', isGone: true },
    { thread_id: 'thread_a', run_id: 'run_a' },
    undefined,
  ])
})

test('a thread that others rename is read anew where it stands beside a match alone', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  const before = buildThread({ id: 'thread_1', metadata: { title: 'before' } })
  await store.insertThread({ ...before, metadata: { title: 'after' } }, [])
  const { queryKey } = searchQuery({ query: 'a', order: 'newest' })
  const hit = { id: 'hit_1', thread_id: before.id, thread: before }
  // The casts: no more of it is read.
  const found = { total: 1, data: [hit as SearchHit] } as SearchResult
  client.setQueryData(queryKey, { pages: [found], pageParams: [undefined] })
  tell({ type: 'thread.modified', thread_id: before.id })
  await expect
    .poll(() => client.getQueryData(queryKey)?.pages[0]?.data[0]?.thread?.metadata)
    .toEqual({ title: 'after' })
})

test('what could not be read of a thread is asked for again once something of it comes', async () => {
  const { app, store } = await newRunApp()
  let isAway = true
  const away = { error: { message: 'away', type: 'server_error', param: null, code: null } }
  onOwnOrigin(app.app)
  const ask = globalThis.fetch
  vi.stubGlobal('fetch', async (...args: Parameters<typeof fetch>) =>
    isAway ? Response.json(away, { status: 502 }) : ask(...args),
  )
  const thread = buildThread()
  const head = new QueryObserver(client, threadQuery(thread.id))
  const messages = new InfiniteQueryObserver(client, messagesQuery(thread.id, {}))
  onTestFinished(head.subscribe(() => {}))
  onTestFinished(messages.subscribe(() => {}))
  await Promise.all([head.refetch(), messages.refetch()])
  expect([head, messages].map((each) => each.getCurrentResult().status)).toEqual(['error', 'error'])
  isAway = false
  const message = buildMessage({ thread_id: thread.id })
  await store.insertThread(thread, [message])
  tell({ type: 'thread.created', thread_id: thread.id })
  await expect.poll(() => head.getCurrentResult().data?.id).toBe(thread.id)
  await expect
    .poll(() => messagesIn(messages.getCurrentResult().data).map(({ id }) => id))
    .toEqual([message.id])
})

test('what others say of a thread is read again, with its head and its history', async () => {
  const { app, store } = await newRunApp()
  onOwnOrigin(app.app)
  await store.insertThread(buildThread({ id: 'thread_a' }), [])
  await store.insertPerson(buildPerson('person_a'))
  const keys = [
    queryKey('listReviews', { query: { thread_id: 'thread_a' } }),
    queryKey('listLabels', {}),
    queryKey('listPeople', {}),
    queryKey('listReviewHistory', { params: { thread_id: 'thread_a' } }),
  ]
  for (const key of keys) client.setQueryData(key, {})
  const outdated = () => keys.map((key) => client.getQueryState(key)?.isInvalidated)
  const query = threadQuery('thread_a')
  await client.fetchQuery(query)
  await store.putReview(buildReviewing({ thread_id: 'thread_a', said: { verdict: 'fail' } }))
  tell({ type: 'review.created', thread_id: 'thread_a', review_id: 'review_a' })
  await expect
    .poll(() => client.getQueryData(query.queryKey)?.summary?.review?.verdict)
    .toBe('fail')
  await expect.poll(outdated).toEqual([true, false, false, true])
  tell({ type: 'label.modified', label_id: 'label_a' })
  await expect.poll(outdated).toEqual([true, true, false, true])
  tell({ type: 'person.modified', person_id: 'person_a' })
  await expect.poll(outdated).toEqual([true, true, true, true])
})
