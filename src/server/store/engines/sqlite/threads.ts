import { MAX_THREAD_MESSAGES } from '#contract/message.ts'
import { readThreadCursor } from '#contract/thread-cursor.ts'
import type { Thread } from '#contract/thread.ts'
import type { ToolResources } from '#contract/tool.ts'
import { threadFull } from '#server/refusals/threads.ts'
import { type Facet, facetsOf } from '#server/store/facets.ts'
import { type Attach, attachTo } from '#server/store/messages.ts'
import { type Place, emptySummary, toSummary } from '#server/store/summary.ts'
import type { ThreadStore } from '#server/store/threads.ts'
import type { ThreadsPage } from '#server/store/threads.ts'

import { nextActivity } from './activity.ts'
import { forgetInAnswers } from './answers.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import { putFiles } from './files-to-put.ts'
import { IS_THERE, deleteThreadRows } from './gone-threads.ts'
import { type NewRow, insertMessage, rowsOf } from './message-row.ts'
import { type Range, mapListed, readPage } from './page.ts'
import { deleteFacets } from './thread-facets.ts'
import {
  type OpenThread,
  THREAD_COLUMNS,
  type ThreadRow,
  createThread,
  openThread,
  saveThread,
  summaryIn,
  toThread,
  touched,
  withMessage,
} from './thread-row.ts'
import { bringFiles, createStore, findStore, isExpired, touchStore } from './vector-store-row.ts'
import type { Emit } from './writer.ts'

type Threads = Omit<ThreadStore, 'purgeThreads'>

export const threads = ({ db, write, clock }: Context): Threads => ({
  insertThread: async (thread, messages, brought, keep) => {
    const rows = await rowsOf(messages)
    return write((emit) => {
      bringFiles({ db, clock }, brought, emit)
      startThread(db, thread, rows, emit)
    }, keep)
  },

  getThread: async (id, include) => {
    const row = db.get<ThreadRow>(`SELECT ${THREAD_COLUMNS} FROM threads t WHERE t.id = ?`, id)
    return row && (include?.summary ? withSummary(row) : toThread(row))
  },

  updateThread: (id, change, brought) =>
    write((emit) => {
      const open = openThread(db, id)
      if (!open) return undefined
      bringFiles({ db, clock }, brought, emit)
      // A copy, so that a change in place is seen as one.
      const thread = change(structuredClone(open.thread))
      saveThread(db, open, { ...open, thread })
      emit({ type: 'thread.modified', thread_id: id })
      return thread
    }),

  deleteThread: (id) =>
    write((emit) => {
      const open = openThread(db, id)
      if (!open) return false
      const { seq, thread, activity } = open
      keepPlace({ db, clock }, { list: 'threads' }, id, { at: thread.created_at, seq })
      keepPlace({ db, clock }, { list: 'threads by activity' }, id, { at: activity, seq })
      deleteFacets(db, open, facetsOf(open))
      deleteThreadRows(db, seq)
      forgetInAnswers(db, id)
      emit({ type: 'thread.deleted', thread_id: id })
      return true
    }),

  listThreads: async (page) =>
    mapListed(
      readPage<ThreadRow>(db, toRange(db, page), page, (cursor) => findPlace(db, page, cursor)),
      (row) => (page.summary ? withSummary(row) : toThread(row)),
    ),
})

/** Inserts a thread with its first messages, as happening now. */
export const startThread = (
  db: Database,
  thread: Thread,
  rows: readonly NewRow[],
  emit: Emit,
): OpenThread => {
  const lastActiveAt = Math.max(thread.created_at, ...rows.map(({ message }) => message.created_at))
  const summary = { ...emptySummary(thread.created_at), last_active_at: lastActiveAt }
  const open = createThread(db, thread, summary, nextActivity(db, lastActiveAt))
  emit({ type: 'thread.created', thread_id: thread.id })
  const filled = addMessages(db, open, rows, emit)
  if (rows.length > 0) saveThread(db, open, filled)
  return filled
}

/** Inserts messages and folds them into the summary, which the caller saves. */
const addMessages = (
  db: Database,
  open: OpenThread,
  rows: readonly NewRow[],
  emit: Emit,
): OpenThread => {
  let filled = open
  for (const row of rows) {
    const { message } = row
    const place = insertMessage(db, open.seq, row)
    filled = withMessage(db, filled, place, undefined, message)
    emit({ type: 'message.created', thread_id: open.thread.id, message_id: message.id })
  }
  return filled
}

/** Inserts messages and what they bring, as happening now, into a thread which the caller saves. */
export const appendMessages = (
  db: Database,
  open: OpenThread,
  rows: readonly NewRow[],
  attach: Attach | undefined,
  emit: Emit,
): OpenThread => {
  const count = open.summary.message_count + rows.length
  if (rows.length > 0 && count > MAX_THREAD_MESSAGES) throw threadFull(open.thread.id)
  const filled = addMessages(db, open, rows, emit)
  const last = rows.at(-1)?.message
  const moved = last ? touched(db, filled, last.created_at) : filled
  if (!attach || Object.keys(attach).length === 0) return moved
  emit({ type: 'thread.modified', thread_id: open.thread.id })
  const resources = attachTo(open.thread.tool_resources, attach)
  const tool_resources = attachSearched(db, resources, attach.file_search, emit)
  return { ...moved, thread: { ...moved.thread, tool_resources } }
}

/** Puts files into the thread's vector store, or where it has none that lives, makes the given one. */
const attachSearched = (
  db: Database,
  resources: ToolResources,
  added: Attach['file_search'],
  emit: Emit,
): ToolResources => {
  if (!added) return resources
  const [held] = resources.file_search?.vector_store_ids ?? []
  const row = held === undefined ? undefined : findStore(db, held)
  if (held !== undefined && row && !isExpired(row, added.created_at)) {
    putFiles(db, { store: row.seq, id: held, batch: null }, added.files, emit)
    touchStore(db, held, added.created_at, emit)
    return resources
  }
  createStore(db, added, emit)
  return { ...resources, file_search: { vector_store_ids: [added.id] } }
}

const withSummary = (row: ThreadRow): Thread => {
  const thread = toThread(row)
  const state = summaryIn(row)
  return { ...thread, summary: toSummary(state, thread.metadata, row.activity) }
}

const toRange = (db: Database, page: ThreadsPage): Range => {
  const byActivity = page.order_by === 'last_active_at'
  const [first, ...others] = rarestFirst(db, page.facets ?? [])
  if (!first)
    return {
      select: THREAD_COLUMNS,
      body: 't.body',
      from: 'threads t',
      where: IS_THERE,
      params: [],
      at: byActivity ? 't.activity' : 't.created_at',
      tie: 't.tie',
    }
  const isFirst = 'f.kind = ? AND f.key = ? AND f.value = ?'
  const hasOthers = others.map(() => HAS_FACET)
  const range: Range = {
    select: THREAD_COLUMNS,
    body: 't.body',
    // CROSS keeps the order of the join: the facet's index is also the order of the list.
    from: 'thread_facets f CROSS JOIN threads t ON t.seq = f.thread',
    where: [isFirst, ...hasOthers].join(' AND '),
    params: [first, ...others].flatMap(params),
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

const params = ({ kind, key, value }: Facet): string[] => [kind, key, value]

const HAS_FACET = `EXISTS (SELECT 1 FROM thread_facets o WHERE o.kind = ? AND o.key = ?
  AND o.value = ? AND o.created_at = t.created_at AND o.thread = t.seq)`

/** How many threads of each facet are counted to find out which to walk along. */
const PROBE = 1000

/** The facet that fewest threads have first, so that the others are asked about few. */
const rarestFirst = (db: Database, facets: readonly Facet[]): readonly Facet[] => {
  if (facets.length < 2) return facets
  const counted = facets.map((facet) => ({ facet, threads: countUpTo(db, facet, PROBE) }))
  return counted.toSorted((a, b) => a.threads - b.threads).map(({ facet }) => facet)
}

const countUpTo = (db: Database, facet: Facet, limit: number): number =>
  db.get<{ threads: number }>(
    `SELECT count(*) AS threads FROM
     (SELECT 1 FROM thread_facets WHERE kind = ? AND key = ? AND value = ? LIMIT ?)`,
    ...params(facet),
    limit,
  )?.threads ?? 0

const findPlace = (db: Database, page: ThreadsPage, cursor: string): Place | undefined => {
  if (page.order_by === 'created_at') return placeOf(db, 'created_at', cursor)
  const place = readThreadCursor(cursor)
  if (!place) return placeOf(db, 'activity', cursor)
  // The place holds even if the thread is gone: no other has had that activity.
  return { at: place.activity, seq: placeOf(db, 'activity', place.id)?.seq ?? 0 }
}

const placeOf = (db: Database, at: 'created_at' | 'activity', id: string): Place | undefined =>
  db.get<Place>(`SELECT ${at} AS at, seq FROM threads WHERE id = ?`, id) ??
  deletedPlace(db, { list: at === 'activity' ? 'threads by activity' : 'threads' }, id)
