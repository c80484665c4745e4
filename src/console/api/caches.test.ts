import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'

import { isNotFound } from './failure.ts'
import { messagesIn } from './message-pages.ts'
import { createMessage, messagesQuery, refreshNewestMessages } from './messages.ts'
import { admitThreads, arrivalsOf, holdThreads, refreshThreadLists } from './thread-arrivals.ts'
import {
  deleteThreadHere,
  dropThread,
  rewriteThread,
  deleteThread,
  modifyThread,
} from './thread-writes.ts'
import { threadsIn } from './threads-in.ts'
import {
  type ThreadFilters,
  createThread,
  threadQuery,
  threadTitle,
  threadsQuery,
} from './threads.ts'

let server: TestApp
let client: QueryClient
beforeEach(async () => {
  server = await newTestApp()
  onOwnOrigin(server.app)
  client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
})
afterEach(() => server.close())

const titled = async (title: string) => {
  server.clock.advance(1000)
  const messages = [{ role: 'user' as const, content: `About ${title}` }]
  return createThread({ metadata: { title }, messages })
}

/** A list as a page shows it. */
const openList = async (filters: ThreadFilters = { order: 'activity', metadata: {} }) => {
  const options = threadsQuery(filters)
  const observer = new InfiniteQueryObserver(client, options)
  const stop = observer.subscribe(() => {})
  await observer.refetch()
  const titles = () => threadsIn(client.getQueryData(options.queryKey)).map(threadTitle)
  return { key: options.queryKey, titles, observer, stop }
}

test('a list at its top takes what is new and what moved', async () => {
  const one = await titled('one')
  await titled('two')
  const { titles } = await openList()
  expect(titles()).toEqual(['two', 'one'])
  await titled('three')
  server.clock.advance(1000)
  await createMessage(one.id, { role: 'user', content: 'again' })
  await refreshThreadLists(client)
  expect(titles()).toEqual(['one', 'three', 'two'])
})

test('a list being read changes in place and moves only when asked', async () => {
  const one = await titled('one')
  await titled('two')
  const { key, titles } = await openList()
  holdThreads(key, true)
  await titled('three')
  server.clock.advance(1000)
  await createMessage(one.id, { role: 'user', content: 'the newest words' })
  await refreshThreadLists(client)
  expect(titles()).toEqual(['two', 'one'])
  const rows = threadsIn(
    client.getQueryData(threadsQuery({ order: 'activity', metadata: {} }).queryKey),
  )
  expect(rows[1]?.summary?.preview).toBe('the newest words')
  admitThreads(client, key)
  expect(titles()).toEqual(['one', 'three', 'two'])
  holdThreads(key, false)
})

test('paging goes on where it was, though threads have moved to the top', async () => {
  const made = []
  for (let index = 0; index < 100; index++) made.push(await titled(`t${index}`))
  const { key, titles, observer } = await openList()
  await observer.fetchNextPage()
  holdThreads(key, true)
  // The row that ends the loaded page moves away: its old place is still where the next page starts.
  server.clock.advance(1000)
  await createMessage(made[20]?.id ?? '', { role: 'user', content: 'up' })
  await refreshThreadLists(client)
  await observer.fetchNextPage()
  const shown = titles()
  expect(new Set(shown).size).toBe(shown.length)
  expect(shown).toHaveLength(100)
  holdThreads(key, false)
})

test('what is deleted while a list is read on stays away', async () => {
  for (let index = 0; index < 45; index++) await titled(`t${index}`)
  const { titles, observer, stop, key } = await openList()
  const [top] = threadsIn(client.getQueryData(key))
  const more = observer.fetchNextPage()
  // As the feed tells it, while the page is on its way.
  dropThread(client, top?.id ?? '')
  expect(titles()).not.toContain('t44')
  await more
  await expect.poll(() => titles().length).toBe(44)
  expect(titles()).not.toContain('t44')
  stop()
})

test('a filtered list holds what matches and nothing else', async () => {
  await createThread({ metadata: { title: 'web', channel: 'web' } })
  await createThread({ metadata: { title: 'mail', channel: 'mail' } })
  const { titles } = await openList({ order: 'newest', metadata: { channel: 'web' } })
  expect(titles()).toEqual(['web'])
  await createThread({ metadata: { title: 'web too', channel: 'web' } })
  await refreshThreadLists(client)
  expect(titles()).toEqual(['web too', 'web'])
})

test('a list that was left is dropped, and the filtered one on screen goes on', async () => {
  // The key of the first is a part of the key of the second.
  const left = await openList({ order: 'newest', metadata: {} })
  left.stop()
  const { titles } = await openList({ order: 'newest', metadata: { channel: 'web' } })
  await createThread({ metadata: { title: 'web', channel: 'web' } })
  await refreshThreadLists(client)
  expect(client.getQueryData(left.key)).toBeUndefined()
  expect(titles()).toEqual(['web'])
})

test('oldest first: what is new is found by scrolling on', async () => {
  await titled('one')
  const { titles, observer } = await openList({ order: 'oldest', metadata: {} })
  await titled('two')
  await refreshThreadLists(client)
  expect(titles()).toEqual(['one'])
  await observer.fetchNextPage()
  expect(titles()).toEqual(['one', 'two'])
})

test('a renamed thread has its name everywhere, a deleted one is nowhere', async () => {
  const thread = await titled('before')
  const { titles } = await openList()
  await client.fetchQuery(threadQuery(thread.id))
  await modifyThread(thread.id, { title: 'after' })
  await rewriteThread(client, thread.id)
  expect(titles()).toEqual(['after'])
  expect(client.getQueryData(threadQuery(thread.id).queryKey)?.summary?.message_count).toBe(1)
  await deleteThread(thread.id)
  dropThread(client, thread.id)
  expect(titles()).toEqual([])
})

/** A thread as a page shows it. */
const openOne = async (id: string) => {
  const observer = new QueryObserver(client, threadQuery(id))
  const stop = observer.subscribe(() => {})
  await observer.refetch()
  return { observer, stop }
}

test('an open thread that someone deletes is known to be gone without asking for it', async () => {
  const thread = await titled('open')
  const { observer } = await openOne(thread.id)
  await deleteThread(thread.id)
  dropThread(client, thread.id)
  expect(isNotFound(observer.getCurrentResult().error)).toBe(true)
  expect(client.isFetching()).toBe(0)
})

test('a thread that is left by deleting it is not told gone, and asked for by whoever comes back', async () => {
  const thread = await titled('left')
  const { observer, stop } = await openOne(thread.id)
  await deleteThreadHere(client, thread.id, () => {})
  dropThread(client, thread.id)
  expect(observer.getCurrentResult().error).toBeNull()
  expect(client.isFetching()).toBe(0)
  stop()
  await expect(client.fetchQuery(threadQuery(thread.id))).rejects.toSatisfy(isNotFound)
})

const texts = (threadId: string, around?: string) =>
  messagesIn(client.getQueryData(messagesQuery(threadId, around ? { around } : {}).queryKey)).map(
    ({ content: [part] }) => (part?.type === 'text' ? part.text.value : ''),
  )
const filled = async (count: number) => {
  const thread = await createThread()
  const made = []
  for (let index = 0; index < count; index++) {
    made.push(await createMessage(thread.id, { role: 'user', content: `m${index}` }))
  }
  return { thread, made }
}
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`)

test('a thread opens at its end, in order, and grows upwards to its start', async () => {
  const { thread } = await filled(120)
  const observer = new InfiniteQueryObserver(client, messagesQuery(thread.id))
  await observer.refetch()
  expect(texts(thread.id)).toEqual(range(70, 119))
  expect(observer.getCurrentResult().hasNextPage).toBe(false)
  await observer.fetchPreviousPage()
  await observer.fetchPreviousPage()
  expect(texts(thread.id)).toEqual(range(0, 119))
  expect(observer.getCurrentResult().hasPreviousPage).toBe(false)
})

test('a thread opens at a message, and grows both ways without a hole', async () => {
  const { thread, made } = await filled(120)
  const around = made[60]?.id ?? ''
  const observer = new InfiniteQueryObserver(client, messagesQuery(thread.id, { around }))
  await observer.refetch()
  expect(texts(thread.id, around)).toEqual(range(40, 80))
  await observer.fetchNextPage()
  await observer.fetchPreviousPage()
  expect(texts(thread.id, around)).toEqual(range(0, 119))
})

test('messages made elsewhere are appended to an open thread', async () => {
  const { thread } = await filled(3)
  const observer = new InfiniteQueryObserver(client, messagesQuery(thread.id))
  await observer.refetch()
  await createMessage(thread.id, { role: 'user', content: 'm3' })
  await refreshNewestMessages(client, thread.id)
  expect(texts(thread.id)).toEqual(range(0, 3))
})

test('arrivals are counted one by one, however many there are, and let in as one list', async () => {
  for (let index = 0; index < 50; index++) await titled(`old ${index}`)
  const { key, titles } = await openList()
  holdThreads(key, true)
  for (let index = 0; index < 130; index++) await titled(`new ${index}`)
  await refreshThreadLists(client)
  expect(arrivalsOf(key)).toEqual({ count: 130, more: false })
  const again = await titled('new 130')
  await refreshThreadLists(client)
  expect(arrivalsOf(key)).toEqual({ count: 131, more: false })
  // What is open is read there.
  expect(arrivalsOf(key, again.id)).toEqual({ count: 130, more: false })
  await deleteThread(again.id)
  dropThread(client, again.id)
  expect(arrivalsOf(key)).toEqual({ count: 130, more: false })
  expect(titles()[0]).toBe('old 49')
  admitThreads(client, key)
  expect(titles().slice(0, 132)).toEqual([
    ...Array.from({ length: 130 }, (_, index) => `new ${129 - index}`),
    'old 49',
    'old 48',
  ])
  holdThreads(key, false)
})

test.each([
  ['invoice', 'invoice'],
  ['\u202Egpj.exe\u202C', '\uFFFDgpj.exe\uFFFD'],
  ['\u2067a\u2069', '\uFFFDa\uFFFD'],
])('a thread is called by its title, letter by letter: %j is %j', async (title, shown) => {
  const thread = await titled(title)
  expect(threadTitle(thread)).toBe(shown)
  await createThread({ messages: [{ role: 'user', content: `About ${title}` }] })
  expect((await openList()).titles()).toContain(`About ${shown}`)
})

test('a title that is the start of a longer text ends in dots', async () => {
  const text = 'Where is the parcel? '.repeat(10).trim()
  await createThread({ messages: [{ role: 'user', content: text }] })
  await createThread({ messages: [{ role: 'user', content: text.slice(0, 120) }] })
  expect((await openList()).titles()).toEqual([text.slice(0, 120), `${text.slice(0, 120)}…`])
})

test('a list opens around the thread it is to show, and grows both ways to its ends', async () => {
  const made = []
  for (let index = 0; index < 130; index++) made.push(await titled(`t${index}`))
  const around = made[40]?.id ?? ''
  const options = threadsQuery({ order: 'activity', metadata: {} }, { around })
  const observer = new InfiniteQueryObserver(client, options)
  const stop = observer.subscribe(() => {})
  await observer.refetch()
  const titles = () => threadsIn(client.getQueryData(options.queryKey)).map(threadTitle)
  expect(titles()).toHaveLength(41)
  expect(titles()[20]).toBe('t40')
  // What is new stands further up than what is loaded.
  await titled('t130')
  await refreshThreadLists(client)
  expect(titles()).toHaveLength(41)
  while (observer.getCurrentResult().hasPreviousPage) await observer.fetchPreviousPage()
  while (observer.getCurrentResult().hasNextPage) await observer.fetchNextPage()
  expect(titles()).toEqual(Array.from({ length: 131 }, (_, index) => `t${130 - index}`))
  stop()
})

test('a list opens at its top when what it is to show is there, gone, or not in it', async () => {
  const first = await titled('first')
  for (let index = 0; index < 60; index++) {
    await createThread({ metadata: { title: `web ${index}`, channel: 'web' } })
  }
  const topOf = async (filters: ThreadFilters, around: string) => {
    const pages = await client.fetchInfiniteQuery(threadsQuery(filters, { around }))
    return threadsIn(pages).map(threadTitle)[0]
  }
  const filters: ThreadFilters = { order: 'newest', metadata: { channel: 'web' } }
  expect(await topOf(filters, first.id)).toBe('web 59')
  expect(await topOf({ order: 'newest', metadata: {} }, 'thread_gone')).toBe('web 59')
  expect(await topOf({ order: 'oldest', metadata: {} }, first.id)).toBe('first')
})
