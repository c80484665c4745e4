import type { Message } from '#contract/message.ts'
import { StoreDamaged, UNNAMED } from '#server/refusals/failures.ts'
import {
  type Text,
  textsOfMessage,
  textsOfReview,
  textsOfStep,
  textsOfThread,
} from '#server/search/documents.ts'
import { tags } from '#server/search/tags.ts'

import type { Database, Param } from './database.ts'
import { GONE } from './gone-threads.ts'
import { isPassing, tellOfTrouble } from './index-trouble.ts'
import { MESSAGE_COLUMNS, type MessageRow, toMessage } from './message-row.ts'
import { bodyIn } from './review-row.ts'
import { RUN_STEP_COLUMNS, type RunStepRow, toRunStep } from './run-steps.ts'
import { THREAD_COLUMNS, type ThreadRow, toThread } from './thread-row.ts'

/** How many documents of one second can be told apart. */
export const IN_A_SECOND = 2 ** 20
/** The last second that leaves room for them in a whole number. */
const LAST_SECOND = 2 ** 32

/** About how many characters are read at once, and how many rows: some milliseconds. */
const CHARACTERS = 20_000
export const ROWS = 50

/** What is found by its texts. */
export type Kind = 'message' | 'step' | 'thread' | 'review'

interface Document extends Text {
  /** With those of its thread and field, and the one that all have. */
  tags: string[]
  /** The file that it is the name of, with which it goes. */
  file?: number
}

/** A row, and what it is found by. */
export interface Entry {
  kind: Kind
  seq: number
  thread: number
  created_at: number
  documents: Document[]
}

type FoundMessage = MessageRow & { thread: number }
type FoundStep = RunStepRow & { thread: number; run_id: string }

const documentsOfMessage = (db: Database, row: FoundMessage): Document[] => {
  const message = toMessage(row, '')
  if (message.status === 'in_progress') return []
  const own = [tags.role(message.role), tags.message(row.seq), ...runTags(db, row.run_id)]
  const names = filesOf(db, message).flatMap(({ file, name }) =>
    textsOfMessage({ content: [], metadata: {} }, [name]).map((text) => ({ ...text, file })),
  )
  return [...textsOfMessage(message, []), ...names].map((text) => ({ ...text, tags: own }))
}

/** The files that are attached to a message. */
const filesOf = (db: Database, { attachments }: Message): { file: number; name: string }[] => {
  const ids = (attachments ?? []).flatMap(({ file_id }) => file_id ?? [])
  if (ids.length === 0) return []
  return db.all<{ file: number; name: string }>(
    `SELECT seq AS file, body ->> 'filename' AS name FROM files
     WHERE id IN (SELECT value FROM json_each(?)) ORDER BY seq`,
    JSON.stringify(ids),
  )
}

/** What a file is called; nothing where there is none. */
export const fileNamesOf = (db: Database, file: number | null): string[] =>
  file === null
    ? []
    : db
        .all<{ name: string }>(`SELECT body ->> 'filename' AS name FROM files WHERE seq = ?`, file)
        .map(({ name }) => name)

const runTags = (db: Database, id: string | null): string[] => {
  if (id === null) return []
  const run = db.get<{ seq: number; model: string | null }>(
    `SELECT seq, body ->> 'model' AS model FROM runs WHERE id = ?`,
    id,
  )
  return run ? [tags.run(run.seq), ...(run.model ? [tags.model(run.model)] : [])] : []
}

const documentsOfStep = (db: Database, row: FoundStep): Document[] => {
  const step = toRunStep(row, '', row.run_id)
  if (step.status === 'in_progress') return []
  const own = [tags.role('assistant'), ...runTags(db, row.run_id)]
  return textsOfStep(step).map((text) => ({ ...text, tags: own }))
}

const documentsOfThread = (_: Database, row: ThreadRow): Document[] => {
  // One that is being deleted has no time of its own.
  if (row.created_at === GONE) return []
  return textsOfThread(toThread(row).metadata).map((text) => ({ ...text, tags: [] }))
}

interface FoundReview {
  seq: number
  id: string
  created_at: number
  message: number | null
  body: string
}

const documentsOfReview = (_: Database, row: FoundReview): Document[] => {
  const { note = null } = bodyIn(row)
  const own = row.message === null ? [] : [tags.message(row.message)]
  return textsOfReview({ note }).map((text) => ({ ...text, tags: own }))
}

/**
 * Reads rows of a table `t`, as many as one step may take in, those that `rest` says. Those that cannot be
 * read are not found.
 */
type Read = (db: Database, rest: string, ...params: Param[]) => Entry[]

const reading =
  <Row extends { seq: number; created_at: number; body: string }>(
    kind: Kind,
    select: string,
    documentsOf: (db: Database, row: Row) => Document[],
  ): Read =>
  (db, rest, ...params) => {
    const rows: (Row & { thread: number })[] = []
    let characters = 0
    naming(`a ${kind}`, () => {
      for (const row of db.iterate<Row & { thread: number }>(`${select} ${rest}`, ...params)) {
        rows.push(row)
        characters += row.body.length
        if (characters > CHARACTERS) break
      }
    })
    return rows.map((row) => ({
      kind,
      seq: row.seq,
      thread: row.thread,
      created_at: row.created_at,
      documents: readableOnly(kind, () => documentsOf(db, row)),
    }))
  }

/** Damage met while objects are read is theirs, not that of the index. */
export const naming = <T>(what: string, readObjects: () => T): T => {
  try {
    return readObjects()
  } catch (error) {
    if (!(error instanceof StoreDamaged) || error.what !== UNNAMED) throw error
    throw new StoreDamaged(error.cause, what)
  }
}

const readableOnly = (kind: Kind, documents: () => Document[]): Document[] => {
  try {
    return documents()
  } catch (error) {
    if (isPassing(error)) throw error
    tellOfTrouble(`a ${kind}`, error)
    return []
  }
}

export const read: Record<Kind, Read> = {
  message: reading(
    'message',
    `SELECT ${MESSAGE_COLUMNS}, thread FROM messages t`,
    documentsOfMessage,
  ),
  step: reading(
    'step',
    `SELECT t.${RUN_STEP_COLUMNS.replaceAll(', ', ', t.')}, r.thread, r.id AS run_id
     FROM run_steps t JOIN runs r ON r.seq = t.run`,
    documentsOfStep,
  ),
  thread: reading(
    'thread',
    `SELECT ${THREAD_COLUMNS}, t.seq AS thread FROM threads t`,
    documentsOfThread,
  ),
  review: reading(
    'review',
    // Of a thread that is deleted nothing is found.
    `SELECT t.seq, t.id, t.created_at, t.body, t.thread,
     (SELECT seq FROM messages m WHERE m.id = t.message_id AND m.thread = t.thread) AS message
     FROM (SELECT * FROM reviews WHERE thread IS NOT NULL) t`,
    documentsOfReview,
  ),
}

const OWN: Record<Kind, string> = {
  message: 'message = ?',
  step: 'step = ?',
  thread: 'thread = ? AND message IS NULL AND step IS NULL AND review IS NULL',
  review: 'review = ?',
}

/** What a document is found by. */
interface Terms {
  doc: number
  tags: string
  words: string
}

/** Puts what rows are found by in place of what they were found by. */
export const putEntries = (
  db: Database,
  entries: readonly Entry[],
  termsOf: (text: string) => string,
): void => {
  const found: Terms[] = []
  for (const entry of entries) {
    const { kind, seq, thread, documents } = entry
    db.run(`DELETE FROM search_documents WHERE ${OWN[kind]}`, seq)
    for (const document of documents) {
      const { field, text, tags: own } = document
      const doc = insertDocument(db, entry, document)
      const all = [tags.all, tags.thread(thread), tags.field(field), ...own]
      found.push({ doc, tags: all.join(' '), words: termsOf(text) })
    }
  }
  // In the order of documents: FTS5 writes out what it holds whenever one comes that is not the greatest.
  for (const { doc, tags: own, words } of found.toSorted((a, b) => a.doc - b.doc))
    db.run('INSERT INTO search_terms (rowid, tags, words) VALUES (?, ?, ?)', doc, own, words)
}

const insertDocument = (
  db: Database,
  { kind, seq, thread, created_at }: Entry,
  { field, file }: Document,
): number => {
  const doc = nextFrom(db, firstOf(created_at))
  db.run(
    'INSERT INTO search_documents (doc, thread, message, step, review, field, file) VALUES (?, ?, ?, ?, ?, ?, ?)',
    doc,
    thread,
    kind === 'message' ? seq : null,
    kind === 'step' ? seq : null,
    kind === 'review' ? seq : null,
    field,
    file ?? null,
  )
  return doc
}

/** A number for a document of a second; after more than a second has, one of the next. */
const nextFrom = (db: Database, first: number): number => {
  const next = first + IN_A_SECOND
  const last = db.get<{ doc: number | null }>(
    'SELECT max(doc) AS doc FROM search_documents WHERE doc >= ? AND doc < ?',
    first,
    next,
  )?.doc
  const doc = (last ?? first - 1) + 1
  return doc < next ? doc : nextFrom(db, next)
}

/** The first document of a second. */
export const firstOf = (seconds: number): number =>
  Math.min(Math.max(Math.floor(seconds), 0), LAST_SECOND) * IN_A_SECOND
