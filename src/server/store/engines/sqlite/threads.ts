import { MAX_THREAD_MESSAGES } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'
import type { ToolResources } from '#contract/tool.ts'
import { NoCursor } from '#server/refusals/cursors.ts'
import { threadFull } from '#server/refusals/threads.ts'
import { facetsOf } from '#server/store/facets.ts'
import { type Attach, attachTo } from '#server/store/messages.ts'
import { emptySummary } from '#server/store/summary.ts'
import type { ThreadStore } from '#server/store/threads.ts'

import { nextActivity } from './activity.ts'
import { forgetInAnswers } from './answers.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { keepPlace } from './deleted-places.ts'
import { putFiles } from './files-to-put.ts'
import { deleteThreadRows } from './gone-threads.ts'
import { type NewRow, insertMessage, rowsOf } from './message-row.ts'
import { keepWithoutThread } from './queues-gone.ts'
import type { SlowReader } from './slow-reader.ts'
import { deleteFacets } from './thread-facets.ts'
import { findThreadPlace, listThreads, withSummary } from './thread-lists.ts'
import {
  type OpenThread,
  THREAD_COLUMNS,
  type ThreadRow,
  createThread,
  openThread,
  saveThread,
  toThread,
  touched,
  withMessage,
} from './thread-row.ts'
import { bringFiles, createStore, findStore, isExpired, touchStore } from './vector-store-row.ts'
import type { Emit } from './writer.ts'

type Threads = Omit<ThreadStore, 'purgeThreads'>

export const threads = ({ db, write, clock }: Context, reader: SlowReader): Threads => ({
  insertThread: async (thread, messages, brought, keep) => {
    const rows = await rowsOf(messages)
    return write((emit) => {
      bringFiles({ db, clock }, brought, emit)
      startThread(db, thread, rows, emit)
    }, keep)
  },

  getThread: async (id, include) => {
    const row = db.get<ThreadRow>(`SELECT ${THREAD_COLUMNS} FROM threads t WHERE t.id = ?`, id)
    return row && (include?.summary ? withSummary(db, row) : toThread(row))
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
      keepWithoutThread(db, id, emit)
      forgetInAnswers(db, id)
      emit({ type: 'thread.deleted', thread_id: id })
      return true
    }),

  listThreads: async (page, signal) => {
    if (!page.match) return listThreads(db, page)
    for (const name of ['after', 'before'] as const) {
      const cursor = page[name]
      // An error of another thread is none of a class.
      if (cursor !== undefined && !findThreadPlace(db, page, cursor))
        throw new NoCursor(name, cursor)
    }
    return reader.read('listThreads', page, signal)
  },

  countThreads: (list, signal) => reader.read('countListed', list, signal),
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
