import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store, StoreChange } from '#server/store/store.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

const SCRIPT = fileURLToPath(new URL('../../../../testing/store-process.ts', import.meta.url))
const MESSAGES_EACH = 3

let path: string
let directory: string
let child: ChildProcess | undefined

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'clew-processes-'))
  path = join(directory, 'clew.db')
})
afterEach(() => {
  child?.kill('SIGKILL')
  rmSync(directory, { recursive: true })
})

/** Starts another process on the store and calls back with each id that it was acknowledged. */
const start = (args: string[], onId: (id: string, seen: number) => void): Promise<string[]> => {
  const started = spawn(process.execPath, [SCRIPT, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child = started
  const ids: string[] = []
  createInterface(started.stdout).on('line', (id) => onId(id, ids.push(id)))
  return once(started, 'close').then(() => ids)
}

const all = { limit: 100_000, order: 'asc', order_by: 'created_at', summary: true } as const
const threadsOf = async (store: Store) => (await store.listThreads(all)).data
/** The ids of what is on record as made or imported, in order. */
const recorded = async (store: Store): Promise<string[]> => {
  const { data = [] } = (await store.changesAfter(1, 100_000)) ?? {}
  return data.flatMap((change) =>
    'message_id' in change ? change.message_id : 'thread_id' in change ? change.thread_id : [],
  )
}

describe('a process that is killed', () => {
  const moments = fc.sample(fc.integer({ min: 1, max: 600 }), { seed: 20260826, numRuns: 4 })

  test.each(moments)(
    'after %i acknowledged writes has lost none, and kept none by half',
    async (after) => {
      const acknowledged = await start(['k', 'write'], (_, seen) => {
        if (seen === after) child?.kill('SIGKILL')
      })
      expect(acknowledged.length).toBeGreaterThanOrEqual(after)

      const store = await openStore({ path })
      const threads = await threadsOf(store)
      const kept = new Set(threads.map(({ id }) => id))
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
      const there: string[] = []
      for (const { id, summary } of threads) {
        const { data } = await store.listMessages(id, { limit: 100, order: 'asc' })
        expect([data.length, summary?.message_count]).toEqual([MESSAGES_EACH, MESSAGES_EACH])
        there.push(id, ...data.map((message) => message.id))
      }
      expect(await recorded(store)).toEqual(there)
      await store.close()
      const db = new DatabaseSync(path)
      expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
      db.close()
    },
  )
})

describe('two processes on one store', () => {
  test('both write at once, lose nothing, and the one hears of the other', async () => {
    const store = await openStore({ path })
    let heard: (change: StoreChange) => void = () => undefined
    const imported = new Promise<StoreChange>((resolve) => {
      heard = (change) => {
        if (change.type === 'other_process') resolve(change)
      }
    })
    store.onChange((change) => heard(change))

    let running = true
    const theirs = start(['imp', 'import', '1000'], () => undefined).finally(() => {
      running = false
    })
    const ours: string[] = []
    while (running) {
      const thread = buildThread({ id: `thread_own${ours.length}` })
      const message = buildMessage({ id: `msg_own${ours.length}`, thread_id: thread.id })
      await store.insertThread(thread, [message])
      ours.push(thread.id)
    }
    expect(await theirs).toHaveLength(1000)
    expect(ours.length).toBeGreaterThan(10)
    const ids = (await threadsOf(store)).map(({ id }) => id)
    expect(ids.toSorted()).toEqual([...ours, ...(await theirs)].toSorted())
    expect(await imported).toEqual({ type: 'other_process' })
    const onRecord = (await recorded(store)).filter((id) => id.startsWith('thread_'))
    expect(onRecord.toSorted()).toEqual(ids.toSorted())
    await store.close()
  })

  test('both bring a new database up to date', async () => {
    const theirs = start(['imp', 'import', '10'], () => undefined)
    const stores = await Promise.all([openStore({ path }), openStore({ path })])
    expect(await theirs).toHaveLength(10)
    for (const store of stores) {
      expect(await threadsOf(store)).toHaveLength(10)
      await store.close()
    }
  })
})
