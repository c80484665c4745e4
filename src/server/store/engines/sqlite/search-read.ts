import {
  textsOfMessage,
  textsOfReview,
  textsOfStep,
  textsOfThread,
} from '#server/search/documents.ts'
import { type SnippetOf, phrasesOf, snippetsFor } from '#server/search/snippet.ts'
import type { Field } from '#server/search/tags.ts'
import type { Found, FoundPage, Search } from '#server/store/search.ts'

import { fromBody } from './context.ts'
import type { Database } from './database.ts'
import { IS_THERE } from './gone-threads.ts'
import { type MessageRow, toMessage } from './message-row.ts'
import { type ReviewRow, bodyIn } from './review-row.ts'
import { type RunStepRow, toRunStep } from './run-steps.ts'
import { BOUNDS, type SearchBounds } from './search-bounds.ts'
import { type HitPlace, hitCursor, hitId } from './search-cursor.ts'
import { fileNamesOf, naming } from './search-documents.ts'
import { isBeingCleared } from './search-index.ts'
import { type Asked, everyMatch, matchesThatPass, toQuery } from './search-query.ts'
import { rankMatches } from './search-rank.ts'

/** A search whose cursor is a place. */
export interface SlowSearch extends Omit<Search, 'after'> {
  after?: HitPlace
}

/** @returns undefined where the hit that the cursor names is gone and its place is not known */
export const searchTexts = (
  db: Database,
  search: SlowSearch,
  bounds = BOUNDS,
): FoundPage | undefined => {
  if (isBeingCleared(db)) return { data: [], has_more: false, last: null, total: 0, more: false }
  const isRanked = search.order === 'relevance'
  const asked = toQuery(db, search.match, bounds)
  const snippetOf = snippetsFor(phrasesOf(search.match))
  const direction = search.order === 'oldest' ? 'ASC' : 'DESC'
  const { counted, ranked } = bounds
  // Where none is asked anything, those that are compared are the same.
  const most = isRanked && asked.where === '' ? Math.max(counted, ranked) : counted
  const first = firstMatches(db, asked, direction, most + 1)
  const page = isRanked
    ? rankedPage(db, asked, search, { first, bounds })
    : orderedPage(db, asked, search, first)
  if (!page) return undefined
  const { docs, last } = page
  return {
    data: docs.flatMap((doc) => readFound(db, doc, snippetOf) ?? []),
    has_more: last !== undefined,
    last: last ? hitCursor(last) : null,
    ...countMatches(db, asked, direction, { first, bounds }),
  }
}

/**
 * The first matches that pass, a few more than are counted: read once for page and total, since the beginning of a
 * word is as much work each time as all words that begin so.
 */
const firstMatches = (
  db: Database,
  asked: Asked,
  direction: 'ASC' | 'DESC',
  most: number,
): number[] => {
  const { sql, params } = matchesThatPass(asked, direction)
  // As one value: so many rows take the driver longer than the index.
  const { docs = '[]' } =
    db.get<{ docs: string }>(
      `SELECT json_group_array(doc) AS docs FROM (${sql} LIMIT ?)`,
      ...params,
      most,
    ) ?? {}
  // The cast: what the line above puts together.
  return JSON.parse(docs) as number[]
}

/** The first matches that pass, and how far is looked. */
interface Begun {
  first: readonly number[]
  bounds: SearchBounds
}

/** The documents of a page, and where the next one begins, if there is any. */
interface DocPage {
  docs: number[]
  last: HitPlace | undefined
}

const orderedPage = (
  db: Database,
  asked: Asked,
  { order, after, limit }: SlowSearch,
  first: readonly number[],
): DocPage => {
  const direction = order === 'oldest' ? 'ASC' : 'DESC'
  const within: Asked =
    after === undefined
      ? asked
      : direction === 'DESC'
        ? { ...asked, to: Math.min(asked.to, after.doc) }
        : { ...asked, from: Math.max(asked.from, after.doc + 1) }
  const docs =
    after === undefined && first.length > limit ? first : pageOf(db, within, direction, limit + 1)
  const page = docs.slice(0, limit)
  const at = docs.length > limit ? page.at(-1) : lastLookedAt(db, within, direction)
  return { docs: page, last: at === undefined ? undefined : { doc: at } }
}

const pageOf = (db: Database, asked: Asked, direction: 'ASC' | 'DESC', limit: number): number[] => {
  const { sql, params } = matchesThatPass(asked, direction)
  return db.all<{ doc: number }>(`${sql} LIMIT ?`, ...params, limit).map(({ doc }) => doc)
}

/** The last match that was asked whether it passes, where there are more than are asked at once. */
const lastLookedAt = (
  db: Database,
  asked: Asked,
  direction: 'ASC' | 'DESC',
): number | undefined => {
  if (asked.where === '') return undefined
  const { sql, params } = everyMatch(asked, direction)
  const [last, next] = db.all<{ doc: number }>(`${sql} LIMIT 2 OFFSET ?`, ...params, asked.most - 1)
  return next && last?.doc
}

/** The most telling of the newest matches: a common word has too many to compare them all. */
const rankedPage = (
  db: Database,
  asked: Asked,
  { after, limit }: SlowSearch,
  { first, bounds: { ranked } }: Begun,
): DocPage | undefined => {
  const oldest = asked.where === '' ? first[ranked] : matchAt(db, asked, 'DESC', ranked)
  const compared = oldest === undefined ? asked : { ...asked, from: oldest + 1 }
  // The first page is asked for most, and needs no more in order.
  const all = rankMatches(db, compared, after ? ranked : limit + 1)
  const from = after ? nextAfter(all, after) : 0
  if (from === undefined) return undefined
  const to = from + limit
  const docs = all.slice(from, to)
  if (all.length <= to) return { docs, last: undefined }
  const [doc = 0, ...before] = docs.toReversed()
  return { docs, last: { doc, before, at: to } }
}

/** Behind a hit, or where it is gone behind those before it; where the whole page is, where it began. */
const nextAfter = (
  all: readonly number[],
  { doc, before = [], at }: HitPlace,
): number | undefined => {
  for (const each of [doc, ...before]) {
    const found = all.indexOf(each)
    if (found >= 0) return found + 1
  }
  return at === undefined ? undefined : Math.max(0, at - 1 - before.length)
}

/** The match that so many others stand before. */
const matchAt = (
  db: Database,
  asked: Asked,
  direction: 'ASC' | 'DESC',
  before: number,
): number | undefined => {
  const { sql, params } = everyMatch(asked, direction)
  return db.get<{ doc: number }>(`${sql} LIMIT 1 OFFSET ?`, ...params, before)?.doc
}

const countMatches = (
  db: Database,
  asked: Asked,
  direction: 'ASC' | 'DESC',
  { first, bounds: { counted } }: Begun,
): Pick<FoundPage, 'total' | 'more' | 'threads'> => {
  const total = first.length
  if (total > counted) return { total: counted, more: true }
  const isBounded = asked.where !== '' && matchAt(db, asked, direction, asked.most) !== undefined
  return { total, more: isBounded, ...(!isBounded && { threads: countThreads(db, first) }) }
}

const countThreads = (db: Database, docs: readonly number[]): number =>
  db.get<{ threads: number }>(
    `SELECT count(DISTINCT d.thread) AS threads
     FROM json_each(?) m CROSS JOIN search_documents d ON d.doc = m.value`,
    JSON.stringify(docs),
  )?.threads ?? 0

interface DocumentRow {
  doc: number
  field: Field
  thread: number
  thread_id: string
  thread_body: string
  message: number | null
  step: number | null
  review: number | null
  file: number | null
  created_at: number
}

/** A document and what it is of; undefined where that is gone. */
const readDocument = (db: Database, doc: number) => {
  const row = db.get<DocumentRow>(
    `SELECT d.doc, d.field, d.thread, t.id AS thread_id, t.body AS thread_body, d.message, d.step, d.review, d.file,
     coalesce((SELECT created_at FROM messages WHERE seq = d.message),
       (SELECT created_at FROM run_steps WHERE seq = d.step),
       (SELECT created_at FROM reviews WHERE seq = d.review), t.created_at) AS created_at
     FROM search_documents d JOIN threads t ON t.seq = d.thread WHERE d.doc = ? AND ${IS_THERE}`,
    doc,
  )
  const source = row && naming('a text that was found', () => sourceOf(db, row))
  if (!source) return undefined
  const { texts, ...ids } = source
  return { row, ids, text: texts.find(({ field }) => field === row.field)?.text ?? '' }
}

/** The text of a document; nothing where that is gone. */
export const textOf = (db: Database, doc: number): string => readDocument(db, doc)?.text ?? ''

const readFound = (db: Database, doc: number, snippetOf: SnippetOf): Found | undefined => {
  const found = readDocument(db, doc)
  if (!found) return undefined
  const { row, ids, text } = found
  return {
    id: hitId(doc),
    field: row.field,
    thread_id: row.thread_id,
    ...ids,
    created_at: row.created_at,
    // A user's words stand as typed, an answer's are Markdown.
    snippet: snippetOf(text, {
      isMarkdown: row.field === 'text' && ids.role === 'assistant',
    }),
  }
}

const NO_IDS = { message_id: null, run_id: null, step_id: null, role: null }

const sourceOf = (
  db: Database,
  { message, step, review, file, thread_id, thread_body }: DocumentRow,
) => {
  if (message !== null) {
    const row = db.get<MessageRow>(
      'SELECT seq, id, created_at, run_id, body FROM messages WHERE seq = ?',
      message,
    )
    if (!row) return undefined
    const found = toMessage(row, thread_id)
    const texts = textsOfMessage(found, fileNamesOf(db, file))
    return { ...NO_IDS, message_id: row.id, run_id: row.run_id, role: found.role, texts }
  }
  if (step !== null) {
    const row = db.get<RunStepRow & { run_id: string }>(
      `SELECT s.seq, s.id, s.created_at, s.body, r.id AS run_id
       FROM run_steps s JOIN runs r ON r.seq = s.run WHERE s.seq = ?`,
      step,
    )
    if (!row) return undefined
    const texts = textsOfStep(toRunStep(row, thread_id, row.run_id))
    return { ...NO_IDS, step_id: row.id, run_id: row.run_id, role: 'assistant' as const, texts }
  }
  if (review !== null) {
    const row = db.get<Pick<ReviewRow, 'id' | 'message_id' | 'body'>>(
      'SELECT id, message_id, body FROM reviews WHERE seq = ?',
      review,
    )
    if (!row) return undefined
    const { note = null } = bodyIn(row)
    return {
      ...NO_IDS,
      message_id: row.message_id,
      review_id: row.id,
      texts: textsOfReview({ note }),
    }
  }
  const { metadata } = fromBody<{ metadata: Record<string, string> }>(
    { noun: 'thread', id: thread_id },
    thread_body,
  )
  return { ...NO_IDS, texts: textsOfThread(metadata) }
}
