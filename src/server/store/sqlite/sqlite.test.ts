import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'

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

test('nothing is left of a thread that was deleted, in any table', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clew-store-'))
  const path = join(directory, 'clew.db')
  const store = await openStore({ path })
  const thread = buildThread({ metadata: { desk: 'x', channel: 'mail' } })
  const of = { thread_id: thread.id }
  await store.insertThread(thread, [buildMessage({ ...of, metadata: { a: 'b' } })])
  const run = buildRun({ ...of, status: 'completed' })
  await store.insertRun(run, [], [{ event: 'thread.run.completed', data: run }])
  await store.updateThread(thread.id, (now) => ({ ...now, metadata: { desk: 'y' } }))
  await store.deleteThread(thread.id)
  await store.close()
  const db = new DatabaseSync(path)
  const names = ['threads', 'thread_metadata', 'messages', 'runs', 'run_events']
  const rows = names.map((name) => db.prepare(`SELECT * FROM ${name}`).all())
  db.close()
  await rm(directory, { recursive: true })
  expect(rows).toEqual(names.map(() => []))
})
