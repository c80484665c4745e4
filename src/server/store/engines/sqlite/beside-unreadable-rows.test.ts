import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { SUMMARY_VERSION } from '#server/store/summary.ts'
import { buildFile, buildMessage, buildRun, buildThread } from '#testing/builders.ts'

import { Database } from './database.ts'
import { remakeSummaries } from './remake-summaries.ts'
import { settleThreads } from './settle-threads.ts'

let dir: string
let store: Store
let foreignHand: Database
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clew-unreadable-'))
  const path = join(dir, 'clew.db')
  store = await openStore({ path })
  foreignHand = new Database(path)
})
afterEach(async () => {
  foreignHand.close()
  await store.close()
  await rm(dir, { recursive: true, force: true })
})

test('an active run that cannot be read hides no other from a start', async () => {
  const runs = [buildThread(), buildThread()].map((thread) => buildRun({ thread_id: thread.id }))
  const [broken, other] = runs
  for (const run of runs) {
    await store.insertThreadAndRun(buildThread({ id: run.thread_id }), [], run, [])
  }
  foreignHand.run("UPDATE runs SET body = '{' WHERE id = ?", broken?.id ?? '')
  const named = `run '${broken?.id}' cannot be read`
  await expect(store.listActiveRuns()).rejects.toThrow(named)
  const damaged: string[] = []
  expect(await store.listActiveRuns(({ message }) => damaged.push(message))).toEqual([other])
  expect(damaged).toEqual([expect.stringContaining(named)])
})

test('files of a vector store are read beside one that cannot be', async () => {
  const [broken, other] = [buildFile(), buildFile()]
  for (const file of [broken, other]) await store.insertFile(file)
  const files = [broken, other].map(({ id }) => ({
    file_id: id,
    created_at: 1,
    chunking: null,
    attributes: null,
  }))
  const made = { id: 'vs_1', created_at: 1, name: '', expires_after: null, metadata: {} }
  await store.insertVectorStore({ ...made, files })
  foreignHand.run("UPDATE vector_store_files SET body = '[' WHERE seq = 1")
  const waiting = await store.listFilesToRead(1, [])
  expect(waiting.map(({ file_id }) => file_id)).toEqual([other.id])
})

test('summaries and places in lists are put in order beside a thread that cannot be read', async () => {
  for (const thread of [buildThread(), buildThread()]) {
    await store.insertThread(thread, [buildMessage({ thread_id: thread.id, text: 'Lost again' })])
  }
  foreignHand.exec("UPDATE messages SET body = '{' WHERE seq = 1")
  foreignHand.exec("UPDATE threads SET settled = 0, summary = replace(summary, 'Lost', 'Old')")
  foreignHand.exec(`UPDATE watermarks SET version = ${SUMMARY_VERSION - 1}`)
  while (remakeSummaries(foreignHand, 1)) continue
  foreignHand.exec("UPDATE threads SET body = '{' WHERE seq = 1")
  while (settleThreads(foreignHand, 1)) continue
  const state = "settled = activity AS is_settled, instr(summary, 'Lost') > 0 AS is_remade"
  expect(foreignHand.all(`SELECT ${state} FROM threads ORDER BY seq`)).toEqual([
    { is_settled: 1, is_remade: 0 },
    { is_settled: 1, is_remade: 1 },
  ])
})

test("a user's message is deleted without a look into the logs of its thread", async () => {
  const thread = buildThread()
  const message = buildMessage({ thread_id: thread.id, text: 'Delete me' })
  await store.insertThread(thread, [message])
  const data = { ...message, role: 'assistant' as const }
  const events = [{ event: 'thread.message.created' as const, data }]
  await store.insertRun(buildRun({ thread_id: thread.id }), [], events)
  // Whoever reads the log fails.
  foreignHand.run("UPDATE run_events SET data = '{'")
  expect(await store.deleteMessage(thread.id, message.id)).toBe(true)
})
