import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe } from 'vitest'

import { openStore } from '#server/store/open.ts'
import { STORE_SUITES } from '#server/store/store.suite.ts'
import type { Engine } from '#server/store/suite/engine.suite.ts'

const inMemory: Engine = {
  name: 'SQLite in memory',
  cases: 30,
  openEmpty: async (clock) => {
    const store = await openStore({ path: ':memory:', clock })
    return { store, dispose: () => store.close() }
  },
}

const onDisk: Engine = {
  name: 'SQLite on disk',
  cases: 10,
  openEmpty: async (clock) => {
    const directory = await mkdtemp(join(tmpdir(), 'clew-store-'))
    const store = await openStore({ path: join(directory, 'clew.db'), clock })
    return {
      store,
      dispose: async () => {
        await store.close()
        await rm(directory, { recursive: true })
      },
    }
  },
}

/** Asks one part of what a store has to do of SQLite, both in memory and on disk. */
export const askSqlite = (part: keyof typeof STORE_SUITES): void => {
  for (const engine of [inMemory, onDisk]) {
    describe(engine.name, () => {
      for (const suite of STORE_SUITES[part]) suite(engine)
    })
  }
}
