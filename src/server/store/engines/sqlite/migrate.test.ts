import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import { UnusableDatabase } from '#server/store/store.ts'
import { buildThread } from '#testing/builders.ts'

import { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/migrations.ts'

let directory: string
let path: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'clew-migrate-'))
  path = join(directory, 'clew.db')
})
afterEach(() => rmSync(directory, { recursive: true }))

const inFile = <T>(work: (db: DatabaseSync) => T): T => {
  const db = new DatabaseSync(path)
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const version = (): unknown => inFile((db) => db.prepare('PRAGMA user_version').get())

test('a second start finds everything as it was', async () => {
  const thread = buildThread()
  const first = await openStore({ path })
  await first.insertThread(thread, [])
  await first.close()
  const second = await openStore({ path })
  expect(await second.getThread(thread.id)).toEqual(thread)
  await second.close()
  expect(version()).toEqual({ user_version: migrations.length })
})

test('a database of a newer version is refused and left as it is', async () => {
  await (await openStore({ path })).close()
  inFile((db) => db.exec('PRAGMA user_version = 999'))
  await expect(openStore({ path })).rejects.toThrow(/written by a newer Clew \(schema 999/)
  await expect(openStore({ path })).rejects.toBeInstanceOf(UnusableDatabase)
  expect(version()).toEqual({ user_version: 999 })
})

test("another program's database is refused and left as it is", async () => {
  inFile((db) => db.exec('CREATE TABLE other (x)'))
  await expect(openStore({ path })).rejects.toThrow('is not a Clew database')
  expect(inFile((db) => db.prepare('SELECT name FROM sqlite_schema').all())).toEqual([
    { name: 'other' },
  ])
})

test('a file that is no database is refused', async () => {
  writeFileSync(
    path,
    'This is a text, and long enough to be taken for a header of a database.'.repeat(9),
  )
  await expect(openStore({ path })).rejects.toThrow(/is not a database/)
})

test('a damaged database is refused with advice', async () => {
  await (await openStore({ path })).close()
  const bytes = readFileSync(path)
  // The header stays: what it tells of is gone.
  writeFileSync(path, bytes.fill(0xff, 100))
  await expect(openStore({ path })).rejects.toThrow(`${path} is damaged; put a backup in its place`)
  await expect(openStore({ path })).rejects.toBeInstanceOf(UnusableDatabase)
})

test('each migration is applied once, in order, and one that fails leaves nothing', () => {
  const db = new Database(path)
  migrate(db, path, ['CREATE TABLE a (x)'])
  migrate(db, path, ['CREATE TABLE a (x)', 'CREATE TABLE b (x)'])
  const tables = () => db.all<{ name: string }>('SELECT name FROM sqlite_schema').map((t) => t.name)
  expect(tables()).toEqual(['a', 'b'])
  const broken = ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'CREATE TABLE c (x); no sql']
  expect(() => migrate(db, path, broken)).toThrow('syntax error')
  expect(tables()).toEqual(['a', 'b'])
  expect(() => migrate(db, path, ['CREATE TABLE a (x)'])).toThrow(UnusableDatabase)
  db.close()
})

test('what waits to be found when notes come in waits still', () => {
  const db = new Database(path)
  migrate(db, path, migrations.slice(0, 20))
  db.exec(`INSERT INTO search_waiting (kind, seq, created_at, tie) VALUES ('import', 7, 5, 3);
    INSERT INTO search_documents (doc, thread, field) VALUES (1, 2, 'title')`)
  migrate(db, path)
  expect(db.all('SELECT * FROM search_waiting')).toEqual([
    { kind: 'import', seq: 7, created_at: 5, tie: 3 },
  ])
  expect(db.all('SELECT doc, review FROM search_documents')).toEqual([{ doc: 1, review: null }])
  db.close()
})
