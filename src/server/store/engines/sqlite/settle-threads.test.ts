import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { metadataFacets } from '#server/store/facets.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

import { Database } from './database.ts'
import { settleThreads } from './settle-threads.ts'

let directory: string
let store: Store
let db: Database
beforeEach(async () => {
  // What the store settles by itself after a second is settled here by hand.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  directory = await mkdtemp(join(tmpdir(), 'clew-settle-'))
  const path = join(directory, 'clew.db')
  store = await openStore({ path })
  db = new Database(path)
})
afterEach(async () => {
  db.close()
  await store.close()
  await rm(directory, { recursive: true })
  vi.useRealTimers()
})

test('a narrowed list by activity is the same while its threads are settled, at every page', async () => {
  const threads = Array.from({ length: 9 }, () => buildThread({ metadata: { kind: 'a' } }))
  for (const thread of threads) await store.insertThread(thread, [])
  const write = (at: number) => {
    const thread_id = threads[at]?.id ?? ''
    return store.insertMessages(thread_id, [buildMessage({ thread_id })], {})
  }
  for (const at of [4, 0, 7, 4]) await write(at)
  const expected = [4, 7, 0, 8, 6, 5, 3, 2, 1].map((at) => threads[at]?.id)
  const page = { limit: 2, order: 'desc', order_by: 'last_active_at', summary: false } as const
  const listed = async () => {
    const ids: string[] = []
    for (let after: string | undefined; ;) {
      const { data, has_more } = await store.listThreads({
        ...page,
        facets: metadataFacets({ kind: 'a' }),
        ...(after !== undefined && { after }),
      })
      ids.push(...data.map(({ id }) => id))
      after = data.at(-1)?.id
      if (!has_more) return ids
    }
  }
  expect(await listed()).toEqual(expected)
  expect(settleThreads(db, 2)).toBe(true)
  expect(await listed()).toEqual(expected)
  expect(settleThreads(db, 2)).toBe(false)
  expect(db.all('SELECT 1 FROM threads WHERE settled <> activity')).toEqual([])
  expect(
    db.all(
      'SELECT 1 FROM thread_facets f JOIN threads t ON t.seq = f.thread WHERE f.settled <> t.activity',
    ),
  ).toEqual([])
  expect(await listed()).toEqual(expected)
  await write(1)
  expect((await listed())[0]).toBe(threads[1]?.id)
})
