import { readThreadCursor } from '#contract/thread-cursor.ts'
import type { Thread } from '#contract/thread.ts'
import type { Facet } from '#server/search/facet.ts'
import type { Match, ThreadTest } from '#server/search/match.ts'
import type { Listed } from '#server/store/pages.ts'
import { toThreadReview } from '#server/store/review-summary.ts'
import { type Place, toSummary } from '#server/store/summary.ts'
import type { ThreadsCounted, ThreadsPage } from '#server/store/threads.ts'

import type { Database, Param } from './database.ts'
import { deletedPlace } from './deleted-places.ts'
import { IS_THERE } from './gone-threads.ts'
import { type Range, mapListed, readPage } from './page.ts'
import { goesOn } from './review-row.ts'
import { BOUNDS, type SearchBounds } from './search-bounds.ts'
import { isBeingCleared } from './search-index.ts'
import { threadsOfOne } from './search-one.ts'
import { type Asked, type Sql, matchesThatPass, ofThreads, toQuery } from './search-query.ts'
import { HAS_FACET, countThreads, paramsOfFacet } from './thread-facets.ts'
import { THREAD_COLUMNS, type ThreadRow, isPartial, summaryIn, toThread } from './thread-row.ts'

/** A page of the list of threads. @throws {NoCursor} */
export const listThreads = (db: Database, page: ThreadsPage, bounds = BOUNDS): Listed<Thread> =>
  mapListed(
    readPage<ThreadRow>(db, toRange(db, page, bounds), page, (cursor) =>
      findThreadPlace(db, page, cursor),
    ),
    (row) => (page.summary ? withSummary(db, row) : toThread(row)),
  )

/** How many threads a list has. */
export const countListed = (
  db: Database,
  list: ThreadsCounted,
  bounds = BOUNDS,
): { threads: number; more: boolean } => {
  // By creation, the list is one walk.
  const { from, where, params } = toRange(db, { ...list, order_by: 'created_at' }, bounds)
  const most = where.includes(LOOKS_INTO_TEXTS) ? bounds.lookedInto : bounds.counted
  const { threads } = db.get<{ threads: number }>(
    `SELECT count(*) AS threads FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT ?)`,
    ...params,
    most + 1,
  ) ?? { threads: 0 }
  return { threads: Math.min(threads, most), more: threads > most }
}

type Ranged = Pick<ThreadsPage, 'facets' | 'match' | 'order_by'>

export const toRange = (db: Database, page: Ranged, bounds: SearchBounds): Range => {
  const { match, ...others } = page
  if (!match) return facetRange(db, page)
  const asked = textsAsked(db, match, bounds)
  const found = asked && (isBeingCleared(db) ? { seqs: [] } : threadsFound(db, asked, bounds))
  if (found?.seqs) return rangeOf(page, found.seqs)
  const few = threadsOfOne(db, match.threads, bounds.sorted)
  if (few) {
    const own = rangeOf(page, few)
    return found ? narrowed(own, found.test) : own
  }
  const along = match.threads.flatMap(onlyFacet)
  const range = facetRange(db, { ...others, facets: [...(page.facets ?? []), ...along] })
  const rest = match.threads.filter((test) => onlyFacet(test).length === 0)
  const narrow = narrowed(range, ofThreads(rest))
  return found ? narrowed(narrow, found.test) : narrow
}

/** The facet that a thread has to have, where there is one alone. */
const onlyFacet = (test: ThreadTest): Facet[] =>
  'facets' in test && !test.isNot && test.facets.length === 1 ? test.facets : []

/** What has to be true of a text of the thread; undefined where nothing is asked of any. */
export const textsAsked = (db: Database, match: Match, bounds: SearchBounds): Asked | undefined =>
  match.groups.length > 0 || match.from !== undefined || match.to !== undefined
    ? toQuery(db, { ...match, threads: [] }, bounds)
    : undefined

/** The threads of all matching texts, where they are few; else what tells whether a thread has one. */
const threadsFound = (
  db: Database,
  asked: Asked,
  { sorted, texts }: SearchBounds,
): { seqs: number[] } | { seqs?: never; test: { where: string; params: Param[] } } => {
  const { sql, params }: Sql = matchesThatPass(asked, 'DESC')
  const threads = `SELECT DISTINCT d.thread FROM (${sql} LIMIT ?) f CROSS JOIN search_documents d ON d.doc = f.doc`
  const some = db.all<{ thread: number }>(`${threads} LIMIT ?`, ...params, texts, sorted + 1)
  const isWhole = db.get(`${sql} LIMIT 1 OFFSET ?`, ...params, texts) === undefined
  if (isWhole && some.length <= sorted) return { seqs: some.map(({ thread }) => thread) }
  if (isWhole) return { test: { where: `t.seq IN (${threads})`, params: [...params, texts] } }
  return { test: hasText(asked) }
}

/** The threads of a list among those. */
export const rangeOf = (page: Ranged, seqs: readonly number[]): Range => {
  const own = (page.facets ?? []).map((facet) => ({ facets: [facet], isNot: false }))
  return narrowed(rangeAmong(page, seqs), ofThreads([...own, ...(page.match?.threads ?? [])]))
}

const rangeAmong = (page: Ranged, seqs: readonly number[]): Range => ({
  ...allThreads(page),
  from: 'json_each(?) x CROSS JOIN threads t ON t.seq = x.value',
  params: [JSON.stringify(seqs)],
})

const LOOKS_INTO_TEXTS = 'EXISTS (SELECT 1 FROM search_terms s'

/** That a text of the thread matches. Most threads have one where it comes to this. */
const hasText = ({ expression, from, to }: Asked) => ({
  where: `${LOOKS_INTO_TEXTS}
    WHERE search_terms MATCH 'tags : t' || t.seq || ' AND (' || ? || ')'
    AND s.rowid >= ? AND s.rowid < ?)`,
  params: [expression, from, to],
})

/** Those of a range that pass one more test. */
const narrowed = (range: Range, { where, params }: { where: string; params: Param[] }): Range => {
  const more = <Part extends Pick<Range, 'where' | 'params'>>(part: Part): Part => ({
    ...part,
    where: `${part.where} AND ${where}`,
    params: [...part.params, ...params],
  })
  return { ...more(range), ...(range.also && { also: more(range.also) }) }
}

const allThreads = ({ order_by }: Pick<ThreadsPage, 'order_by'>): Range => ({
  select: THREAD_COLUMNS,
  body: 't.body',
  from: 'threads t',
  where: IS_THERE,
  params: [],
  at: order_by === 'last_active_at' ? 't.activity' : 't.created_at',
  tie: 't.tie',
})

export const withSummary = (db: Database, row: ThreadRow): Thread => {
  const thread = toThread(row)
  const state = summaryIn(row)
  const { review } = state
  const summary = {
    ...toSummary(state, thread.metadata, row.activity),
    ...(review && { review: toThreadReview(review, (last) => goesOn(db, row.seq, last)) }),
  }
  return { ...thread, summary: isPartial(db, row.id) ? { ...summary, partial: true } : summary }
}

const facetRange = (db: Database, page: Pick<ThreadsPage, 'facets' | 'order_by'>): Range => {
  const byActivity = page.order_by === 'last_active_at'
  const [first, ...others] = rarestFirst(db, page.facets ?? [])
  if (!first) return allThreads(page)
  const isFirst = 'f.kind = ? AND f.key = ? AND f.value = ?'
  const hasOthers = others.map(() => HAS_FACET)
  const range: Range = {
    select: THREAD_COLUMNS,
    body: 't.body',
    // CROSS keeps the order of the join: the facet's index is also the order of the list.
    from: 'thread_facets f CROSS JOIN threads t ON t.seq = f.thread',
    where: [isFirst, ...hasOthers].join(' AND '),
    params: [first, ...others].flatMap(paramsOfFacet),
    at: 'f.created_at',
    tie: 'f.thread',
  }
  if (!byActivity) return range
  return {
    ...range,
    where: `${range.where} AND +t.settled = t.activity`,
    at: 'f.settled',
    also: {
      from: 'threads t INDEXED BY threads_moved',
      where: ['t.settled <> t.activity', HAS_FACET, ...hasOthers].join(' AND '),
      params: range.params,
      at: 't.activity',
      tie: 't.tie',
      names: { at: 'activity', tie: 'seq' },
    },
  }
}

/** How many threads of each facet are counted to find out which to walk along. */
const PROBE = 1000

/** The facet that fewest threads have first, so that the others are asked about few. */
const rarestFirst = (db: Database, facets: readonly Facet[]): readonly Facet[] => {
  if (facets.length < 2) return facets
  const counted = facets.map((facet) => ({ facet, threads: countThreads(db, facet, PROBE) }))
  return counted.toSorted((a, b) => a.threads - b.threads).map(({ facet }) => facet)
}

export const findThreadPlace = (
  db: Database,
  page: Pick<ThreadsPage, 'order_by'>,
  cursor: string,
): Place | undefined => {
  if (page.order_by === 'created_at') return placeOf(db, 'created_at', cursor)
  const place = readThreadCursor(cursor)
  // An id of another server may look like a cursor.
  const bare = placeOf(db, 'activity', cursor)
  if (!place || bare) return bare
  // The place holds even if the thread is gone: no other has had that activity.
  return { at: place.activity, seq: placeOf(db, 'activity', place.id)?.seq ?? 0 }
}

const placeOf = (db: Database, at: 'created_at' | 'activity', id: string): Place | undefined =>
  db.get<Place>(`SELECT ${at} AS at, seq FROM threads WHERE id = ?`, id) ??
  deletedPlace(db, { list: at === 'activity' ? 'threads by activity' : 'threads' }, id)
