import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { CHANGES_KEPT_MS } from '#server/store/changes.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildThread } from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'
import { seededRandom } from '#testing/random.ts'

import { Database } from './database.ts'
import { type Follower, follow, watermarkOf } from './follow.ts'

let directory: string
let store: Store
let db: Database
const clock = fixedClock()

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'clew-follow-'))
  const path = join(directory, 'clew.db')
  store = await openStore({ path, clock })
  // Another connection: what is followed may have been written by anybody.
  db = new Database(path)
  db.exec('CREATE TABLE told (id TEXT PRIMARY KEY, version INTEGER NOT NULL, desk TEXT)')
})
afterEach(async () => {
  db.close()
  await store.close()
  rmSync(directory, { recursive: true })
})

/** Keeps the id of each thread, and its metadata `desk`. */
const newFollower = (version = 1): Follower & { applied: number; walked: number } => {
  const put = (id: string) => {
    const row = db.get<{ body: string }>('SELECT body FROM threads WHERE id = ?', id)
    if (!row) return void db.run('DELETE FROM told WHERE id = ?', id)
    const { metadata } = JSON.parse(row.body) as { metadata: { desk?: string } }
    db.run('INSERT OR REPLACE INTO told VALUES (?, ?, ?)', id, version, metadata.desk ?? null)
  }
  return {
    name: 'test',
    version,
    applied: 0,
    walked: 0,
    clear: () => db.run('DELETE FROM told WHERE id IN (SELECT id FROM told LIMIT 3)') > 0,
    walk(after = '0') {
      const rows = db.all<{ seq: number; id: string }>(
        'SELECT seq, id FROM threads WHERE seq > ? ORDER BY seq LIMIT 3',
        Number(after),
      )
      for (const { id } of rows) put(id)
      this.walked += rows.length
      return rows.at(-1)?.seq.toString()
    },
    apply(changes) {
      for (const change of changes) {
        if (!change.type.startsWith('thread.') || !('thread_id' in change)) continue
        put(change.thread_id)
        this.applied += 1
      }
    },
  }
}

/** One step in a transaction of its own. */
const step = (follower: Follower): boolean => {
  db.exec('BEGIN IMMEDIATE')
  try {
    const more = follow(db, follower)
    db.exec('COMMIT')
    return more
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
const catchUp = (follower: Follower) => {
  while (step(follower)) continue
}
const told = () =>
  db.all<{ id: string; desk: string | null }>('SELECT id, desk FROM told ORDER BY id')
const there = async () => {
  const page = { limit: 1000, order: 'asc', order_by: 'created_at', summary: false } as const
  const { data } = await store.listThreads(page)
  return data
    .map(({ id, metadata }) => ({ id, desk: metadata['desk'] ?? null }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
}
const insert = (id: string) => store.insertThread(buildThread({ id }), [])
const rename = (id: string, desk: string) =>
  store.updateThread(id, (thread) => ({ ...thread, metadata: { desk } }))

test('it is made from nothing by a walk, and then kept by what changes', async () => {
  const follower = newFollower()
  for (let at = 0; at < 8; at += 1) await insert(`thread_${at}`)
  catchUp(follower)
  expect(told()).toEqual(await there())
  expect([follower.walked, follower.applied]).toEqual([8, 0])
  await rename('thread_3', 'a')
  await store.deleteThread('thread_4')
  await insert('thread_8')
  catchUp(follower)
  expect(told()).toEqual(await there())
  expect([follower.walked, follower.applied]).toEqual([8, 3])
})

test('what changes while it walks is not lost, wherever the walk is', async () => {
  const random = seededRandom(7)
  const follower = newFollower()
  for (let at = 0; at < 12; at += 1) await insert(`thread_${at}`)
  for (let round = 0; step(follower) || round < 40; round += 1) {
    const id = `thread_${Math.floor(random() * 20)}`
    if (random() < 0.3) await store.deleteThread(id)
    else if (!(await rename(id, String(round)))) await insert(id)
    if (round > 60) break
  }
  catchUp(follower)
  expect(told()).toEqual(await there())
})

test('a step that fails is done again, with all that it wrote', async () => {
  const follower = newFollower()
  catchUp(follower)
  await insert('thread_a')
  const before = watermarkOf(db, 'test')
  const failing: Follower = {
    ...follower,
    apply: (changes) => {
      follower.apply(changes)
      throw new Error('no')
    },
  }
  expect(() => step(failing)).toThrow('no')
  expect(told()).toEqual([])
  expect(watermarkOf(db, 'test')).toEqual(before)
  catchUp(follower)
  expect(told()).toEqual(await there())
})

test('another version is made anew, and goes on where it was after a restart', async () => {
  for (let at = 0; at < 8; at += 1) await insert(`thread_${at}`)
  catchUp(newFollower(1))
  step(newFollower(2))
  step(newFollower(2))
  expect(watermarkOf(db, 'test')).toMatchObject({ version: 2, state: 'clearing' })
  const second = newFollower(2)
  catchUp(second)
  expect(second.walked).toBe(8)
  expect(told()).toEqual(await there())
  expect(db.all('SELECT DISTINCT version FROM told')).toEqual([{ version: 2 }])
})

test('one that was away for longer than changes are kept begins anew', async () => {
  const follower = newFollower()
  await insert('thread_a')
  catchUp(follower)
  await store.deleteThread('thread_a')
  await insert('thread_b')
  clock.advance(CHANGES_KEPT_MS)
  await insert('thread_c')
  await store.forgetChanges(1000)
  catchUp(follower)
  expect(told()).toEqual(await there())
})
