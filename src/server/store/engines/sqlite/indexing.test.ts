import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test, vi } from 'vitest'

import { openStore } from '#server/store/open.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

import { Database } from './database.ts'
import { watermarkOf } from './follow.ts'
import { SOON_MS, startIndexing } from './indexing.ts'
import { isBehind } from './search-index.ts'
import { NAME } from './search-tables.ts'

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

test('writes that follow each other are taken in together', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clew-indexing-'))
  const path = join(directory, 'clew.db')
  const store = await openStore({ path })
  const { id } = buildThread()
  await store.insertThread(buildThread({ id }), [])
  const db = new Database(path)
  const reached = new Set<number | undefined>()
  try {
    const began = performance.now()
    for (let written = 0; written < 300; written += 1) {
      await store.insertMessages(id, [buildMessage({ thread_id: id })])
      reached.add(watermarkOf(db, NAME)?.number)
    }
    const rounds = Math.ceil((performance.now() - began) / SOON_MS)
    expect(reached.size).toBeLessThanOrEqual(rounds + 2)
    await vi.waitFor(() => expect(isBehind(db)).toBe(false), 10_000)
  } finally {
    db.close()
    await store.close()
    await rm(directory, { recursive: true })
  }
})
