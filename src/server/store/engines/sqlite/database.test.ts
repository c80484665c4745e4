import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { Database } from './database.ts'

let db: Database
beforeEach(() => {
  db = new Database(':memory:')
})
afterEach(() => db.close())

test('a row is a plain object, however it is read, and a reader may stop early', () => {
  const sql = "SELECT 1 AS at, 'a' AS id, NULL AS none UNION ALL SELECT 2, 'b', NULL"
  const rows = [
    { at: 1, id: 'a', none: null },
    { at: 2, id: 'b', none: null },
  ]
  expect(db.all(sql)).toStrictEqual(rows)
  for (const row of db.iterate(sql)) {
    expect(row).toStrictEqual(rows[0])
    break
  }
  expect(db.get(sql)).toStrictEqual(rows[0])
  expect([...db.iterate(sql)]).toStrictEqual(rows)
  expect(db.get('SELECT 1 AS at WHERE 0')).toBeUndefined()
})

test('a trigger that another hand left reaches nothing but tables', () => {
  db.exec('CREATE TABLE kept (id TEXT)')
  db.exec('CREATE TRIGGER foreign_hand AFTER INSERT ON kept BEGIN SELECT * FROM dbstat; END')
  expect(() => db.insert("INSERT INTO kept VALUES ('a')")).toThrow('unsafe use of virtual table')
  db.exec('CREATE VIEW foreign_view AS SELECT * FROM pragma_database_list')
  expect(() => db.all('SELECT * FROM foreign_view')).toThrow('unsafe use of virtual table')
})

test('the log is emptied into the file once enough pages wait in it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clew-log-'))
  const onDisk = new Database(join(directory, 'clew.db'))
  onDisk.exec('PRAGMA wal_autocheckpoint = 0; CREATE TABLE kept (data BLOB)')
  const waiting = () => {
    const sql = 'PRAGMA wal_checkpoint(NOOP)'
    const { log = 0, checkpointed = 0 } =
      onDisk.get<{ log: number; checkpointed: number }>(sql) ?? {}
    return log - checkpointed
  }
  onDisk.insert('INSERT INTO kept VALUES (zeroblob(100000))')
  const written = waiting()
  expect(written).toBeGreaterThan(20)
  onDisk.checkpoint(written + 1)
  expect(waiting()).toBe(written)
  onDisk.checkpoint(written)
  expect(waiting()).toBe(0)
  onDisk.close()
  await rm(directory, { recursive: true })
})
