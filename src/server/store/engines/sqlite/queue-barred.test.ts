import { expect, test } from 'vitest'

import { Database } from './database.ts'
import { queueBarred } from './migrations/0025-queue-barred.ts'
import { migrations } from './migrations/migrations.ts'

test('readings that are there know who has the other one, and are told of it from then on', () => {
  const db = new Database(':memory:')
  for (const migration of migrations.slice(0, migrations.indexOf(queueBarred))) db.exec(migration)
  const item = (position: number, reading: number, judge: number | null, twice = 1) =>
    db.insert(
      `INSERT INTO queue_items (id, queue, position, reading, twice, thread_id, judge, sealed)
       VALUES (?, 1, ?, ?, ?, 'thread_a', ?, 1)`,
      `item_${position}_${reading}`,
      position,
      reading,
      twice,
      judge,
    )
  item(1, 1, 7)
  item(1, 2, null)
  item(2, 1, null)
  item(2, 2, null)
  item(3, 1, 7, 0)
  db.exec(queueBarred)
  const barred = () =>
    db
      .all<{ barred: number | null }>('SELECT barred FROM queue_items ORDER BY position, reading')
      .map((row) => row.barred)
  expect(barred()).toEqual([null, 7, null, null, null])
  db.exec("UPDATE queue_items SET assigned = 8 WHERE id = 'item_2_2'")
  expect(barred()).toEqual([null, 7, 8, null, null])
  db.exec("UPDATE queue_items SET judge = 9 WHERE id = 'item_2_2'")
  expect(barred()).toEqual([null, 7, 9, null, null])
  db.exec('UPDATE queue_items SET judge = NULL')
  expect(barred()).toEqual([null, null, 8, null, null])
  db.close()
})
