import type { Thread } from '#contract/thread.ts'

import { threadsIn } from './threads-in.ts'
import type { ThreadPage, ThreadPages } from './threads.ts'

const mapThreads = (data: ThreadPages, change: (page: Thread[]) => Thread[]): ThreadPages => {
  const pages = data.pages.map((page) => {
    const threads = change(page.threads)
    return threads === page.threads ? page : { ...page, threads }
  })
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages }
}

export const removeThread = (data: ThreadPages, id: string): ThreadPages =>
  mapThreads(data, (threads) =>
    threads.some((thread) => thread.id === id)
      ? threads.filter((thread) => thread.id !== id)
      : threads,
  )

/** All that was loaded of a list is deleted, and there is more of it. */
export const isEmptied = (data: ThreadPages | undefined): boolean =>
  data !== undefined &&
  data.pages.every(({ threads }) => threads.length === 0) &&
  data.pages.some(({ hasAbove, hasBelow }) => hasAbove || hasBelow)

/** All that the list has is loaded, and no texts are left that may yet bring more into it. */
export const isWholeList = (data: ThreadPages | undefined): boolean =>
  data !== undefined &&
  data.pages[0]?.hasAbove === false &&
  data.pages.at(-1)?.hasBelow === false &&
  !isPartialList(data)

/** Texts are left that cannot be found yet: more may match. */
export const isPartialList = (data: ThreadPages | undefined): boolean =>
  data?.pages.some(({ isPartial }) => isPartial) === true

/**
 * Replaces threads where they stand. The activity a row was listed under is kept: it is the place
 * the next page's cursor starts from.
 */
export const replaceThreads = (data: ThreadPages, fresh: readonly Thread[]): ThreadPages => {
  const byId = new Map(fresh.map((thread) => [thread.id, thread]))
  return mapThreads(data, (threads) => {
    let changed = false
    const next = threads.map((thread) => {
      const now = byId.get(thread.id)
      if (!now) return thread
      changed = true
      return inPlaceOf(thread, now)
    })
    return changed ? next : threads
  })
}

const inPlaceOf = (before: Thread, now: Thread): Thread => {
  if (!before.summary) return now
  if (!now.summary) return { ...now, summary: before.summary }
  return { ...now, summary: { ...now.summary, activity: before.summary.activity } }
}

/** Whether the list is loaded from its top on. */
export const reachesTop = (data: ThreadPages): boolean => data.pages[0]?.hasAbove === false

/**
 * Puts the first page of a list as it is now over what is loaded. Rows that moved up leave their old
 * place. What lies below the new page is only known when its last row is where it was; else the list
 * is cut to the new page, and scrolling fetches on from there.
 */
export const mergeFirst = (data: ThreadPages, first: ThreadPage, order: Order): ThreadPages => {
  const loaded = threadsIn(data)
  const joint = jointOf(loaded, first, order)
  const end = data.pages.at(-1)
  const above = new Set(first.threads.map((thread) => thread.id))
  const below = loaded.slice(joint + 1).filter((thread) => !above.has(thread.id))
  if (!first.hasBelow || joint < 0 || !end || (below.length === 0 && end.hasBelow)) {
    return { pages: [first], pageParams: ['opening'] }
  }
  const tail: ThreadPage = { threads: below, hasAbove: true, hasBelow: end.hasBelow }
  return { pages: [first, tail], pageParams: ['opening', 'merged'] }
}

/** Threads by activity move up when they are active; those by creation stay where they are. */
type Order = 'moves' | 'stays'

/** Where the last row of a new first page stands in what is loaded; below it nothing has changed. */
const jointOf = (loaded: readonly Thread[], first: ThreadPage, order: Order): number => {
  const last = first.threads.at(-1)
  return loaded.findIndex((thread) => last && isUnmoved(thread, last, order))
}

const isUnmoved = (before: Thread, now: Thread, order: Order): boolean =>
  before.id === now.id && (order === 'stays' || before.summary?.activity === now.summary?.activity)

/** Whether what lies below a new first page is loaded, or nothing lies there. */
export const joins = (data: ThreadPages, first: ThreadPage, order: Order): boolean =>
  !first.hasBelow || jointOf(threadsIn(data), first, order) >= 0

/** What is loaded as one page. */
export const asOnePage = (data: ThreadPages): ThreadPage => ({
  threads: threadsIn(data),
  hasAbove: data.pages[0]?.hasAbove ?? false,
  hasBelow: data.pages.at(-1)?.hasBelow ?? false,
})

/** The opposite. */
export const asPages = (page: ThreadPage): ThreadPages => ({
  pages: [page],
  pageParams: ['opening'],
})

/** The threads of the list as it is now that are not where the reader sees them: new, or moved up. */
export const arrivalsIn = (data: ThreadPages, now: readonly Thread[]): string[] => {
  const place = new Map(threadsIn(data).map((thread, index) => [thread.id, index]))
  // From the bottom up: a row that was below one which is now below it has moved up.
  const arrived: string[] = []
  let lowest = Number.POSITIVE_INFINITY
  for (const thread of now.toReversed()) {
    const index = place.get(thread.id)
    if (index === undefined || index > lowest) arrived.push(thread.id)
    else lowest = index
  }
  return arrived
}

/** Says that there is more below, so that the next scroll to the end asks for it. */
export const markMoreBelow = (data: ThreadPages): ThreadPages => ({
  ...data,
  pages: data.pages.map((page, index) =>
    index === data.pages.length - 1 ? { ...page, hasBelow: true } : page,
  ),
})
