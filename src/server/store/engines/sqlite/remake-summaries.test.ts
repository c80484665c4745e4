import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { buildPerson, buildReviewing } from '#server/store/suite/reviewing.ts'
import { buildMessage, buildRun, buildThread, textPart } from '#testing/builders.ts'

import { Database } from './database.ts'
import { hasOldSummaries, remakeSummaries } from './remake-summaries.ts'

let directory: string
let store: Store
let db: Database
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-summaries-'))
  const path = join(directory, 'clew.db')
  store = await openStore({ path })
  db = new Database(path)
})
afterEach(async () => {
  db.close()
  await store.close()
  await rm(directory, { recursive: true })
})

/** All that is derived from threads. */
const derived = () => ({
  summaries: db.all('SELECT seq, summary FROM threads ORDER BY seq'),
  facets: db.all('SELECT * FROM thread_facets ORDER BY kind, key, value, thread'),
})
/** As a version left them that knew less. */
const forget = () => {
  db.exec(`UPDATE threads SET summary = json_remove(summary, '$.assistants', '$.has_failed', '$.title');
    DELETE FROM thread_facets WHERE kind <> 'metadata'; DELETE FROM watermarks`)
}
const fill = async () => {
  const threads = [0, 1, 2].map((at) => buildThread({ metadata: { desk: String(at) } }))
  for (const thread of threads) {
    const of = { thread_id: thread.id }
    const messages = Array.from({ length: 7 }, (_, at) =>
      buildMessage({
        ...of,
        role: at % 2 ? 'assistant' : 'user',
        content: [textPart(`text ${at}`)],
      }),
    )
    await store.insertThread(thread, messages)
    await store.insertRun(
      buildRun({ ...of, assistant_id: `asst_${of.thread_id}`, status: 'failed' }),
      [],
      [],
    )
  }
  return threads
}

test('summaries and facets made anew are those that writes keep, a few messages at a time', async () => {
  await fill()
  const kept = derived()
  expect(kept.facets).toHaveLength(3 * 4)
  forget()
  expect(derived()).not.toEqual(kept)
  expect(hasOldSummaries(db)).toBe(true)
  let steps = 1
  while (remakeSummaries(db, 3)) steps += 1
  expect(steps).toBeGreaterThan(6)
  expect(derived()).toEqual(kept)
  expect(hasOldSummaries(db)).toBe(false)
  expect(remakeSummaries(db, 3)).toBe(false)
})

test('many runs of one thread are read a few at a time, too', async () => {
  const thread = buildThread()
  const runs = Array.from({ length: 40 }, (_, at) => ({
    run: buildRun({
      thread_id: thread.id,
      assistant_id: `asst_${at % 3}`,
      status: at === 5 ? 'failed' : 'completed',
      created_at: thread.created_at + at,
    }),
    steps: [],
  }))
  await store.importThreads([{ hash: 'h', thread, messages: [], runs }])
  const kept = derived()
  forget()
  let steps = 1
  while (remakeSummaries(db, 3)) steps += 1
  expect(steps).toBeGreaterThan(13)
  expect(derived()).toEqual(kept)
})

test('what is written while they are made anew is in them', async () => {
  const [first, second] = await fill()
  forget()
  remakeSummaries(db, 3)
  const { data } = await store.listMessages(first?.id ?? '', { limit: 100, order: 'asc' })
  await store.deleteMessage(first?.id ?? '', data[0]?.id ?? '')
  const thread_id = second?.id ?? ''
  await store.insertMessages(thread_id, [buildMessage({ thread_id })], {})
  const late = buildThread({ metadata: { desk: '9' } })
  await store.insertThread(late, [])
  while (remakeSummaries(db, 3)) continue
  const summary = async (id = '') => (await store.getThread(id, { summary: true }))?.summary
  expect(await summary(first?.id)).toMatchObject({ title: 'text 2', message_count: 6 })
  expect(await summary(second?.id)).toMatchObject({ title: 'text 0', message_count: 8 })
  expect(db.all("SELECT 1 FROM thread_facets WHERE kind = 'has' AND value = 'error'")).toHaveLength(
    3,
  )
})

test('what reviews add up to stays, whatever is made anew', async () => {
  const [first] = await fill()
  await store.insertPerson(buildPerson('person_a'))
  const thread_id = first?.id ?? ''
  await store.putReview(buildReviewing({ thread_id, said: { verdict: 'fail', flagged: true } }))
  const kept = derived()
  forget()
  while (remakeSummaries(db, 3)) continue
  expect(derived()).toEqual(kept)
})
