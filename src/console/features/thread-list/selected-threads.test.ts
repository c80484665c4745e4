import { afterEach, expect, onTestFinished, test, vi } from 'vitest'

import { tellThreadChanged } from '#console/api/changed-threads.ts'
import { ARRIVES_MS } from '#console/api/search.ts'
import { toasts } from '#console/ui/toast.ts'
import { buildThread } from '#testing/builders.ts'

import { selectedThreads } from './selected-threads.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  selectedThreads.clear()
})

const filters = { order: 'activity', metadata: {}, query: 'has:tool' } as const

test.each([
  [undefined, true],
  [true, true],
  [false, false],
])('where `complete` is %j, all are selected: %j', async (complete, isAll) => {
  const data = [buildThread({ id: 'thread_a' }), buildThread({ id: 'thread_b' })]
  const list = { object: 'list', data, first_id: 'thread_a', last_id: 'thread_b', has_more: false }
  vi.stubGlobal('fetch', async () => Response.json({ ...list, complete }))
  await selectedThreads.selectAll(filters)
  expect([...selectedThreads.get().threads.keys()]).toEqual(['thread_a', 'thread_b'])
  expect(selectedThreads.get().isAll).toBe(isAll)
  const told = toasts.get().map(({ text }) => text)
  expect(told.includes('There may be more matches.')).toBe(!isAll)
})

const listOf = (...ids: string[]) => ({
  object: 'list',
  data: ids.map((id) => buildThread({ id })),
  first_id: ids[0] ?? null,
  last_id: ids.at(-1) ?? null,
  has_more: false,
  complete: true,
})
const selected = () => [...selectedThreads.get().threads.keys()]
const strays = () => [...selectedThreads.get().strays.keys()]
const { signal } = new AbortController()

test('what others changed so that it left the list leaves the selection, and that is told', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(new URL(url, 'http://x').searchParams.get('query') ?? '')
    return Response.json(listOf('thread_b'))
  })
  selectedThreads.keepIn({ ...filters, query: 'parcel' })
  for (const id of ['thread_a', 'thread_b']) selectedThreads.toggle(buildThread({ id }))
  tellThreadChanged('thread_other')
  await vi.advanceTimersByTimeAsync(ARRIVES_MS)
  expect(asked).toEqual([])
  tellThreadChanged('thread_a')
  await vi.advanceTimersByTimeAsync(ARRIVES_MS)
  expect(asked).toEqual(['thread:thread_a parcel'])
  expect([selected(), strays()]).toEqual([['thread_b'], ['thread_a']])
  expect(toasts.get().map(({ text }) => text)).toContain(
    '1 thread left the list, and is no longer selected.',
  )
  // Whatever may have changed is looked at.
  tellThreadChanged(undefined)
  await vi.advanceTimersByTimeAsync(ARRIVES_MS)
  expect(asked.at(-1)).toBe('thread:thread_b parcel')
  expect(selected()).toEqual(['thread_b'])
})

test('with what something is being done, it is not asked whether it is in the list', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(new URL(url, 'http://x').searchParams.get('query') ?? '')
    return Response.json(listOf('thread_d'))
  })
  selectedThreads.keepIn({ ...filters, query: 'crate' })
  for (const id of ['thread_c', 'thread_d']) selectedThreads.toggle(buildThread({ id }))
  const { promise, resolve } = Promise.withResolvers<void>()
  const taking = selectedThreads.take('thread_c', () => promise)
  await vi.advanceTimersByTimeAsync(1)
  tellThreadChanged(undefined)
  await vi.advanceTimersByTimeAsync(ARRIVES_MS)
  expect(asked).toEqual(['thread:thread_d crate'])
  expect(strays()).toEqual([])
  resolve()
  expect(await taking).toBe(true)
})

test('before something is done with them all are looked at, and what left can be meant all the same', async () => {
  vi.stubGlobal('fetch', async () => Response.json(listOf('thread_b')))
  selectedThreads.keepIn({ ...filters, query: 'letter' })
  const a = buildThread({ id: 'thread_a' })
  for (const thread of [a, buildThread({ id: 'thread_b' })]) selectedThreads.toggle(thread)
  await selectedThreads.settle(signal)
  expect([selected(), strays()]).toEqual([['thread_b'], ['thread_a']])
  selectedThreads.toggle(a)
  expect([selected(), strays()]).toEqual([['thread_b', 'thread_a'], []])
})

test('what is selected with all that match is a match', async () => {
  vi.stubGlobal('fetch', async () => Response.json(listOf('thread_b', 'thread_c')))
  selectedThreads.keepIn(filters)
  for (const id of ['thread_a', 'thread_b']) selectedThreads.toggle(buildThread({ id }))
  await selectedThreads.selectAll(filters)
  expect([selected(), strays()]).toEqual([['thread_b', 'thread_c'], ['thread_a']])
  expect(selectedThreads.get().isAll).toBe(true)
})

test('a list that nothing narrows is left by no thread, and nothing is asked', async () => {
  const asked = vi.fn<typeof fetch>()
  vi.stubGlobal('fetch', asked)
  selectedThreads.keepIn({ order: 'activity', metadata: {} })
  selectedThreads.toggle(buildThread({ id: 'thread_a' }))
  expect(selectedThreads.mayStray()).toBe(false)
  await selectedThreads.settle(signal)
  expect(selected()).toEqual(['thread_a'])
  expect(asked).not.toHaveBeenCalled()
})
