import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { OverviewAsked } from '#server/store/overview.ts'
import type { Store } from '#server/store/store.ts'
import { countPlainly, readAll } from '#server/store/suite/count-plainly.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'
import { damageTable } from '#testing/damage.ts'

const DAY = 86_400
const FIRST = Date.UTC(2026, 4, 1) / 1000
/** Further apart than a level of the counters is wide, and no beginning of an hour. */
const STEP = DAY * 2 + 5 * 3600 + 700
const THREADS = 150

// Each opens a database on disk several times and waits until all is counted.
vi.setConfig({ testTimeout: 120_000 })

let directory: string
let path: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-overview-'))
  path = join(directory, 'clew.db')
})
afterEach(() => rm(directory, { recursive: true }))

const untilCounted = (store: Store) =>
  vi.waitFor(async () => expect(await store.overviewProgress()).toEqual({ isWhole: true }), 60_000)

const ASKED: OverviewAsked = {
  steps: [
    { start: FIRST, end: FIRST + 3 * DAY },
    { start: FIRST + 3 * DAY, end: FIRST + 200 * DAY },
    { start: FIRST + 200 * DAY, end: FIRST + 400 * DAY },
  ],
  before: { start: FIRST - 400 * DAY, end: FIRST },
  waits: 10,
}

/** A few hundred objects: more than are counted at once, and beside the event loop. */
const fill = (store: Store) =>
  store.importThreads(
    Array.from({ length: THREADS }, (_, at) => {
      const thread = buildThread({ created_at: FIRST + at * STEP })
      const ids = { thread_id: thread.id, created_at: thread.created_at + 900 }
      return {
        hash: thread.id,
        thread,
        messages: [buildMessage(ids), buildMessage({ ...ids, role: 'assistant' })],
        runs: [
          {
            run: buildRun({ ...ids, assistant_id: `asst_${at % 3}`, status: 'completed' }),
            steps: [],
          },
        ],
      }
    }),
  )

const expectCounted = async (store: Store) => {
  await untilCounted(store)
  const all = await readAll(store)
  for (const assistant of [undefined, 'asst_0', 'asst_2']) {
    const asked = { ...ASKED, ...(assistant !== undefined && { assistant }) }
    expect((await store.overview(asked)).steps).toEqual(countPlainly(all, asked).steps)
  }
}

const beside = (sql: string) => {
  const db = new DatabaseSync(path)
  db.exec(sql)
  db.close()
}

test('counters are made from nothing while the server runs, and anew for another version', async () => {
  const before = await openStore({ path, bulk: true })
  await fill(before)
  await before.close()
  const store = await openStore({ path })
  await expectCounted(store)
  await store.close()
  beside("UPDATE watermarks SET version = 0 WHERE name = 'overview'")
  const anew = await openStore({ path })
  const [thread] = await readAll(anew)
  // What is written and deleted meanwhile is counted, too.
  await anew.deleteMessage(thread!.thread.id, thread!.messages[0]!.id)
  await fill(anew)
  await expectCounted(anew)
  await anew.close()
})

test('what cannot be read is left out, and the rest is counted', async () => {
  const before = await openStore({ path, bulk: true })
  await fill(before)
  await before.close()
  beside(`UPDATE messages SET body = '{' WHERE seq IN (1, 2);
    UPDATE runs SET body = 'x' WHERE seq = 3; UPDATE threads SET body = '' WHERE seq = 4`)
  const store = await openStore({ path })
  await untilCounted(store)
  const { totals } = await store.overview({ ...ASKED })
  expect(totals).toMatchObject({
    threads: THREADS,
    user_messages: THREADS - 1,
    assistant_messages: THREADS - 1,
  })
  expect(totals.runs[0]).toBe(THREADS - 1)
  await store.close()
})

test('a thread of many messages that is deleted is counted no more, also while its rows are there', async () => {
  const store = await openStore({ path })
  const thread = buildThread({ created_at: FIRST })
  const messages = Array.from({ length: 700 }, (_, at) =>
    buildMessage({ thread_id: thread.id, created_at: FIRST + at * 60 }),
  )
  await store.insertThread(thread, messages)
  await untilCounted(store)
  expect((await store.overview(ASKED)).totals.user_messages).toBe(700)
  await store.deleteThread(thread.id)
  expect(await store.overviewProgress()).toEqual({ isWhole: false })
  await untilCounted(store)
  expect((await store.overview(ASKED)).totals).toMatchObject({ threads: 0, user_messages: 0 })
  expect(await store.overviewSpan()).toBeUndefined()
  while (await store.purgeThreads()) continue
  await expectCounted(store)
  await store.close()
})

test.each(['overview_counts', 'overview_parts', 'overview_names', 'overview_waiting'])(
  'damaged counters are made anew: %s',
  async (table) => {
    const before = await openStore({ path })
    await fill(before)
    await expectCounted(before)
    await before.close()
    await damageTable(path, table)
    vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const store = await openStore({ path })
    // Whoever asks is answered, and whoever deletes is not refused.
    await store.overviewSpan()
    await store.overview(ASKED)
    const [thread] = await readAll(store)
    await store.deleteThread(thread!.thread.id)
    await fill(store)
    await expectCounted(store)
    vi.restoreAllMocks()
    await store.close()
  },
)
