import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { toQueryTerms } from '#server/store/terms.ts'
import { buildFile } from '#testing/builders.ts'

import { Database } from './database.ts'
import { hasOldTerms, remakeTerms } from './remake-terms.ts'

let directory: string
let store: Store
let db: Database
beforeEach(async () => {
  // The store itself tidies each second, which on a busy machine comes before the test looks.
  vi.useFakeTimers({ toFake: ['setInterval'] })
  directory = await mkdtemp(join(tmpdir(), 'clew-terms-'))
  const path = join(directory, 'clew.db')
  store = await openStore({ path })
  db = new Database(path)
})
afterEach(async () => {
  db.close()
  await store.close()
  vi.useRealTimers()
  await rm(directory, { recursive: true })
})

const chunking = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 }
const texts = ['سِيَاسَةُ الإرجاع', 'Versand\u00adkosten', 'επιστροφή', 'parcel']

/** A store with one file, as a version left it that made the terms of passages otherwise. */
const fill = async () => {
  const file = buildFile({ filename: 'ёлка.txt' })
  await store.insertFile(file)
  const files = [{ file_id: file.id, created_at: 0, chunking, attributes: {} }]
  const made = { id: 'vs_1', created_at: 0, name: '', expires_after: null, metadata: {}, files }
  await store.insertVectorStore(made)
  const [{ key } = { key: 0 }] = await store.listFilesToRead(1, [])
  const old = texts.map((text) => ({ text, overlap: 0, tokens: 1, terms: text.toLowerCase() }))
  await store.insertChunks(key, old)
  await store.settleVectorStoreFile(key, { status: 'completed', embedding_model: null })
  db.run('DELETE FROM watermarks')
  return file.id
}
const find = async (query: string) => {
  const terms = toQueryTerms(query)
  const found = await store.findByWords({ vectorStoreIds: ['vs_1'], terms, limit: 9 })
  return (await store.getPassages(found.map(({ chunk }) => chunk))).map(({ text }) => text)
}

test('passages of earlier versions are found by the terms of today, a few made anew at a time', async () => {
  await fill()
  expect(await find('سياسة')).toEqual([])
  expect(hasOldTerms(db)).toBe(true)
  let steps = 1
  while (remakeTerms(db, 2)) steps += 1
  expect(steps).toBe(3)
  expect(await find('سياسة')).toEqual([texts[0]])
  expect(await find('الارجاع')).toEqual([texts[0]])
  expect(await find('Versandkosten')).toEqual([texts[1]])
  expect(await find('ΕΠΙΣΤΡΟΦΗ')).toEqual([texts[2]])
  expect(await find('parcel')).toEqual([texts[3]])
  expect((await find('елка')).toSorted()).toEqual(texts.toSorted())
  expect(hasOldTerms(db)).toBe(false)
  expect(remakeTerms(db, 2)).toBe(false)
})

test('what was deleted comes back by no term', async () => {
  const id = await fill()
  await store.deleteVectorStoreFile('vs_1', id)
  while (remakeTerms(db, 2)) continue
  while (await store.purgeChunks(32)) continue
  expect(db.get('SELECT count(*) AS n FROM vector_store_terms')).toEqual({ n: 0 })
})
