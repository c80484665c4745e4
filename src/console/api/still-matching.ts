import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import {
  type Clause,
  MAX_QUERY_CHARACTERS,
  MAX_QUERY_CLAUSES,
  parseQuery,
} from '#contract/search-language.ts'
import type { Thread } from '#contract/thread.ts'

import { request } from './client.ts'
import { isNotFound } from './failure.ts'
import { type ThreadFilters, listQuery, matches, matchesOf, readThread } from './threads.ts'

/** In more requests than this a list is not asked for single threads: it is read itself. */
const MOST_ASKED = 12

/** How often, and after how many milliseconds, it is looked again while not all texts can be found. */
const MOST_TRIES = 4
const AGAIN_MS = 500

/** Whether a list is narrowed, so that a thread can leave it without being deleted. */
export const isNarrowed = ({ query, metadata }: ThreadFilters): boolean =>
  query !== undefined || Object.keys(metadata).length > 0

/** Threads by their ids, each as it is by now where that was told. */
type Found = ReadonlyMap<string, Thread | undefined>

/**
 * Which of some threads are in a list by now. All are taken to be while not all texts can be found.
 * @param isAsked whether a thread matters by now: others are asked for no more
 * @throws {ApiFailure}
 */
export const stillMatching = async (
  filters: ThreadFilters,
  ids: readonly string[],
  signal: AbortSignal,
  isAsked: (id: string) => boolean = () => true,
): Promise<Found> => {
  if (!isNarrowed(filters)) return untold(ids)
  const lots = lotsOf(filters.query ?? '', ids)
  const look = () =>
    lots && lots.size <= MOST_ASKED
      ? askedById(filters, lots, { signal, isAsked })
      : readWhole(filters, new Set(ids), signal)
  // What was written just now can be found a little later.
  for (let tries = MOST_TRIES; tries > 0; tries -= 1) {
    // oxlint-disable-next-line no-await-in-loop -- each is asked once the one before was not whole
    const found = await look()
    if (found) return found
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    signal.throwIfAborted()
  }
  return untold(ids)
}

const untold = (ids: readonly string[]): Found => new Map(ids.map((id) => [id, undefined]))

/** The ids in as few queries as they fit into; undefined where the query has no room for them. */
const lotsOf = (query: string, ids: readonly string[]): Map<string, string[]> | undefined => {
  const own = parseQuery(query).groups
  const lots = new Map<string, string[]>()
  let lot: string[] = []
  const most = MAX_QUERY_CLAUSES - own.flat().length
  const written = (those: readonly string[]) =>
    `${those.map((id) => `thread:${id}`).join(' OR ')} ${query}`.trim()
  const isRoom = (those: readonly string[]) =>
    those.length <= Math.min(most, LARGEST_LIMIT) && written(those).length <= MAX_QUERY_CHARACTERS
  for (const id of ids) {
    if (!isRoom([...lot, id])) {
      lots.set(written(lot), lot)
      lot = []
    }
    lot.push(id)
  }
  lots.set(written(lot), lot)
  return [...lots].every(([each, those]) => isRoom(those) && meansSame(each, own))
    ? lots
    : undefined
}

/** Whether a query asks what another one does, but for what it begins with. */
const meansSame = (query: string, own: readonly Clause[][]): boolean => {
  const { groups, problems } = parseQuery(query)
  const meaning = (all: readonly Clause[][]) =>
    JSON.stringify(all, (key, value: unknown) =>
      key === 'start' || key === 'end' ? undefined : value,
    )
  return problems.length === 0 && meaning(groups.slice(1)) === meaning(own)
}

const askedById = async (
  filters: ThreadFilters,
  lots: ReadonlyMap<string, readonly string[]>,
  { signal, isAsked }: { signal: AbortSignal; isAsked: (id: string) => boolean },
): Promise<Found | undefined> => {
  const found = new Map<string, Thread>()
  const asksForText = parseQuery(filters.query ?? '')
    .groups.flat()
    .some((clause) => !clause.isNot && (clause.type === 'words' || clause.name === 'meta'))
  for (const [query, lot] of lots) {
    const asked = listQuery({ ...filters, query })
    // oxlint-disable-next-line no-await-in-loop -- one after the other leaves a server room for others
    const page = await request('listThreads', {
      query: { ...asked, limit: LARGEST_LIMIT },
      signal,
    })
    if (page.complete === false) return undefined
    for (const thread of page.data) found.set(thread.id, thread)
    for (const id of asksForText ? [] : lot) {
      // oxlint-disable-next-line no-await-in-loop -- few are missing, if any
      const textless =
        found.has(id) || !isAsked(id) ? undefined : await withoutText(id, filters, signal)
      if (textless) found.set(id, textless)
    }
  }
  return found
}

/** A thread of the list that no query can name, as it has no text; its pairs tell what they tell. */
const withoutText = async (
  id: string,
  filters: ThreadFilters,
  signal: AbortSignal,
): Promise<Thread | undefined> => {
  try {
    const thread = await readThread(id, signal)
    const isEmpty = thread.summary?.message_count === 0 && Object.keys(thread.metadata).length === 0
    const isMatch = isEmpty && matches(thread, listQuery({ ...filters, query: undefined }))
    return isMatch ? thread : undefined
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

const readWhole = async (
  filters: ThreadFilters,
  missing: Set<string>,
  signal: AbortSignal,
): Promise<Found | undefined> => {
  const found = new Map<string, Thread>()
  for await (const { threads, isPartial } of matchesOf(filters, signal)) {
    if (isPartial) return undefined
    for (const thread of threads) if (missing.delete(thread.id)) found.set(thread.id, thread)
    if (missing.size === 0) break
  }
  return found
}
