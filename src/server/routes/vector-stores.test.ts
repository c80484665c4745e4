import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { List } from '#contract/primitives.ts'
import type { VectorStore, VectorStoreSearchResults } from '#contract/vector-store.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused, uploadFile } from '#testing/checked.ts'
import { newVectorStoreOf } from '#testing/vector-stores.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
})
afterEach(() => app.close())

const path = '/v1/vector_stores'
const create = (body: object = {}) =>
  accepted<VectorStore>('createVectorStore', app.request('POST', path, body))
const search = async (id: string, body: object) =>
  accepted<VectorStoreSearchResults>(
    'searchVectorStore',
    app.request('POST', `${path}/${id}/search`, body),
  )

test('from creation to deletion', async () => {
  const now = Math.floor(app.clock.now() / 1000)
  const made = await create({ name: 'FAQ', metadata: { a: 'b' }, description: 'kept by nobody' })
  expect(made).toEqual({
    id: expect.stringMatching(/^vs_\w{24}$/),
    object: 'vector_store',
    created_at: now,
    name: 'FAQ',
    usage_bytes: 0,
    file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
    status: 'completed',
    expires_at: null,
    last_active_at: now,
    metadata: { a: 'b' },
  })
  const at = `${path}/${made.id}`
  expect(await accepted('getVectorStore', app.request('GET', at))).toEqual(made)
  const expires_after = { anchor: 'last_active_at', days: 2 }
  const change = { name: null, expires_after, metadata: {} }
  expect(await accepted('modifyVectorStore', app.request('POST', at, change))).toEqual({
    ...made,
    name: '',
    metadata: {},
    expires_after,
    expires_at: now + 2 * 86_400,
  })
  expect(await accepted('deleteVectorStore', app.request('DELETE', at))).toEqual({
    id: made.id,
    object: 'vector_store.deleted',
    deleted: true,
  })
  const gone = { status: 404, message: `Vector store with id ['${made.id}'] not found.` }
  expect(await refused(app.request('GET', at))).toMatchObject(gone)
  expect(await refused(app.request('POST', at, {}))).toMatchObject(gone)
  expect(await refused(app.request('DELETE', at))).toMatchObject(gone)
  expect(await refused(app.request('POST', `${at}/search`, { query: 'x' }))).toMatchObject(gone)
  expect(await refused(app.request('GET', `${at}/files`))).toMatchObject(gone)
})

test('the list, by cursor and in both orders', async () => {
  const ids: string[] = []
  for (let at = 0; at < 5; at += 1) ids.push((await create({ name: `${at}` })).id)
  const list = async (query: string) => {
    const { data, has_more } = await accepted<List<VectorStore>>(
      'listVectorStores',
      app.request('GET', `${path}?${query}`),
    )
    return [data.map(({ id }) => ids.indexOf(id)), has_more]
  }
  expect(await list('')).toEqual([[4, 3, 2, 1, 0], false])
  expect(await list('order=asc&limit=2')).toEqual([[0, 1], true])
  expect(await list(`order=asc&limit=2&after=${ids[1]}`)).toEqual([[2, 3], true])
  expect(await list(`limit=2&before=${ids[1]}`)).toEqual([[3, 2], true])
})

describe('expiry', () => {
  test('a store expires some days after it was last used, and takes no more', async () => {
    const { store, ids } = await newVectorStoreOf(
      app,
      { 'a.txt': 'The refund window is thirty days.' },
      { expires_after: { anchor: 'last_active_at', days: 1 } },
    )
    app.clock.advance(86_000_000)
    expect((await search(store.id, { query: 'refund' })).data).toHaveLength(1)
    app.clock.advance(86_000_000)
    const at = `${path}/${store.id}`
    expect(await accepted('getVectorStore', app.request('GET', at))).toMatchObject({
      status: 'completed',
    })
    app.clock.advance(1_000_000)
    expect(await accepted('getVectorStore', app.request('GET', at))).toMatchObject({
      status: 'expired',
    })
    const expired = { status: 400, message: `Vector store '${store.id}' has expired.` }
    expect(await refused(app.request('POST', `${at}/search`, { query: 'x' }))).toMatchObject(
      expired,
    )
    const file = { file_id: ids['a.txt'] }
    expect(await refused(app.request('POST', `${at}/files`, file))).toMatchObject(expired)
    const later = { expires_after: { anchor: 'last_active_at', days: 365 } }
    expect(await accepted('modifyVectorStore', app.request('POST', at, later))).toMatchObject({
      status: 'expired',
    })
  })
})

describe('search', () => {
  const FILES = {
    'refunds.md': '# Refunds\n\nBasic fares are refundable for a voucher within twenty-four hours.',
    'bags.md': '# Bags\n\nThe first checked bag is free for gold members.',
    'menu.md': '# 菜单\n\n我们有招牌乌鱼蛋汤。评分在4.5分以上。',
    'hotel.md': '호텔을 예약하고 싶어요. 조식이 포함된 방이 있나요?',
    'tv.md': 'हाय, क्या आप कुछ आकर्षक जापानी टीवी शो की सिफारिश कर सकते हैं',
  }

  test('finds by words, in any script, best first', async () => {
    const { store, ids } = await newVectorStoreOf(app, FILES)
    expect(store).toMatchObject({ status: 'completed', file_counts: { completed: 5, total: 5 } })
    expect(store.usage_bytes).toBeGreaterThan(0)
    const best = async (query: string) => {
      const { data, ...rest } = await search(store.id, { query })
      expect(rest).toEqual({
        object: 'vector_store.search_results.page',
        search_query: [query],
        has_more: false,
        next_page: null,
      })
      for (const { score } of data) {
        expect(score).toBeGreaterThan(0)
        expect(score).toBeLessThanOrEqual(1)
      }
      const scores = data.map(({ score }) => score)
      expect(scores).toEqual(scores.toSorted((a, b) => b - a))
      return data[0]
    }
    expect(await best('How do I get a refund for basic fare?')).toMatchObject({
      file_id: ids['refunds.md'],
      filename: 'refunds.md',
      attributes: {},
      content: [{ type: 'text', text: FILES['refunds.md'] }],
    })
    expect((await best('checked BAG'))?.filename).toBe('bags.md')
    expect((await best('乌鱼蛋汤好吃吗'))?.filename).toBe('menu.md')
    expect((await best('조식 포함'))?.filename).toBe('hotel.md')
    expect((await best('जापानी टीवी'))?.filename).toBe('tv.md')
    expect(await best('zzz')).toBeUndefined()
    expect(await best('" OR * NEAR( -')).toBeUndefined()
  })

  test('several queries, limits, thresholds', async () => {
    const { store } = await newVectorStoreOf(app, FILES)
    const names = async (body: object) =>
      (await search(store.id, body)).data.map(({ filename }) => filename)
    const query = ['refundable voucher', 'checked bag']
    expect((await names({ query })).toSorted()).toEqual(['bags.md', 'refunds.md'])
    expect(await names({ query, max_num_results: 1 })).toHaveLength(1)
    const low = { query: 'gold voucher stamps', ranking_options: { score_threshold: 0 } }
    expect(await names(low)).toHaveLength(2)
    const high = { ...low, ranking_options: { ranker: 'none', score_threshold: 0.9 } }
    expect(await names(high)).toEqual([])
  })

  test('a query is rewritten where that is asked for, and told as it was searched', async () => {
    const { store } = await newVectorStoreOf(app, FILES)
    const found = async (rewrite_query: boolean | undefined, query: string | string[]) => {
      const { search_query, data } = await search(store.id, { query, rewrite_query })
      return { search_query, names: data.map(({ filename }) => filename) }
    }
    const question = "I'd like to know: is the first bag free?"
    expect((await found(undefined, question)).search_query).toEqual([question])
    expect(await found(true, question)).toEqual({
      search_query: ['first bag free'],
      names: ['bags.md'],
    })
    const { search_query } = await found(true, ['What about a voucher?', '조식'])
    expect(search_query).toEqual(['voucher', '조식'])
  })

  test('only files whose attributes match', async () => {
    const { store, ids } = await newVectorStoreOf(app, FILES)
    const at = `${path}/${store.id}`
    for (const [name, year] of [
      ['refunds.md', 2023],
      ['bags.md', 2024],
    ] as const) {
      const attributes = { year, name, draft: false }
      await accepted(
        'updateVectorStoreFileAttributes',
        app.request('POST', `${at}/files/${ids[name]}`, { attributes }),
      )
    }
    const found = async (filters: object) =>
      (await search(store.id, { query: 'refundable bag', filters })).data.map(
        ({ attributes }) => attributes?.['year'],
      )
    const since = await found({ type: 'gte', key: 'year', value: 2023 })
    expect(new Set(since)).toEqual(new Set([2023, 2024]))
    expect(await found({ type: 'gt', key: 'year', value: 2023 })).toEqual([2024])
    expect(await found({ type: 'in', key: 'name', value: ['bags.md', 'x'] })).toEqual([2024])
    const filters = [
      { type: 'eq', key: 'draft', value: false },
      { type: 'or', filters: [{ type: 'eq', key: 'year', value: 2023 }] },
    ]
    expect(await found({ type: 'and', filters })).toEqual([2023])
    expect(await found({ type: 'eq', key: 'year', value: '2023' })).toEqual([])
  })

  test.each([
    [{}, "Missing required parameter: 'query'."],
    [{ query: ' ' }, "Invalid 'query': empty string. Expected a string with minimum length 1"],
    [{ query: [] }, "Invalid 'query': empty array. Expected an array"],
    [{ query: 5 }, "Invalid type for 'query': expected one of a string or array of strings"],
    [
      { query: 'x', filters: { type: 'eq', key: 'a', value: {} } },
      "Invalid type for 'filters.value': expected one of a string or a number or a boolean",
    ],
    [{ query: 'x'.repeat(5000) }, "Invalid 'query': string too long."],
    [{ query: Array.from({ length: 17 }, () => 'x') }, "Invalid 'query': array too long."],
    [{ query: 'x', max_num_results: 51 }, "Invalid 'max_num_results': integer above maximum value"],
    [
      { query: 'x', filters: { type: 'eq', key: 'a', value: ['b'] } },
      "Invalid type for 'filters.value': expected a single value for 'eq', but got an array instead.",
    ],
    [
      {
        query: 'x',
        filters: {
          type: 'or',
          filters: [{ type: 'and', filters: [{ type: 'nin', key: 'a', value: 1 }] }],
        },
      },
      "Invalid type for 'filters.filters[0].filters[0].value': expected an array for 'nin'",
    ],
    [
      { query: 'x', ranking_options: { ranker: 'best' } },
      "Invalid value: 'best'. Supported values are: 'none', 'auto', and 'default-2024-11-15'.",
    ],
    [{ query: 'x', filters: { type: 'like', key: 'a', value: 'b' } }, 'Invalid value: '],
    [
      { query: 'x', ranking_options: { score_threshold: 2 } },
      "Invalid 'ranking_options.score_threshold': decimal above maximum value",
    ],
  ])('refuses %j', async (body, message) => {
    const { id } = await create()
    const refusal = await refused(app.request('POST', `${path}/${id}/search`, body))
    expect(refusal.status).toBe(400)
    expect(refusal.message).toContain(message)
  })

  test('measures queries in characters, as limits count them', async () => {
    const { id } = await create()
    const asked = (characters: number) =>
      app.request('POST', `${path}/${id}/search`, { query: '🙂'.repeat(characters) })
    await accepted('searchVectorStore', asked(4096))
    const { message } = await refused(asked(4097))
    expect(message).toContain('length 4096, but got a string with length 4097 instead.')
  })

  test('takes 1000 comparisons and refuses more, values and filters of filters among them', async () => {
    const { id } = await create()
    const values = (length: number) => Array.from({ length }, (_, at) => `${at}`)
    const among = (length: number) => ({ type: 'in', key: 'a', value: values(length) })
    const equal = values(499).map((value) => ({ type: 'eq', key: 'a', value }))
    const both = (length: number) => ({ type: 'or', filters: [...equal, among(length)] })
    const searched = (filters: object) =>
      app.request('POST', `${path}/${id}/search`, { query: 'x', filters })
    for (const filters of [among(1000), both(500)]) {
      await accepted('searchVectorStore', searched(filters))
    }
    for (const filters of [among(1001), both(501)]) {
      expect(await refused(searched(filters))).toMatchObject({
        status: 400,
        param: 'filters',
        message:
          "Invalid 'filters': too many comparisons. Expected at most 1000, but got 1001 instead.",
      })
    }
  })
})

test.each([
  [{ file_ids: ['file-none'] }, { status: 404, message: 'No such File object: file-none' }],
  [{ expires_after: { anchor: 'created_at', days: 1 } }, { status: 400 }],
  [{ expires_after: { anchor: 'last_active_at', days: 366 } }, { status: 400 }],
  [{ chunking_strategy: { type: 'other' } }, { status: 400 }],
  [{ unknown: 1 }, { status: 400, message: "Unknown parameter: 'unknown'." }],
])('refuses to make one of %j', async (body, refusal) => {
  expect(await refused(app.request('POST', path, body))).toMatchObject(refusal)
  expect(await app.json('GET', path)).toMatchObject({ data: [] })
})

test.each([
  [{ max_chunk_size_tokens: 99, chunk_overlap_tokens: 0 }, 'max_chunk_size_tokens'],
  [{ max_chunk_size_tokens: 4097, chunk_overlap_tokens: 0 }, 'max_chunk_size_tokens'],
  [{ max_chunk_size_tokens: 100, chunk_overlap_tokens: 51 }, 'chunk_overlap_tokens'],
  [{ max_chunk_size_tokens: 100, chunk_overlap_tokens: -1 }, 'chunk_overlap_tokens'],
])('refuses chunks of %j', async (chunking, param) => {
  const file_ids = [await uploadFile(app)]
  const chunking_strategy = { type: 'static', static: chunking }
  for (const body of [{ file_ids, chunking_strategy }, { chunking_strategy }]) {
    expect(await refused(app.request('POST', path, body))).toMatchObject({
      status: 400,
      param: `chunking_strategy.static.${param}`,
    })
  }
})
