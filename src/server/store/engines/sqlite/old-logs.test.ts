import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'
import { openStore } from '#server/store/open.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'clew-old-logs-'))
  path = join(directory, 'clew.db')
})
afterEach(() => rmSync(directory, { recursive: true }))

/** A run whose log tells of a message that is there and of one that is not. */
const newRun = () => {
  const thread = buildThread()
  const run = buildRun({ thread_id: thread.id })
  const said = (text: string) => ({
    ...buildMessage({ thread_id: thread.id, role: 'assistant', text }),
    run_id: run.id,
  })
  const [gone, kept] = [said('secret'), said('kept')]
  const text = (id: string, value: string, more: object = {}): StreamEvent => ({
    event: 'thread.message.delta',
    data: {
      id,
      object: 'thread.message.delta',
      delta: { content: [{ index: 0, type: 'text', text: { value, ...more } }] },
    },
  })
  const events = [gone, kept].flatMap((message): StreamEvent[] => [
    { event: 'thread.message.created', data: { ...message, content: [] } },
    text(message.id, message === gone ? 'secret' : 'kept'),
    text(message.id, message === gone ? 'secret' : 'kept', { annotations: [] }),
    { event: 'thread.message.completed', data: message },
  ])
  const logged = events.map((event, at) => ({
    ...event,
    object: 'thread.run.event' as const,
    sequence_number: at + 1,
    created_at_ms: 1000 + at,
  }))
  const imported = {
    hash: thread.id,
    thread,
    messages: [kept],
    runs: [{ run, steps: [], events: logged }],
  }
  return { run, logged, imported }
}

/** Makes the file one of the version before, whose logs kept what deleted messages said. */
const asBefore = () => {
  const db = new DatabaseSync(path)
  db.exec("PRAGMA user_version = 5; DELETE FROM settings WHERE key = 'logs_to_clear'")
  // A column cannot be added where there is one already.
  db.exec(`
    DROP TABLE reviews; DROP TABLE review_labels; DROP TABLE review_acts; DROP TABLE last_review_place;
    DROP TABLE people; DROP TABLE labels; DROP TABLE queues; DROP TABLE queue_items;
    DROP TRIGGER vector_store_files_read_again; DROP TRIGGER vector_store_files_earlier_garbage;
    DROP INDEX vector_store_files_by_earlier; ALTER TABLE vector_store_files DROP COLUMN earlier;
    DROP INDEX threads_moved; ALTER TABLE threads DROP COLUMN settled; DROP TABLE thread_facets;
    CREATE TABLE thread_metadata (key, value, created_at, thread, activity);
    DROP TRIGGER search_message_deleted; DROP TRIGGER search_step_deleted;
    DROP TRIGGER search_thread_deleted; DROP TRIGGER search_file_deleted; DROP TABLE search_vocabulary;
    DROP TABLE search_documents; DROP TABLE search_terms;
    DROP TABLE search_waiting;
    DROP INDEX run_steps_of_tools; ALTER TABLE run_steps DROP COLUMN tools_of;
    DROP TRIGGER thread_opened; ALTER TABLE threads DROP COLUMN opening;
    DROP TABLE mirrored_threads; ALTER TABLE run_events DROP COLUMN polled;
    ALTER TABLE files DROP COLUMN mirrored;
    DROP TRIGGER overview_message_deleted; DROP TRIGGER overview_run_deleted;
    DROP TRIGGER overview_thread_gone; DROP TRIGGER overview_thread_deleted;
    DROP TABLE overview_names; DROP TABLE overview_counts; DROP TABLE overview_parts;
    DROP TABLE overview_ran; DROP TABLE overview_waits; DROP TABLE overview_waiting;
    DROP INDEX runs_by_creation; DROP INDEX runs_by_status; DROP INDEX runs_by_assistant;
    DROP INDEX runs_by_model; DROP INDEX runs_by_reason`)
  db.close()
}

test('logs from before lose what deleted messages said, run after run, also across a restart', async () => {
  const runs = [newRun(), newRun(), newRun()]
  const before = await openStore({ path })
  await before.importThreads(runs.map(({ imported }) => imported))
  await before.close()
  asBefore()

  const first = await openStore({ path })
  expect(await first.clearOldLogs(1)).toBe(1)
  const told = async (store: typeof first) =>
    Promise.all(runs.map(async ({ run }) => (await store.listRunEvents(run.id, 0, 100)).data))
  const secrets = async (store: typeof first) =>
    (await told(store)).map((events) => JSON.stringify(events).includes('secret'))
  expect(await secrets(first)).toEqual([true, true, false])
  await first.close()

  const second = await openStore({ path })
  expect(await second.clearOldLogs(1)).toBe(1)
  expect(await secrets(second)).toEqual([true, false, false])
  expect(await second.clearOldLogs(1000)).toBe(1)
  expect(await secrets(second)).toEqual([false, false, false])
  expect(await second.clearOldLogs(1)).toBe(0)
  for (const [at, events] of (await told(second)).entries()) {
    const { logged } = runs[at]!
    expect(events.map(({ sequence_number: n, event }) => [n, event])).toEqual(
      logged.map(({ sequence_number: n, event }) => [n, event]),
    )
    // What is there is told as before.
    expect(events.slice(4)).toEqual(logged.slice(4))
  }
  await second.close()
})

test('a new database has no such logs', async () => {
  const store = await openStore({ path })
  await store.importThreads([newRun().imported])
  expect(await store.clearOldLogs(1)).toBe(0)
  await store.close()
})
