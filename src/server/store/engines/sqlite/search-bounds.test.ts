import { beforeEach, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'
import { NoCursor } from '#server/refusals/cursors.ts'
import type { FoundPage } from '#server/store/search.ts'
import type { Store } from '#server/store/store.ts'
import { FIRST, readMatch } from '#server/store/suite/find-texts.ts'
import {
  buildAssistant,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
} from '#testing/builders.ts'
import { unindexedStore } from '#testing/unindexed-store.ts'

import type { Database } from './database.ts'
import { BOUNDS, type SearchBounds } from './search-bounds.ts'
import { hitId, readHitCursor } from './search-cursor.ts'
import { newIndexer } from './search-index.ts'
import { type SlowSearch, searchTexts } from './search-read.ts'
import { valuesOf } from './search-values.ts'
import { nearWords } from './search-words.ts'
import { countListed, listThreads } from './thread-lists.ts'

const bench = unindexedStore()
let store: Store
let db: Database
beforeEach(() => {
  ;({ store, db } = bench)
})

const index = () => {
  const { step } = newIndexer(db)
  for (let isMore = true; isMore;) {
    db.exec('BEGIN IMMEDIATE')
    isMore = step()
    db.exec('COMMIT')
  }
}

type Asked = Partial<Pick<SlowSearch, 'order' | 'limit' | 'after'>>
const search = async (query: string, asked: Asked = {}, bounds: Partial<SearchBounds> = {}) => {
  const match = await readMatch(store, query)
  const page = { match, order: 'newest', limit: 100, ...asked } as const
  return searchTexts(db, page, { ...BOUNDS, ...bounds })
}

/** All pages of a search, one after the other. */
const pagesOf = async (query: string, asked: Asked = {}, bounds: Partial<SearchBounds> = {}) => {
  const pages: FoundPage[] = []
  let after: SlowSearch['after']
  do {
    const page = await search(query, { ...asked, ...(after && { after }) }, bounds)
    if (!page) throw new Error('the cursor was not known')
    pages.push(page)
    expect(page.has_more).toBe(page.last !== null)
    after = page.last === null ? undefined : readHitCursor(page.last)
  } while (after && pages.length < 100)
  return pages
}
const hitsOf = (pages: readonly (FoundPage | undefined)[]) =>
  pages.flatMap((page) => page?.data.map(({ message_id }) => message_id))

const SIX_HOURS = 21_600

/** Three desks with a thread each, of which the messages alternate; those of the last are the newest. */
const writeDesks = async (): Promise<{ threads: Thread[]; messages: Message[] }> => {
  const threads = [0, 1, 2].map((desk) => buildThread({ metadata: { desk: `${desk}` } }))
  const messages = Array.from({ length: 21 }, (_, at) =>
    buildMessage({
      thread_id: threads[at < 14 ? at % 2 : 2]!.id,
      text: `refund${at % 5 === 0 ? ' card' : ''}${at < 14 ? '' : ' late'}`,
      created_at: FIRST + at * SIX_HOURS,
    }),
  )
  for (const thread of threads)
    await store.insertThread(
      thread,
      messages.filter(({ thread_id }) => thread_id === thread.id),
    )
  index()
  return { threads, messages }
}

/** What a search has to come by without numbers of threads in its expression: looked up before, or each match asked. */
const SMALL: [string, Partial<SearchBounds>][] = [
  ['threads are looked up', { named: 0, looks: 3 }],
  ['each match is asked', { threads: 0, looks: 6 }],
]

test.each(SMALL)('where %s, pages go on past matches that do not pass', async (_, bounds) => {
  const { threads, messages } = await writeDesks()
  for (const order of ['newest', 'oldest'] as const)
    for (const [query, desks] of [
      ['refund meta.desk:0', [0]],
      ['refund meta.desk:2', [2]],
      ['refund -meta.desk:1', [0, 2]],
    ] as const) {
      const wanted = messages.flatMap(({ id, thread_id }) =>
        desks.some((desk) => threads[desk]?.id === thread_id) ? [id] : [],
      )
      const pages = await pagesOf(query, { order, limit: 4 }, bounds)
      expect(hitsOf(pages), query).toEqual(order === 'oldest' ? wanted : wanted.toReversed())
      for (const page of pages) expect(page.more).toBe(true)
      for (const page of pages) expect(page.threads).toBeUndefined()
    }
})

test('what is counted is among what the first page looks at', async () => {
  await writeDesks()
  const [, bounds] = SMALL[0]!
  // The newest three matches are all of the third desk, the oldest of the first two.
  const newest = await search('refund meta.desk:0', {}, bounds)
  expect(newest).toMatchObject({ data: [], has_more: true, total: 0, more: true })
  const oldest = await search('refund meta.desk:0', { order: 'oldest' }, bounds)
  expect(oldest).toMatchObject({ has_more: true, total: 2, more: true })
  expect(oldest?.data).toHaveLength(2)
  // Each condition on threads takes a look at each match: half as many, and a third.
  for (const [query, total] of [
    ['refund -meta.desk:1', 3],
    ['refund -meta.desk:1 -meta.desk:0', 2],
  ] as const)
    expect(await search(query, {}, { threads: 0, looks: 6 })).toMatchObject({ total, more: true })
})

test('where as many match as are looked at, those are all', async () => {
  await writeDesks()
  const all = { named: 0, looks: 21 }
  const whole = { has_more: false, total: 7, more: false, threads: 1 }
  expect(await search('refund meta.desk:0', {}, all)).toMatchObject(whole)
  const less = { ...all, looks: 20 }
  const bounded = { has_more: true, total: 6, more: true }
  expect(await search('refund meta.desk:0', {}, less)).toMatchObject(bounded)
})

test('matches are counted up to a bound, and it is said where there are more', async () => {
  await writeDesks()
  const counted = async (most: number) => {
    const { total, more, threads } = (await search('refund', {}, { counted: most })) ?? {}
    return { total, more, threads }
  }
  expect(await counted(20)).toEqual({ total: 20, more: true, threads: undefined })
  expect(await counted(21)).toEqual({ total: 21, more: false, threads: 3 })
})

test('the most relevant are looked for among as many of the newest', async () => {
  const { messages } = await writeDesks()
  const ranked = async (most: number) =>
    hitsOf([await search('refund', { order: 'relevance' }, { ranked: most })])
  for (const most of [1, 20])
    expect(new Set(await ranked(most))).toEqual(new Set(messages.slice(-most).map(({ id }) => id)))
  for (const most of [21, 22]) expect(await ranked(most)).toHaveLength(21)
})

test.each(SMALL)(
  'where %s, those that pass stand in the order of all',
  async (_, { looks: _looks, ...bounds }) => {
    const { threads, messages } = await writeDesks()
    const order = 'relevance'
    const all = hitsOf([await search('refund OR card', { order }, bounds)])
    for (const [query, desk] of ['0', '2'].map(
      (desk) => [`meta.desk:${desk}`, threads[+desk]] as const,
    )) {
      const own = new Set(
        messages.flatMap(({ id, thread_id }) => (thread_id === desk?.id ? [id] : [])),
      )
      const asked = `refund OR card ${query}`
      const wanted = all.filter((id) => own.has(id ?? ''))
      expect(wanted.length).toBe(7)
      expect(hitsOf([await search(asked, { order }, bounds)])).toEqual(wanted)
      expect(hitsOf(await pagesOf(asked, { order, limit: 2 }, bounds))).toEqual(wanted)
    }
  },
)

test('a list by relevance goes on though hits it goes on after are gone', async () => {
  const thread = buildThread()
  const messages = Array.from({ length: 24 }, (_, at) =>
    buildMessage({
      thread_id: thread.id,
      text: `refund ${'more '.repeat(at % 4)}`,
      created_at: FIRST + at,
    }),
  )
  await store.insertThread(thread, messages)
  index()
  const byRank = { order: 'relevance', limit: 10 } as const
  const whole = hitsOf([await search('refund', { ...byRank, limit: 100 })])
  const first = await search('refund', byRank)
  expect(hitsOf([first])).toEqual(whole.slice(0, 10))
  const after = readHitCursor(first?.last ?? '')!
  const next = async (place = after) => {
    const page = await search('refund', { ...byRank, after: place })
    return page && hitsOf([page])
  }
  // What is written meanwhile moves every rank a little.
  const other = buildMessage({ thread_id: thread.id, text: 'other', created_at: FIRST + 50 })
  await store.insertMessages(thread.id, [other])
  index()
  for (const gone of [9, 8, 5]) {
    await store.deleteMessage(thread.id, whole[gone] ?? '')
    expect(await next()).toEqual(whole.slice(10, 20))
  }
  // By its id alone it is not known where a hit stood.
  expect(await next({ doc: after.doc })).toBeUndefined()
  const bare = store.search({
    match: await readMatch(store, 'refund'),
    ...byRank,
    after: hitId(after.doc),
  })
  await expect(bare).rejects.toThrow(NoCursor)
  for (const id of whole.slice(0, 10)) await store.deleteMessage(thread.id, id ?? '')
  expect(await next()).toEqual(whole.slice(10, 20))
})

const LISTED: Partial<SearchBounds>[] = [
  { texts: 3 },
  { texts: 3, sorted: 0 },
  { texts: 1000, sorted: 1 },
]
test.each(LISTED)('threads are listed and counted the same way within %o', async (bounds) => {
  const { threads } = await writeDesks()
  for (const [at, { id: thread_id }] of threads.slice(1).entries()) {
    const status = at === 0 ? 'failed' : 'completed'
    await store.insertRun(buildRun({ thread_id, status, created_at: FIRST + at }), [], [])
  }
  for (const query of [
    'refund',
    'card',
    'refund -card',
    'card meta.desk:2',
    'refund -meta.desk:1',
    'card OR role:assistant',
    'late',
    'refund before:2026-05-03',
    'refund after:2026-05-05',
    'refund thread.before:2026-05-03',
    'thread.after:2026-05-01 -meta.desk:1',
    'run.status:completed run.after:2026-05-01',
    'refund run.after:2026-05-01',
    '-run.status:failed',
    'nothing',
  ]) {
    const match = await readMatch(store, query)
    const small = { ...BOUNDS, ...bounds }
    expect(countListed(db, { match }, small), query).toEqual(countListed(db, { match }))
    for (const order_by of ['created_at', 'last_active_at'] as const) {
      const page = { match, order_by, order: 'desc', limit: 2, summary: false } as const
      const listed = (within: SearchBounds) => {
        const first = listThreads(db, page, within)
        const after = first.data.at(-1)?.id
        const rest = first.has_more && after ? listThreads(db, { ...page, after }, within).data : []
        return [...first.data, ...rest].map(({ id }) => id)
      }
      expect(listed(small), query).toEqual(listed(BOUNDS))
    }
  }
})

test('threads that are looked up one by one are counted up to a bound of their own', async () => {
  await writeDesks()
  const match = await readMatch(store, 'refund')
  const counted = (bounds: Partial<SearchBounds>) =>
    countListed(db, { match }, { ...BOUNDS, ...bounds })
  expect(counted({ texts: 3, lookedInto: 2 })).toEqual({ threads: 2, more: true })
  expect(counted({ texts: 3, lookedInto: 3 })).toEqual({ threads: 3, more: false })
  expect(counted({ counted: 2 })).toEqual({ threads: 2, more: true })
  expect(counted({ counted: 3 })).toEqual({ threads: 3, more: false })
})

test('nothing of a thread is found, counted or suggested while it is deleted in parts', async () => {
  const [large, other] = [buildThread({ metadata: { desk: '1' } }), buildThread()]
  const said = ({ id: thread_id }: Thread, text: string) =>
    Array.from({ length: 400 }, () => buildMessage({ thread_id, text }))
  await store.insertThread(large, said(large, 'refund receipt'))
  await store.insertThread(other, said(other, 'refund').slice(0, 2))
  for (const [{ id: thread_id }, model] of [
    [other, 'gpt-4o'],
    [large, 'gpt-5'],
  ] as const) {
    const run = buildRun({ thread_id, status: 'completed', model })
    const call = {
      id: 'call_1',
      type: 'function' as const,
      function: { name: 'pay', arguments: '{}', output: null },
    }
    const step = buildRunStep({
      thread_id,
      run_id: run.id,
      status: 'completed',
      type: 'tool_calls',
      step_details: { type: 'tool_calls', tool_calls: [call] },
    })
    await store.putMirrored({ runs: [run], steps: [step] })
  }
  index()
  const offered = (kind: 'model' | 'has') => valuesOf(db, { kind, prefix: '', limit: 10 })
  expect(offered('model').map(({ value }) => value)).toEqual(['gpt-4o', 'gpt-5'])
  expect(offered('has')).toMatchObject([{ value: 'tool', threads: 2 }])
  expect([...nearWords(db, ['receiptt'])]).toEqual([['receiptt', 'receipt']])
  await store.deleteThread(large.id)
  const left = db.get<{ left: number }>('SELECT count(*) AS left FROM search_documents')?.left
  expect(left).toBeGreaterThan(100)
  for (const order of ['newest', 'relevance'] as const)
    for (const named of [BOUNDS.named, 0]) {
      const page = await search('refund', { order }, { named })
      expect(page).toMatchObject({ total: 2, more: false, threads: 1, has_more: false })
      expect(page?.data).toHaveLength(2)
      expect(await search('receipt', { order }, { named })).toMatchObject({ total: 0 })
    }
  expect(countListed(db, { match: await readMatch(store, 'refund') })).toEqual({
    threads: 1,
    more: false,
  })
  expect([...nearWords(db, ['receiptt'])]).toEqual([])
  expect(offered('model').map(({ value }) => value)).toEqual(['gpt-4o'])
  expect(offered('has')).toMatchObject([{ value: 'tool', threads: 1 }])
})

test('values are found in whatever capitals, and those of most threads among as many', async () => {
  const values = ['iPhone', 'IPHONE X', 'iphone', 'iPad', 'a', 'b', 'c', 'c']
  for (const product of values)
    await store.insertThread(buildThread({ metadata: { product, orderId: '1' } }), [])
  const asked = (prefix: string, more: object = {}, bounds: Partial<SearchBounds> = {}) =>
    valuesOf(
      db,
      { kind: 'metadata', key: 'product', prefix, limit: 10, ...more },
      { ...BOUNDS, ...bounds },
    )
  const valuesAre = (...given: Parameters<typeof asked>) =>
    asked(...given).map(({ value }) => value)
  expect(valuesAre('iph').toSorted()).toEqual(['IPHONE X', 'iPhone', 'iphone'])
  expect(valuesAre('IPhONE x')).toEqual(['IPHONE X'])
  expect(valuesAre('ipx')).toEqual([])
  expect(valuesAre('orderi', { key: '' })).toEqual(['orderId'])
  expect(valuesAre('')[0]).toBe('c')
  expect(valuesAre('', { limit: 3 })).toHaveLength(3)
  expect(valuesAre('', {}, { compared: 3 })).toHaveLength(3)
  const counted = (most: number) => asked('c', {}, { counted: most })
  expect(counted(1)).toEqual([{ value: 'c', threads: 1, more: true }])
  expect(counted(2)).toEqual([{ value: 'c', threads: 2, more: false }])
})

test('models are listed by how they begin, as many as are asked for', async () => {
  const thread = buildThread()
  await store.insertThread(thread, [])
  for (const model of ['gpt-4o', 'gpt-4o-mini', 'gpt-5', 'o3', 'claude']) {
    const run = buildRun({ thread_id: thread.id, status: 'completed', model })
    const answer = { role: 'assistant', run_id: run.id, text: 'Done.' } as const
    await store.insertRun(run, [], [])
    await store.insertMessages(thread.id, [buildMessage({ thread_id: thread.id, ...answer })])
  }
  index()
  const models = (prefix: string, limit = 10) =>
    valuesOf(db, { kind: 'model', prefix, limit }).map(({ value }) => value)
  expect(models('')).toEqual(['claude', 'gpt-4o', 'gpt-4o-mini', 'gpt-5', 'o3'])
  expect(models('GPT-4')).toEqual(['gpt-4o', 'gpt-4o-mini'])
  expect(models('gpt', 1)).toEqual(['gpt-4o'])
  expect(models('h')).toEqual([])
})

test('a name that too many assistants have is told from one that some have', async () => {
  for (let at = 0; at < 22; at += 1)
    await store.insertAssistant(buildAssistant({ name: at < 20 ? 'Travel desk' : 'Desk' }))
  const [travel, desk, none] = await store.assistantsCalled(['travel', 'desk', '…'])
  expect(travel).toHaveLength(20)
  expect(desk).toHaveLength(21)
  expect(none).toEqual([])
})

test('a name without spaces is found by any of its characters, as words are', async () => {
  const bot = buildAssistant({ name: '東京都ボット' })
  await store.insertAssistant(bot)
  await store.insertAssistant(buildAssistant({ name: 'Tokio' }))
  const names = ['京', '京都', '東京都', 'ト', '都市', 'tok']
  const found = await store.assistantsCalled(names)
  expect(found.map((ids) => ids.includes(bot.id))).toEqual([true, true, true, true, false, false])
  expect(found[5]).toEqual([])
})
