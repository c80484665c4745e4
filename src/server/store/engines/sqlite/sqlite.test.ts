import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import { STORE_SUITES } from '#server/store/store.suite.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'

test('every part of what a store has to do has a file that asks it', async () => {
  const files = await readdir(join(import.meta.dirname, 'suites'))
  const asked = files.filter((name) => name.endsWith('.test.ts'))
  expect(asked.toSorted()).toEqual(
    Object.keys(STORE_SUITES)
      .map((part) => `${part}.test.ts`)
      .toSorted(),
  )
})

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
  const names = ['threads', 'thread_facets', 'messages', 'runs', 'run_events']
  const rows = names.map((name) => db.prepare(`SELECT * FROM ${name}`).all())
  db.close()
  await rm(directory, { recursive: true })
  expect(rows).toEqual(names.map(() => []))
})

test('nothing is left of what was deleted in the answers that are kept', async () => {
  const SECRET = 'the quoted words'
  const directory = await mkdtemp(join(tmpdir(), 'clew-store-'))
  const path = join(directory, 'clew.db')
  const store = await openStore({ path })
  const keep = <Made>(key: string, answer: Made) => ({
    key,
    fingerprint: '',
    answer: () => answer,
  })
  const named = { metadata: { a: SECRET } }
  const [thread, other] = [buildThread(named), buildThread(named)]
  await store.insertThread(thread, [], undefined, keep('thread', thread))
  await store.insertThread(other, [], undefined, keep('other', other))
  const message = buildMessage({ thread_id: thread.id, ...named })
  const inOther = buildMessage({ thread_id: other.id, ...named })
  await store.insertMessages(thread.id, [message], {}, keep('message', message))
  await store.insertMessages(other.id, [inOther], {}, keep('in other', inOther))
  const run = buildRun({ thread_id: other.id, ...named })
  await store.insertRun(run, [], [], {}, keep('run', { run, after: 0 }))
  const telling = (): unknown[] => {
    const db = new DatabaseSync(path)
    const rows = db.prepare('SELECT key FROM answers WHERE instr(answer, ?)').all(SECRET)
    db.close()
    return rows.map(({ key }) => key)
  }
  expect(telling()).toHaveLength(5)
  await store.deleteMessage(other.id, inOther.id)
  expect(telling()).toEqual(['thread', 'other', 'message', 'run'])
  await store.deleteThread(other.id)
  expect(telling()).toEqual(['thread', 'message'])
  await store.deleteThread(thread.id)
  expect(telling()).toEqual([])
  await store.close()
  await rm(directory, { recursive: true })
})
