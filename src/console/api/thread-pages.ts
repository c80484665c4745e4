import type { List } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import type { ThreadPages } from './threads.ts'

/** All loaded threads in order, none twice. */
export const threadsIn = (data: ThreadPages | undefined): Thread[] => {
  const seen = new Set<string>()
  const threads: Thread[] = []
  for (const page of data?.pages ?? []) {
    for (const thread of page.data) {
      if (seen.has(thread.id)) continue
      seen.add(thread.id)
      threads.push(thread)
    }
  }
  return threads
}

const mapThreads = (data: ThreadPages, change: (page: Thread[]) => Thread[]): ThreadPages => {
  const pages = data.pages.map((page) => {
    const threads = change(page.data)
    return threads === page.data ? page : { ...page, data: threads }
  })
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages }
}

export const removeThread = (data: ThreadPages, id: string): ThreadPages =>
  mapThreads(data, (threads) =>
    threads.some((thread) => thread.id === id)
      ? threads.filter((thread) => thread.id !== id)
      : threads,
  )

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

/**
 * Puts the first page of a list as it is now over what is loaded. Rows that moved up leave their old
 * place. What lies below the new page is only known when its last row is where it was; else the list
 * is cut to the new page, and scrolling fetches on from there.
 */
export const mergeFirst = (data: ThreadPages, first: List<Thread>): ThreadPages => {
  const loaded = threadsIn(data)
  const last = first.data.at(-1)
  const joint = loaded.findIndex((thread) => last && isUnmoved(thread, last))
  const end = data.pages.at(-1)
  const above = new Set(first.data.map((thread) => thread.id))
  const below = loaded.slice(joint + 1).filter((thread) => !above.has(thread.id))
  if (!first.has_more || joint < 0 || !end || (below.length === 0 && end.has_more)) {
    return { pages: [first], pageParams: data.pageParams.slice(0, 1) }
  }
  const tail: List<Thread> = {
    object: 'list',
    data: below,
    first_id: below[0]?.id ?? null,
    last_id: below.at(-1)?.id ?? null,
    has_more: end.has_more,
  }
  return { pages: [first, tail], pageParams: [data.pageParams[0], 'merged'] }
}

/** A thread that was active since has another activity; one listed by creation may have, and stays cut. */
const isUnmoved = (before: Thread, now: Thread): boolean =>
  before.id === now.id && before.summary?.activity === now.summary?.activity

/** How many threads of the newest page are not where the reader sees them: new, or moved up. */
export const countArrivals = (data: ThreadPages, first: List<Thread>): number => {
  const place = new Map(threadsIn(data).map((thread, index) => [thread.id, index]))
  // What keeps its order relative to the rest did not move; the longest such run is the rows seen.
  let arrivals = 0
  let lowest = Number.POSITIVE_INFINITY
  for (const thread of first.data.toReversed()) {
    const index = place.get(thread.id)
    if (index === undefined || index > lowest) arrivals += 1
    else lowest = index
  }
  return arrivals
}

/** Says that there is more below, so that the next scroll to the end asks for it. */
export const markMoreBelow = (data: ThreadPages): ThreadPages => ({
  ...data,
  pages: data.pages.map((page, index) =>
    index === data.pages.length - 1 ? { ...page, has_more: true } : page,
  ),
})
