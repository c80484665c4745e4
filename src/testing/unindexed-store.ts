import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach } from 'vitest'

import { Database } from '#server/store/engines/sqlite/database.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'

/** A store for each test, which indexes nothing by itself, and a connection of one's own to its file. */
export const unindexedStore = (): { store: Store; db: Database } => {
  // Each test has its own before it runs.
  const bench = {} as { store: Store; db: Database }
  let directory = ''
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-unindexed-'))
    const path = join(directory, 'clew.db')
    bench.store = await openStore({ path, bulk: true })
    bench.db = new Database(path)
  })
  afterEach(async () => {
    bench.db.close()
    await bench.store.close()
    await rm(directory, { recursive: true })
  })
  return bench
}
