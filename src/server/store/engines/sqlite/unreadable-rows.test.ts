import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import {
  buildAssistant,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
} from '#testing/builders.ts'

let dir: string
let path: string
let store: Store
let app: TestApp
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clew-unreadable-'))
  path = join(dir, 'clew.db')
  store = await openStore({ path })
  app = await newTestApp({}, { store })
})
afterEach(async () => {
  // Closing looks through the logs.
  byForeignHand('PRAGMA foreign_keys = ON; DELETE FROM threads')
  await app.close()
  await rm(dir, { recursive: true, force: true })
})

/** What another program does to the data file. */
const byForeignHand = (sql: string) => {
  const db = new DatabaseSync(path)
  try {
    db.exec(sql)
  } finally {
    db.close()
  }
}

/** A thread with two messages and a run that has ended, an assistant and a vector store. */
const makeAll = async () => {
  const thread = buildThread()
  const ids = { thread_id: thread.id }
  const assistant = buildAssistant()
  const run = buildRun({ ...ids, status: 'completed', assistant_id: assistant.id })
  const step = buildRunStep({ ...ids, run_id: run.id })
  const message = buildMessage({ ...ids, text: 'first' })
  const answer = buildMessage({ ...ids, role: 'assistant', run_id: run.id, text: 'second' })
  const events = (['thread.run.created', 'thread.run.completed'] as const).map((event, at) => ({
    object: 'thread.run.event' as const,
    sequence_number: at + 1,
    created_at_ms: 0,
    event,
    data: run,
  }))
  await store.insertAssistant(assistant)
  await store.importThreads([
    { hash: 'a', thread, messages: [message, answer], runs: [{ run, steps: [step], events }] },
  ])
  const vectorStore = await app.json<{ id: string }>('POST', '/v1/vector_stores', { name: 'a' })
  return {
    assistant,
    thread,
    at: `/v1/threads/${thread.id}`,
    message,
    answer,
    run,
    step,
    vectorStore,
  }
}

const BROKEN = ['{"role":"us', '', '5', 'null', '[]', '"text"']

type Kind = [
  noun: string,
  table: string,
  ids: (all: Awaited<ReturnType<typeof makeAll>>) => [string, string, string],
]
const KINDS: Kind[] = [
  [
    'message',
    'messages',
    ({ message: { id }, at }) => [id, `${at}/messages`, `${at}/messages/${id}`],
  ],
  ['run', 'runs', ({ run: { id }, at }) => [id, `${at}/runs`, `${at}/runs/${id}`]],
  [
    'run step',
    'run_steps',
    ({ step, run, at }) => [
      step.id,
      `${at}/runs/${run.id}/steps`,
      `${at}/runs/${run.id}/steps/${step.id}`,
    ],
  ],
  [
    'assistant',
    'assistants',
    ({ assistant: { id } }) => [id, '/v1/assistants', `/v1/assistants/${id}`],
  ],
  ['thread', 'threads', ({ thread: { id }, at }) => [id, '/v1/threads', at]],
  [
    'vector store',
    'vector_stores',
    ({ vectorStore: { id } }) => [id, '/v1/vector_stores', `/v1/vector_stores/${id}`],
  ],
]

test.each(KINDS)('a %s that cannot be read is named wherever it is asked for', async (...kind) => {
  const [noun, table, ids] = kind
  const all = await makeAll()
  const [id, list, one] = ids(all)
  for (const body of BROKEN) {
    byForeignHand(`UPDATE ${table} SET body = '${body}' WHERE id = '${id}'`)
    for (const asked of [list, one]) {
      const refused = await app.request('GET', asked)
      expect(refused.status).toBe(500)
      expect(refused.headers.get('x-should-retry')).toBe('false')
      expect(await refused.json()).toEqual({
        error: {
          code: 'database_damaged',
          message: `The database is damaged: ${noun} '${id}' cannot be read. Stop the server and put a backup in its place.`,
          param: null,
          type: 'server_error',
        },
      })
    }
  }
  const health = await app.request('GET', '/healthz')
  expect(health.status).toBe(503)
  expect(await health.json()).toMatchObject({ reason: expect.stringContaining(`${id}`) })
})

test('all else goes on beside a message that cannot be read', async () => {
  const { at, message } = await makeAll()
  byForeignHand(`UPDATE messages SET body = '{' WHERE id = '${message.id}'`)
  expect((await app.request('GET', `${at}/messages`)).status).toBe(500)
  const after = await app.json<{ data: unknown[] }>(
    'GET',
    `${at}/messages?order=asc&after=${message.id}`,
  )
  expect(after.data).toHaveLength(1)
  const more = await app.request('POST', `${at}/messages`, { role: 'user', content: 'more' })
  expect(more.status).toBe(200)
  expect((await app.request('GET', '/v1/threads')).status).toBe(200)
  expect((await app.request('DELETE', at)).status).toBe(200)
})

test.each(['{"title":', '5', 'null'])(
  'a thread whose summary is %s is named in the list that shows it',
  async (summary) => {
    const { thread } = await makeAll()
    byForeignHand(`UPDATE threads SET summary = '${summary}'`)
    const refused = await app.request('GET', '/v1/threads?include[]=summary')
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'database_damaged',
        message: expect.stringContaining(`thread '${thread.id}'`),
      },
    })
  },
)

test('a log of a run that cannot be read is named by the run', async () => {
  const { at, run, answer } = await makeAll()
  byForeignHand(`UPDATE run_events SET event = 'thread.message.delta', data = '['
    WHERE sequence_number = 2`)
  await expect(store.listRunEvents(run.id, 0, 100)).rejects.toMatchObject({
    code: 'database_damaged',
    message: expect.stringContaining(`event 2 of run '${run.id}' cannot be read`),
  })
  // SQLite itself meets it where a message is deleted.
  const refused = await app.request('DELETE', `${at}/messages/${answer.id}`)
  expect(await refused.json()).toMatchObject({ error: { code: 'database_damaged' } })
})
