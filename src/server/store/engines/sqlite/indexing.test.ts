import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test, vi } from 'vitest'

import { openStore } from '#server/store/open.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

import { Database } from './database.ts'
import { startIndexing } from './indexing.ts'

test('its end is an end too where the thread that takes texts in fails just then', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clew-indexing-'))
  const path = join(directory, 'clew.db')
  const store = await openStore({ path, bulk: true })
  const { id } = buildThread()
  const messages = Array.from({ length: 100 }, () => buildMessage({ thread_id: id }))
  await store.insertThread(buildThread({ id }), messages)
  const db = new Database(path)
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
  try {
    const elsewhere = join(directory, 'missing', 'clew.db')
    const indexing = startIndexing(elsewhere, db, () => Promise.reject(new Error('not here')))
    vi.advanceTimersByTime(1000)
    await expect(indexing.stop()).resolves.toBeUndefined()
  } finally {
    vi.useRealTimers()
    db.close()
    await store.close()
    await rm(directory, { recursive: true })
  }
})
