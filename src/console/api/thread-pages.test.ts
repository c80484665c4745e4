import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Thread } from '#contract/thread.ts'

import {
  arrivalsIn,
  isEmptied,
  isWholeList,
  markMoreBelow,
  mergeFirst,
  removeThread,
  replaceThreads,
} from './thread-pages.ts'
import { threadsIn } from './threads-in.ts'
import { type ThreadPage, type ThreadPages, threadsQuery } from './threads.ts'

const thread = (id: string, activity = 0, preview: string | null = null): Thread => ({
  id,
  object: 'thread',
  created_at: 1,
  metadata: {},
  summary: {
    title: null,
    preview,
    preview_role: null,
    last_active_at: 1,
    activity,
    message_count: 0,
    attachment_count: 0,
    image_count: 0,
    last_run: null,
  },
})
const listOf = (threads: Thread[], hasBelow = false): ThreadPage => ({
  threads,
  hasAbove: false,
  hasBelow,
})
const list = (ids: readonly string[], has_more = false) =>
  listOf(
    ids.map((id) => thread(id)),
    has_more,
  )
const pages = (...lists: ThreadPage[]): ThreadPages => ({
  pages: lists,
  pageParams: lists.map(() => undefined),
})
const ids = (data: ThreadPages) => threadsIn(data).map(({ id }) => id)

test('a thread that two pages hold is shown once', () => {
  expect(ids(pages(list(['a', 'b'], true), list(['b', 'c'])))).toEqual(['a', 'b', 'c'])
})

test('new and moved threads come to the top, and leave their old place', () => {
  const data = pages(list(['a', 'b'], true), list(['c', 'd'], true))
  const merged = mergeFirst(data, list(['x', 'd', 'a'], true), 'moves')
  expect(ids(merged)).toEqual(['x', 'd', 'a', 'b', 'c'])
  expect(merged.pages.flatMap(({ threads }) => threads)).toHaveLength(5)
  expect(merged.pages.at(-1)?.hasBelow).toBe(true)
})

test('what the new page passed over is gone', () => {
  expect(
    ids(mergeFirst(pages(list(['a', 'b', 'c', 'd'])), list(['a', 'c'], true), 'moves')),
  ).toEqual(['a', 'c', 'd'])
  expect(ids(mergeFirst(pages(list(['a', 'b'])), list(['b']), 'moves'))).toEqual(['b'])
})

test('a gap below the new page cuts the list there, so that scrolling fills it', () => {
  const merged = mergeFirst(pages(list(['a', 'b'])), list(['x', 'y'], true), 'moves')
  expect(ids(merged)).toEqual(['x', 'y'])
  expect(merged.pages.at(-1)?.hasBelow).toBe(true)
})

test('what is not loaded below the new page is fetched from its end', () => {
  const merged = mergeFirst(pages(list(['a', 'b'], true)), list(['a', 'b'], true), 'moves')
  expect(ids(merged)).toEqual(['a', 'b'])
  // One page: an empty one below it would have no row from which to go on.
  expect(merged.pages).toHaveLength(1)
  expect(merged.pages.at(-1)?.hasBelow).toBe(true)
})

test('a row changed in place keeps the activity that the next cursor starts from', () => {
  const data = pages(listOf([thread('a', 9), thread('b', 4)]))
  const changed = replaceThreads(data, [thread('b', 12, 'new')])
  expect(threadsIn(changed)[1]?.summary).toMatchObject({ activity: 4, preview: 'new' })
  const { summary: _, ...bare } = thread('b')
  expect(threadsIn(replaceThreads(data, [bare]))[1]?.summary).toMatchObject({ activity: 4 })
})

test('arrivals are the threads that are new or moved up', () => {
  const data = pages(list(['a', 'b', 'c', 'd']))
  expect(arrivalsIn(data, list(['a', 'b', 'c', 'd']).threads)).toEqual([])
  expect(arrivalsIn(data, list(['x', 'a', 'b']).threads)).toEqual(['x'])
  expect(arrivalsIn(data, list(['c', 'a', 'b', 'd']).threads)).toEqual(['c'])
  expect(arrivalsIn(data, list(['x', 'y', 'd', 'a', 'b', 'c']).threads)).toEqual(['d', 'y', 'x'])
})

test('removing and marking change only what they name', () => {
  const data = pages(list(['a'], true), list(['b']))
  expect(removeThread(data, 'b').pages[0]).toBe(data.pages[0])
  expect(removeThread(data, 'x')).toBe(data)
  expect(markMoreBelow(data).pages.map((page) => page.hasBelow)).toEqual([true, true])
})

test('whatever moved, merging shows the order the server has, down to what was loaded', () => {
  const model = fc.record({
    size: fc.integer({ min: 1, max: 30 }),
    loaded: fc.integer({ min: 1, max: 30 }),
    moves: fc.array(fc.nat({ max: 40 }), { maxLength: 12 }),
    limit: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(
    fc.property(model, ({ size, loaded, moves, limit }) => {
      const before = Array.from({ length: size }, (_, index) => thread(`t${index}`, -index))
      const data = pages(listOf(before.slice(0, loaded), loaded < size))
      // Each move takes a thread, old or new, to the top.
      const after = moves.reduce(
        (order, id, turn) => [
          thread(`t${id}`, turn + 1),
          ...order.filter((each) => each.id !== `t${id}`),
        ],
        before,
      )
      const merged = mergeFirst(data, listOf(after.slice(0, limit), after.length > limit), 'moves')
      const result = threadsIn(merged)
      expect(result).toEqual(after.slice(0, result.length))
      const complete = result.length === after.length
      // Where the last unread thread has moved up, only the next request can tell that none is left.
      const unknown = loaded < size && after.length > limit
      expect(merged.pages.at(-1)?.hasBelow).toBe(!complete || unknown)
    }),
    { examples: [[{ size: 26, loaded: 25, moves: [25], limit: 2 }]] },
  )
})

test('a list is read on from the rows that are left when a whole page of it is deleted', () => {
  const filters = { order: 'newest', metadata: {} } as const
  const { getNextPageParam, getPreviousPageParam } = threadsQuery(filters)
  const at =
    (read: typeof getNextPageParam | typeof getPreviousPageParam, end: 0 | -1) =>
    (data: ThreadPages) => {
      const page = data.pages.at(end)
      return page && read?.(page, data.pages, 'opening', ['opening'])
    }
  const [below, above] = [at(getNextPageParam, -1), at(getPreviousPageParam, 0)]
  const down = pages(list(['a', 'b'], true), list(['c'], true))
  expect(below(down)).toEqual({ below: 'c' })
  expect(below(removeThread(down, 'c'))).toEqual({ below: 'b' })
  const up = pages({ ...list(['a'], true), hasAbove: true }, list(['b']))
  expect(above(removeThread(up, 'a'))).toEqual({ above: 'b' })
  expect(below(removeThread(up, 'b'))).toBeUndefined()
})

test('a list of which all is deleted that was loaded is not at its end', () => {
  expect(isEmptied(removeThread(pages(list(['a'], true)), 'a'))).toBe(true)
  expect(isEmptied(removeThread(pages(list(['a'])), 'a'))).toBe(false)
  expect(isEmptied(pages(list(['a'], true)))).toBe(false)
  expect(isEmptied(undefined)).toBe(false)
})

test('a list is whole where nothing is above, below or still to be indexed', () => {
  const pagesOf = (...pages: ThreadPage[]): ThreadPages => ({ pages, pageParams: [] })
  const page = listOf([thread('a')])
  expect(isWholeList(undefined)).toBe(false)
  expect(isWholeList(pagesOf(page))).toBe(true)
  expect(isWholeList(pagesOf({ ...page, hasBelow: true }, page))).toBe(true)
  expect(isWholeList(pagesOf(page, { ...page, hasBelow: true }))).toBe(false)
  expect(isWholeList(pagesOf({ ...page, hasAbove: true }, page))).toBe(false)
  expect(isWholeList(pagesOf(page, { ...page, isPartial: true }))).toBe(false)
})
