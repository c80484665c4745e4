import { beforeEach, expect, test } from 'vitest'

import { termsOf } from '#server/search/text/words.ts'
import type { Store } from '#server/store/store.ts'
import { FIRST, found, threadsFound } from '#server/store/suite/find-texts.ts'
import { buildPerson, buildReviewing } from '#server/store/suite/reviewing.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { unindexedStore } from '#testing/unindexed-store.ts'

import type { Database } from './database.ts'
import { hitId } from './search-cursor.ts'
import { IN_A_SECOND, firstOf } from './search-documents.ts'
import { isBehind, isLittleBehind, isMissing, newIndexer } from './search-index.ts'
import { beginAnew } from './search-tables.ts'

const bench = unindexedStore()
let store: Store
let db: Database
beforeEach(() => {
  ;({ store, db } = bench)
})

/** One step in a transaction of its own, and whether there is more. */
const inTransaction = (step: () => boolean): boolean => {
  db.exec('BEGIN IMMEDIATE')
  const isMore = step()
  db.exec('COMMIT')
  return isMore
}
const catchUp = ({ step }: Pick<ReturnType<typeof newIndexer>, 'step'>) => {
  while (inTransaction(step)) continue
}
const thread = buildThread()
const said = (text: string) => buildMessage({ thread_id: thread.id, text })
const texts = () => db.all("SELECT * FROM search_documents WHERE field = 'text'").length

test('how large is what was written is known before it is taken in', async () => {
  const indexer = newIndexer(db)
  expect(isLittleBehind(db)).toBe(true)
  catchUp(indexer)
  await store.insertThread(thread, [said('long '.repeat(40_000))])
  while (isBehind(db) && isLittleBehind(db)) inTransaction(indexer.step)
  expect(isBehind(db)).toBe(true)
  expect(texts()).toBe(0)
  catchUp(indexer)
  expect(texts()).toBe(1)
})

test('all is found where nothing but deletions is to be followed', async () => {
  const { id } = buildThread()
  await store.insertThread(thread, [said('parcel')])
  await store.insertThread(buildThread({ id }), [])
  expect(isMissing(db)).toBe(true)
  catchUp(newIndexer(db))
  expect(isMissing(db)).toBe(false)
  await store.deleteThread(id)
  expect([isBehind(db), isMissing(db)]).toEqual([true, false])
  await store.insertMessages(thread.id, [said('letter')])
  expect(isMissing(db)).toBe(true)
  catchUp(newIndexer(db))
  expect(isMissing(db)).toBe(false)
})

test.each([
  ['one long message', [said('long '.repeat(40_000))]],
  ['many', Array.from({ length: 100 }, () => said('short'))],
])('a walk over %s is for a thread of its own', async (_, messages) => {
  await store.insertThread(thread, messages)
  expect(isLittleBehind(db)).toBe(false)
})

test('threads with much metadata are counted too', async () => {
  catchUp(newIndexer(db))
  const metadata = Object.fromEntries(
    Array.from({ length: 16 }, (_, at) => [`key ${at}`, 'x'.repeat(512)]),
  )
  await store.insertThread(buildThread({ metadata }), [])
  const { step } = newIndexer(db)
  inTransaction(step)
  expect(isLittleBehind(db)).toBe(false)
})

test('words are made before the transaction that takes them in', async () => {
  const madeInside: string[] = []
  const indexer = newIndexer(db, (text) => {
    if (db.inTransaction) madeInside.push(text)
    return termsOf(text)
  })
  const first = said('walked over')
  await store.insertThread(thread, [first])
  const catchUpPrepared = () => {
    do indexer.prepare()
    while (inTransaction(indexer.step))
  }
  catchUpPrepared()
  await store.insertMessages(thread.id, [said('followed')], {})
  catchUpPrepared()
  expect(madeInside).toEqual([])
  expect([await found(store, 'walked'), await found(store, 'followed')]).toMatchObject([
    [{ message_id: first.id }],
    [{}],
  ])
})

test('what cannot be read hides nothing else, and is told once', async () => {
  const warned: string[] = []
  const onWarning = ({ name, message }: Error) => {
    if (name === 'SearchWarning') warned.push(message)
  }
  process.on('warning', onWarning)
  await store.insertThread(thread, [said('broken one'), said('broken two'), said('whole')])
  db.run(`UPDATE messages SET body = '{"content":{}}' WHERE instr(body, 'broken') > 0`)
  catchUp(newIndexer(db))
  expect(isBehind(db)).toBe(false)
  expect(await found(store, 'whole')).toHaveLength(1)
  process.off('warning', onWarning)
  expect(warned).toEqual([expect.stringContaining('a message cannot be taken in')])
})

test('a second that is full goes on in the next', async () => {
  catchUp(newIndexer(db))
  const message = { ...said('one too many'), created_at: FIRST }
  await store.insertThread({ ...thread, created_at: FIRST }, [message])
  const last = firstOf(FIRST) + IN_A_SECOND - 1
  const columns = 'doc, thread, message, field'
  db.run(`INSERT INTO search_documents (${columns}) VALUES (?, 0, 0, 'text')`, last)
  db.run("INSERT INTO search_terms (rowid, tags, words) VALUES (?, 'all', 'x')", last)
  catchUp(newIndexer(db))
  expect(await found(store, 'many')).toMatchObject([{ id: hitId(last + 1), created_at: FIRST }])
})

test('what was written in between is found as it is now', async () => {
  const indexer = newIndexer(db)
  catchUp(indexer)
  const named = (title: string) => ({ metadata: { title } })
  await store.insertThread({ ...thread, ...named('before') }, [])
  inTransaction(indexer.step)
  indexer.prepare()
  await store.updateThread(thread.id, (now) => ({ ...now, ...named('after') }))
  catchUp(indexer)
  expect(await found(store, 'before')).toEqual([])
  expect(await found(store, 'after')).toHaveLength(1)
})

test('the index is cleared in steps, in which nothing is found and what is deleted is deleted', async () => {
  const hidden = said('hidden meanwhile')
  await store.insertThread(thread, [hidden, said('hidden too')])
  catchUp(newIndexer(db))
  const documents = Array.from({ length: 1200 }, (_, at) => at + 1)
  db.exec('BEGIN')
  for (const doc of documents) {
    db.run(
      `INSERT INTO search_documents (doc, thread, message, field) VALUES (?, 0, 0, 'text')`,
      doc,
    )
    db.run("INSERT INTO search_terms (rowid, tags, words) VALUES (?, 'all', 'x')", doc)
  }
  db.exec('COMMIT')
  db.run(`UPDATE watermarks SET version = version - 1 WHERE name = 'search'`)
  const indexer = newIndexer(db)
  inTransaction(indexer.step)
  let steps = 0
  const count = () => db.all('SELECT doc FROM search_documents').length
  for (let left = count(); left > 0; left = count()) {
    inTransaction(indexer.step)
    expect(left - count()).toBeLessThanOrEqual(500)
    expect(await found(store, 'hidden')).toEqual([])
    expect(await threadsFound(store, 'hidden', { order_by: 'created_at', order: 'desc' })).toEqual(
      [],
    )
    steps += 1
  }
  expect(steps).toBeGreaterThan(2)
  expect(await store.deleteMessage(thread.id, hidden.id)).toBe(true)
  catchUp(indexer)
  expect(await found(store, 'hidden')).toMatchObject([{ snippet: { text: 'hidden too' } }])
  expect(await store.deleteThread(thread.id)).toBe(true)
  expect(await found(store, 'hidden')).toEqual([])
  expect(db.all('SELECT id FROM search_terms_docsize')).toEqual([])
})

test('notes are found again after the index is made anew, and wait as other texts do', async () => {
  await store.insertThread(thread, [said('parcel')])
  await store.insertPerson(buildPerson('person_a'))
  const reviewing = buildReviewing({ thread_id: thread.id, said: { note: 'zebra' } })
  await store.putReview(reviewing)
  catchUp(newIndexer(db))
  const noted = async () => (await found(store, 'zebra')).map(({ review_id }) => review_id)
  expect(await noted()).toEqual([reviewing.id])
  db.exec('BEGIN IMMEDIATE')
  beginAnew(db)
  db.exec('COMMIT')
  catchUp(newIndexer(db))
  expect(await noted()).toEqual([reviewing.id])
  const acting = { person_id: 'person_a', act_id: 'act_x', at: 9 }
  await store.updateReview(reviewing.id, acting, { note: 'zebra again' })
  expect([isMissing(db), await noted()]).toEqual([true, []])
  catchUp(newIndexer(db))
  expect(await noted()).toEqual([reviewing.id])
  await store.updateThread(thread.id, (each) => ({ ...each, metadata: { title: 'x' } }))
  catchUp(newIndexer(db))
  expect(await noted()).toEqual([reviewing.id])
  await store.deleteThread(thread.id)
  expect(db.all("SELECT 1 FROM search_documents WHERE field = 'note'")).toEqual([])
})
