import { expect, test } from 'vitest'

import { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/migrations.ts'

/** The version before reviews kept when their verdict was given. */
const BEFORE = 23

test('when a verdict was given is told by the history of reviews from before', () => {
  const db = new Database(':memory:')
  migrate(db, ':memory:', migrations.slice(0, BEFORE))
  const put = (id: string, verdict: string | null) =>
    db.insert(
      `INSERT INTO reviews (id, thread, thread_id, is_passage, person, verdict, labels, flagged, has_note,
       created_at, modified_at, place, body) VALUES (?, 1, 't', 1, 1, ?, '[]', 0, 0, 100, 900, ?, '{}')`,
      id,
      verdict,
      id.length,
    )
  const act = (review: string, at: number, was: string | null, now: string | null, body?: string) =>
    db.insert(
      `INSERT INTO review_acts (id, thread, review_id, person, at, act, body) VALUES (?, 1, ?, 1, ?, 'changed', ?)`,
      `${review} ${at}`,
      review,
      at,
      body ?? JSON.stringify({ was: { verdict: was }, now: { verdict: now } }),
    )
  put('a', 'fail')
  act('a', 200, null, 'pass')
  act('a', 300, 'pass', 'fail')
  act('a', 400, 'fail', 'fail')
  put('bb', null)
  act('bb', 200, 'pass', null)
  put('ccc', 'pass')
  act('ccc', 200, null, 'pass', '{')
  migrate(db, ':memory:')
  expect(db.all('SELECT id, verdict_at, counts_at FROM reviews ORDER BY id')).toEqual([
    { id: 'a', verdict_at: 300, counts_at: 300 },
    { id: 'bb', verdict_at: null, counts_at: 100 },
    { id: 'ccc', verdict_at: 100, counts_at: 100 },
  ])
  db.close()
})
