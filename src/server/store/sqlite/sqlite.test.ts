import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openStore } from '../open.ts'
import { storeSuite } from '../store.suite.ts'
import type { Engine } from '../suite/engine.suite.ts'

const inMemory: Engine = {
  name: 'SQLite in memory',
  cases: 80,
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

storeSuite(inMemory)
storeSuite(onDisk)
