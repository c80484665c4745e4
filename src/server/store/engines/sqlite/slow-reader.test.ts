import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { StoreDamaged } from '#server/refusals/failures.ts'
import { damageTable } from '#testing/damage.ts'

import { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { type SlowReader, startSlowReader } from './slow-reader.ts'

let directory: string
let db: Database
let reader: SlowReader
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-slow-'))
  const path = join(directory, 'clew.db')
  db = new Database(path)
  migrate(db, path)
  reader = startSlowReader(path)
})
afterEach(async () => {
  await reader.close()
  db.close()
  await rm(directory, { recursive: true })
})

const words = { vectorStoreIds: ['vs_1'], terms: ['parcel'], limit: 5 }

test('many at once are answered each, and a read that fails fails alone', async () => {
  const bad = { ...words, vectorStoreIds: null as never, files: 3n as never }
  const answers = await Promise.allSettled([
    ...Array.from({ length: 20 }, () => reader.read('findByWords', words)),
    reader.read('findByVector', { ...bad, vector: Float32Array.of(1), embedding_model: 'm' }),
    reader.read('findByWords', words),
  ])
  expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1)
})

test('what nobody waits for any more is not begun', async () => {
  const gone = new AbortController()
  const reads = Array.from({ length: 8 }, () => reader.read('findByWords', words, gone.signal))
  const other = reader.read('findByWords', words)
  gone.abort()
  const answers = await Promise.allSettled(reads)
  // Those that were begun at once are read to their end.
  expect(answers.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(3)
  expect(await other).toEqual([])
})

test('damage that a thread meets is told as the store tells it', async () => {
  db.run(
    "INSERT INTO vector_stores (id, created_at, last_active_at, body) VALUES ('vs_1', 0, 0, '{}')",
  )
  await damageTable(join(directory, 'clew.db'), 'vector_store_terms_data')
  const failed = reader.read('findByWords', words)
  await expect(failed).rejects.toThrow(StoreDamaged)
  await expect(failed).rejects.toMatchObject({
    what: 'what was asked for',
    code: 'database_damaged',
  })
})

test('cannot write', () => {
  const readOnly = new Database(join(directory, 'clew.db'), { readOnly: true })
  expect(() => readOnly.run('DELETE FROM threads')).toThrow(/readonly/)
  readOnly.close()
})

test('after its end nothing is read, and what was asked for is told of it', async () => {
  const asked = reader.read('findByWords', words).then(
    () => 'answered',
    () => 'refused',
  )
  await reader.close()
  expect(['answered', 'refused']).toContain(await asked)
  await expect(reader.read('findByWords', words)).rejects.toThrow('closed')
})
