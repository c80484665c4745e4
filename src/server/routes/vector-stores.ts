import { charactersIn } from '#contract/characters.ts'
import { MAX_QUERIES, MAX_QUERY_CHARACTERS } from '#contract/limits.ts'
import type {
  Filter,
  ModifyVectorStoreRequest,
  VectorStoreSearchResult,
} from '#contract/vector-store.ts'

import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { checkFiles } from '../making/new-message.ts'
import { checkVectorStores, newVectorStore } from '../making/new-vector-store.ts'
import { ApiError } from '../refusals/api-error.ts'
import { emptyParameter, tooLong, wrongType } from '../refusals/parameters.ts'
import { noVectorStore } from '../refusals/vector-stores.ts'
import { keeping } from '../store/answers.ts'
import type { VectorStoreChange } from '../store/vector-stores.ts'
import { MAX_COMPARISONS, comparisonsIn } from '../vector-stores/filter.ts'
import { rewriteQuery } from '../vector-stores/rewrite-query.ts'
import type { SearchResult } from '../vector-stores/search.ts'
import { toList, toPage } from './page.ts'

const DEFAULT_RESULTS = 10

export const vectorStoreHandlers = {
  async listVectorStores({ services, query }) {
    return toList(await services.store.listVectorStores(toPage(query)))
  },

  async createVectorStore({ services, body, once }) {
    const { store, clock, newId } = services
    const made = newVectorStore(body, { now: seconds(clock), newId })
    await checkFiles(store, body.file_ids ?? [])
    return store.insertVectorStore(
      made,
      keeping(once, (vectorStore) => vectorStore),
    )
  },

  async getVectorStore({ services, params }) {
    const found = await services.store.getVectorStore(params.vector_store_id)
    if (!found) throw noVectorStore(params.vector_store_id)
    return found
  },

  async modifyVectorStore({ services, params, body }) {
    const id = params.vector_store_id
    const changed = await services.store.updateVectorStore(id, toChange(body))
    if (!changed) throw noVectorStore(id)
    return changed
  },

  async deleteVectorStore({ services, params }) {
    const id = params.vector_store_id
    if (!(await services.store.deleteVectorStore(id))) throw noVectorStore(id)
    return { id, object: 'vector_store.deleted', deleted: true }
  },

  async searchVectorStore({ services, params, body, signal }) {
    const id = params.vector_store_id
    await checkVectorStores(services.store, [id])
    const asked = Array.isArray(body.query) ? body.query : [body.query]
    checkQueries(asked)
    if (body.filters) checkFilters(body.filters)
    const queries = body.rewrite_query ? asked.map(rewriteQuery) : asked
    const results = await services.vectorStores.search(
      {
        vectorStoreIds: [id],
        queries,
        filters: body.filters,
        limit: body.max_num_results ?? DEFAULT_RESULTS,
        threshold: body.ranking_options?.score_threshold,
        rerank: body.ranking_options?.ranker !== 'none',
      },
      signal,
    )
    await services.store.touchVectorStores([id])
    return {
      object: 'vector_store.search_results.page',
      search_query: queries,
      data: results.map(toResult),
      has_more: false,
      next_page: null,
    }
  },
} satisfies Partial<Handlers>

const toChange = ({
  name,
  expires_after,
  metadata,
}: ModifyVectorStoreRequest): VectorStoreChange => ({
  ...(name !== undefined && { name: name ?? '' }),
  ...(expires_after !== undefined && {
    expires_after: expires_after ? { days: expires_after.days } : null,
  }),
  ...(metadata !== undefined && { metadata: metadata ?? {} }),
})

const checkQueries = (queries: readonly string[]): void => {
  if (queries.length === 0) throw emptyParameter('query', 'array')
  if (queries.some((query) => query.trim() === '')) throw emptyParameter('query', 'string')
  for (const length of queries.map(charactersIn)) {
    if (length > MAX_QUERY_CHARACTERS) {
      throw tooLong('query', 'string', MAX_QUERY_CHARACTERS, length)
    }
  }
  if (queries.length > MAX_QUERIES) throw tooLong('query', 'array', MAX_QUERIES, queries.length)
}

/** @throws {ApiError} 400 */
const checkFilters = (filter: Filter): void => {
  checkFilter(filter, 'filters')
  const count = comparisonsIn(filter)
  if (count <= MAX_COMPARISONS) return
  throw new ApiError(
    400,
    'invalid_value',
    `Invalid 'filters': too many comparisons. Expected at most ${MAX_COMPARISONS}, but got ${count} instead.`,
    'filters',
  )
}

/** `in` and `nin` compare with several values, all others with one. @throws {ApiError} 400 */
const checkFilter = (filter: Filter, place: string): void => {
  if ('filters' in filter) {
    for (const [at, each] of filter.filters.entries()) checkFilter(each, `${place}.filters[${at}]`)
    return
  }
  const takesArray = filter.type === 'in' || filter.type === 'nin'
  if (Array.isArray(filter.value) === takesArray) return
  const [expected, got] = takesArray
    ? ['an array', 'a single value']
    : ['a single value', 'an array']
  throw wrongType(`${place}.value`, `${expected} for '${filter.type}'`, got)
}

const toResult = (result: SearchResult): VectorStoreSearchResult => ({
  file_id: result.file_id,
  filename: result.filename,
  score: result.score,
  attributes: result.attributes,
  content: [{ type: 'text', text: result.text }],
})
