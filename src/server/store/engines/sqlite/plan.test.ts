import { afterEach, beforeEach, expect, test } from 'vitest'

import { metadataFacets } from '#server/store/facets.ts'
import type { Said } from '#server/store/reviews.ts'
import { buildPerson, buildReviewing, putQueue } from '#server/store/suite/reviewing.ts'
import { buildFile, buildMessage, buildThread, buildVectorStore } from '#testing/builders.ts'
import { fixedClock } from '#testing/clock.ts'

import { assistants } from './assistants.ts'
import type { Context } from './context.ts'
import { Database, type Param } from './database.ts'
import { files } from './files.ts'
import { messages } from './messages.ts'
import { migrate } from './migrate.ts'
import { people } from './people.ts'
import { queues } from './queues.ts'
import { reviews } from './reviews.ts'
import { runEvents } from './run-events.ts'
import { runSteps } from './run-steps.ts'
import { runs } from './runs.ts'
import { readHere } from './slow-reader.ts'
import { threads } from './threads.ts'
import { vectorStoreChunks } from './vector-store-chunks.ts'
import { vectorStoreFiles } from './vector-store-files.ts'
import { vectorStoreSearch } from './vector-store-search.ts'
import { vectorStores } from './vector-stores.ts'
import { Writer } from './writer.ts'

/** Notes how each list is read. */
class WatchedDatabase extends Database {
  readonly plans: string[] = []

  /** How each row is found that is asked for by itself. */
  readonly gets: string[] = []

  override get<Row>(sql: string, ...params: Param[]): Row | undefined {
    this.gets.push(this.#planOf(sql, params))
    return super.get<Row>(sql, ...params)
  }

  override all<Row>(sql: string, ...params: Param[]): Row[] {
    this.plans.push(this.#planOf(sql, params))
    return super.all<Row>(sql, ...params)
  }

  override iterate<Row>(sql: string, ...params: Param[]): Iterable<Row> {
    this.plans.push(this.#planOf(sql, params))
    return super.iterate<Row>(sql, ...params)
  }

  #planOf(sql: string, params: Param[]): string {
    const plan = super.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params)
    return plan.map(({ detail }) => detail).join('; ')
  }
}

let db: WatchedDatabase
let context: Context
const thread = buildThread({ metadata: { kind: 'a', status: 'b' } })

beforeEach(async () => {
  db = new WatchedDatabase(':memory:')
  migrate(db, ':memory:')
  const { write } = new Writer(
    db,
    async () => undefined,
    () => undefined,
    () => undefined,
  )
  context = { db, write, writeUnseen: write, clock: fixedClock() }
  await threads(context, readHere(context.db)).insertThread(thread, [])
  db.plans.length = 0
})
afterEach(() => db.close())

const page = { limit: 20, order: 'desc' } as const
const byActivity = { ...page, order_by: 'last_active_at', summary: true } as const
const byCreation = { ...page, order_by: 'created_at', summary: true } as const

const lists: Record<string, () => Promise<unknown>> = {
  assistants: () => assistants(context).listAssistants(page),
  files: () => files(context).listFiles(page),
  'files of a purpose': () => files(context).listFiles({ ...page, purpose: 'vision' }),
  'threads by creation': () => threads(context, readHere(context.db)).listThreads(byCreation),
  'threads by activity': () => threads(context, readHere(context.db)).listThreads(byActivity),
  'filtered by creation': () =>
    threads(context, readHere(context.db)).listThreads({
      ...byCreation,
      facets: metadataFacets(thread.metadata),
    }),
  'filtered by activity': () =>
    threads(context, readHere(context.db)).listThreads({
      ...byActivity,
      facets: metadataFacets(thread.metadata),
    }),
  messages: () => messages(context).listMessages(thread.id, page),
  'messages of a run': () =>
    messages(context).listMessages(thread.id, { ...page, run_id: 'run_1' }),
  runs: () => runs(context).listRuns(thread.id, page),
  'run steps': () => runSteps(context).listRunSteps(thread.id, 'run_1', page),
  'steps of a thread that called tools': () => runSteps(context).listToolSteps(thread.id, page),
  'vector stores': () => vectorStores(context).listVectorStores(page),
  'files of a vector store': () => vectorStoreFiles(context).listVectorStoreFiles('vs_1', page),
  'those that failed': () =>
    vectorStoreFiles(context).listVectorStoreFiles('vs_1', { ...page, filter: 'failed' }),
  'files of a batch': () =>
    vectorStoreFiles(context).listVectorStoreFiles('vs_1', { ...page, batch_id: 'vsfb_1' }),
  reviews: () => reviews(context).listReviews(page),
  'reviews of a thread': () => reviews(context).listReviews({ ...page, thread_id: thread.id }),
  'reviews of a message': () =>
    reviews(context).listReviews({ ...page, message_id: 'msg_1', thread_id: thread.id }),
  'reviews of a person': () =>
    reviews(context).listReviews({ ...page, person_id: 'person_1', verdict: 'fail' }),
  'reviews of a queue': () =>
    reviews(context).listReviews({ ...page, queue_id: 'queue_1', person_id: 'person_1' }),
  'reviews of a verdict': () => reviews(context).listReviews({ ...page, verdict: 'fail' }),
  'reviews with a label': () =>
    reviews(context).listReviews({ ...page, label: 'label_1', person_id: 'person_1' }),
  'the history of reviews': () => reviews(context).listReviewHistory(thread.id, { limit: 20 }),
  'run events': () => runEvents(context).listRunEvents('run_1', 5, 20),
}

/** Two ranges, each read in order up to the end of the page, are put together in memory. */
const OF_ONE_PAGE = /SCAN \(subquery-\d+\); USE TEMP B-TREE FOR ORDER BY/g

test.each(Object.entries(lists))('%s: a page is read in order from an index', async (_, list) => {
  await list()
  expect(db.plans).toHaveLength(1)
  const plan = db.plans[0]?.replace(OF_ONE_PAGE, '')
  expect(plan).toMatch(/INDEX|PRIMARY KEY/)
  expect(plan).not.toContain('TEMP B-TREE')
  expect(plan).not.toMatch(/SCAN \w+(;|$)/)
})

test('a page far down is found by both columns of its place, so that ties cost nothing', async () => {
  const { listThreads } = threads(context, readHere(context.db))
  for (const order of ['asc', 'desc'] as const)
    for (const filter of [{}, { facets: metadataFacets({ kind: 'a' }) }])
      for (const cursor of [{ after: thread.id }, { before: thread.id }]) {
        await listThreads({ ...byCreation, ...filter, ...cursor, order })
        expect(db.plans.at(-1)).toMatch(/\(created_at,(tie|thread)\)[<>]\(\?,\?\)/)
        await listThreads({ ...byActivity, ...filter, ...cursor, order })
        expect(db.plans.at(-1)).toMatch(/\(activity,tie\)[<>]\(\?,\?\)/)
        if ('facets' in filter) expect(db.plans.at(-1)).toMatch(/\(settled,thread\)[<>]\(\?,\?\)/)
      }
})

test('a page of reviews goes on from both columns of its place, whatever it is of', async () => {
  const store = reviews(context)
  const filters = [
    {},
    { thread_id: 'a' },
    { message_id: 'a' },
    { person_id: 'a' },
    { queue_id: 'a' },
    { verdict: 'fail' },
    { label: 'a' },
  ] as const
  for (const order of ['asc', 'desc'] as const)
    for (const filter of filters) {
      await store.listReviews({ ...page, ...filter, order, after: 'review_1@7' })
      expect(db.plans.at(-1)).toMatch(/\(place,(tie|review)\)[<>]\(\?,\?\)/)
      expect(db.plans.at(-1)).not.toContain('TEMP B-TREE')
    }
})

test('what a review changes is found by keys: the review of a person, those of its thread, its note', async () => {
  const store = reviews(context)
  await people(context).insertPerson(buildPerson('person_a'))
  const saying = (said: Said) => store.putReview(buildReviewing({ thread_id: thread.id, said }))
  db.gets.length = db.plans.length = 0
  await saying({ note: 'x' })
  await saying({ verdict: 'fail' })
  await threads(context, readHere(db)).listThreads(byCreation)
  const all = [...db.gets, ...db.plans].join('\n')
  expect(all).toContain('INDEX reviews_of_person (thread=? AND person=?')
  expect(all).toContain('INDEX reviews_of_thread (thread=?)')
  expect(db.gets.at(-2)).toMatch(/messages_by_thread \(thread=\? AND \(created_at,tie\)>/)
  expect(all).not.toMatch(/SCAN (r|p|reviews|people|review_acts|review_labels)\b(?! USING)/)
})

test('the next of a queue is found in its index, and totals by what its own rows have', async () => {
  const store = queues(context, readHere(db))
  for (const id of ['person_a', 'person_b']) await people(context).insertPerson(buildPerson(id))
  await putQueue(store, 'queue_a', [thread.id], { twice: 1 })
  const judging = { thread_id: thread.id, queue_id: 'queue_a', said: { verdict: 'fail' as const } }
  await reviews(context).putReview(buildReviewing(judging))
  db.gets.length = db.plans.length = 0
  const claimed = await store.claimItem('queue_a', { person_id: 'person_b', at: 1 })
  expect(claimed).toMatchObject({ item: { reading: 2 }, left: 1 })
  await store.claimItem('queue_a', { person_id: 'person_a', at: 1 })
  await store.queueTotals('queue_a')
  const all = [...db.gets, ...db.plans].filter((plan) => / (i|o|queue_items) /.test(plan))
  expect(all.join('\n')).toContain(
    'to_claim (queue=? AND assigned=? AND barred=? AND (position,reading)>(?,?))',
  )
  expect(all.join('\n')).toContain(
    'COVERING INDEX queue_items_to_claim (queue=? AND assigned=? AND barred=?)',
  )
  for (const plan of [...db.gets, ...db.plans]) {
    expect(plan).not.toContain('TEMP B-TREE')
    expect(plan).not.toMatch(/SCAN (i|o|queue_items|threads|t|reviews|r|messages)\b/)
  }
})

test('a page of messages costs one statement, and one more for its cursor', async () => {
  const store = messages(context)
  const { id } = thread
  await store.insertMessages(id, [buildMessage({ id: 'msg_1', thread_id: id })])
  const costs = async (asked: object) => {
    db.plans.length = db.gets.length = 0
    await store.listMessages(id, { ...page, ...asked })
    return { pages: db.plans.length, gets: db.gets.length }
  }
  expect(await costs({})).toEqual({ pages: 1, gets: 0 })
  expect(await costs({ after: 'msg_1' })).toEqual({ pages: 1, gets: 1 })
})

test('days of a thread are found in its index, however many messages it has', async () => {
  db.gets.length = 0
  await messages(context).getMessageDays(thread.id, [0, 100, 200])
  const [ofThread, ends = '', ...days] = db.gets
  expect(ofThread).toContain('threads')
  expect(ends.match(/SEARCH messages USING COVERING INDEX messages_by_thread/g)).toHaveLength(2)
  expect(days).toHaveLength(2)
  for (const day of days)
    expect(day).toContain('messages_by_thread (thread=? AND created_at>? AND created_at<?)')
})

test('stores in which files wait are found without looking at the others', async () => {
  await vectorStoreChunks(context).listFilesToRead(2, [])
  expect(db.plans[0]).toContain('SCAN vector_stores USING INDEX vector_stores_to_read')
})

const NEW_FILE = { created_at: 0, chunking: null, attributes: null }

test('a file of a vector store is found by its own key, however many the store has', async () => {
  const store = vectorStoreFiles(context)
  await files(context).insertFile(buildFile({ id: 'file-1' }))
  await vectorStores(context).insertVectorStore(buildVectorStore({ id: 'vs_1' }))
  const file = { ...NEW_FILE, file_id: 'file-1' }
  const ways: Record<string, () => Promise<unknown>> = {
    put: () => store.putVectorStoreFiles('vs_1', [file], 'vsfb_1'),
    get: () => store.getVectorStoreFile('vs_1', 'file-1'),
    change: () => store.setVectorStoreFileAttributes('vs_1', 'file-1', {}),
    page: () => store.listVectorStoreFiles('vs_1', { ...page, after: 'file-1' }),
    read: () => vectorStoreChunks(context).readChunks('vs_1', 'file-1'),
    delete: () => store.deleteVectorStoreFile('vs_1', 'file-1'),
  }
  for (const way of Object.values(ways)) {
    db.gets.length = 0
    await way()
    const ofFiles = db.gets.filter((plan) => plan.includes('vector_store_files_by'))
    expect(ofFiles.length).toBeGreaterThan(0)
    for (const plan of ofFiles) {
      expect(plan).toContain('INDEX vector_store_files_by_file (file=? AND store=?)')
    }
  }
})

test('many files are looked for some at a time, each by its id', async () => {
  const store = files(context)
  const held = Array.from({ length: 1200 }, () => buildFile())
  for (const file of held) await store.insertFile(file)
  const ids = held.map(({ id }) => id)
  db.gets.length = 0
  expect(await store.findMissingFile(ids)).toBeUndefined()
  expect(db.gets).toHaveLength(3)
  for (const plan of db.gets) expect(plan).toMatch(/SEARCH f USING INDEX \S+ \(id=\?\)/)
  expect(await store.findMissingFile([...ids, 'file-z', 'file-y'])).toBe('file-z')
  const over = buildFile({ expires_at: 1 })
  await store.insertFile(over)
  expect(await store.findMissingFile([over.id])).toBe(over.id)
})

test('attributes of many files are read some at a time', async () => {
  const added = Array.from({ length: 1200 }, () => buildFile())
  for (const file of added) await files(context).insertFile(file)
  const made = added.map(({ id }) => ({ ...NEW_FILE, file_id: id }))
  await vectorStores(context).insertVectorStore(buildVectorStore({ id: 'vs_1', files: made }))
  db.run("UPDATE vector_store_files SET status = 'completed'")
  db.plans.length = 0
  const search = vectorStoreSearch(context, readHere(db))
  expect(await search.listAttributes(['vs_1'])).toHaveLength(1200)
  const [, ...pages] = db.plans
  expect(pages).toHaveLength(3)
  for (const plan of pages) {
    expect(plan).toContain(
      'vector_store_files_by_store (store=? AND (created_at,tie)>(?,?)); SEARCH f USING INTEGER PRIMARY KEY',
    )
  }
})
