import type { Logger } from 'pino'

import type { Filter } from '#contract/vector-store.ts'

import { createBreath } from '../in-turn.ts'
import type { EmbeddingModel } from '../models/embeddings.ts'
import { toQueryTerms } from '../store/terms.ts'
import type { VectorStoreStore } from '../store/vector-stores.ts'
import type { FoundChunk, Passage } from '../store/vector-stores.ts'
import { matches } from './filter.ts'
import { fuse, merge } from './fuse.ts'

export interface SearchQuery {
  vectorStoreIds: readonly string[]
  /** Several queries are searched each and fused. */
  queries: readonly string[]
  filters?: Filter | null | undefined
  limit: number
  /** Results below it are left out. */
  threshold?: number | undefined
  /**
   * Whether words and meaning are ranked together, which is how it is unless told otherwise. Else by
   * meaning alone, or by words where no embedding model answers.
   */
  rerank?: boolean | undefined
}
export type SearchResult = Passage & {
  /** From 0 to 1, never rising from one result to the next. */
  score: number
}

interface Parts {
  store: VectorStoreStore
  embeddings: EmbeddingModel | undefined
  log: Logger
}

/** How far down each ranking is read before they are fused. */
const CANDIDATES = 100

/** Finds passages by their words, and by their meaning where an embedding model is configured. */
export const search = async (
  { store, embeddings, log }: Parts,
  { vectorStoreIds, queries, filters, limit, threshold = 0, rerank = true }: SearchQuery,
  signal?: AbortSignal,
): Promise<SearchResult[]> => {
  const files = filters ? await filesThat(store, vectorStoreIds, filters) : undefined
  const scope = { vectorStoreIds, files, limit: CANDIDATES }
  const vectors = embeddings ? await embed(embeddings, queries, log, signal) : []
  const byMeaning: FoundChunk[][] = []
  for (const vector of vectors) {
    const embedding_model = embeddings?.id ?? ''
    byMeaning.push(await store.findByVector({ ...scope, vector, embedding_model }))
  }
  const isByMeaning = !rerank && byMeaning.length > 0
  const byWords = isByMeaning
    ? []
    : await Promise.all(
        queries.map((query) => store.findByWords({ ...scope, terms: toQueryTerms(query) })),
      )
  const combine = rerank ? fuse : merge
  const found = combine([...byWords, ...byMeaning]).filter(({ score }) => score >= threshold)
  const passages = await store.getPassages(found.slice(0, limit).map(({ chunk }) => chunk))
  const scores = new Map(found.map(({ chunk, score }) => [chunk, score]))
  return passages.map((passage) => ({ ...passage, score: scores.get(passage.chunk) ?? 0 }))
}

const filesThat = async (
  store: VectorStoreStore,
  vectorStoreIds: readonly string[],
  filter: Filter,
): Promise<number[]> => {
  const breathe = createBreath()
  const keys: number[] = []
  for (const { key, attributes } of await store.listAttributes(vectorStoreIds)) {
    if (matches(filter, attributes)) keys.push(key)
    const pause = breathe()
    if (pause) await pause
  }
  return keys
}

/** Nothing where the endpoint fails: the words are still searched. */
const embed = async (
  embeddings: EmbeddingModel,
  queries: readonly string[],
  log: Logger,
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> => {
  try {
    return await embeddings.embed(queries, signal)
  } catch (error) {
    signal?.throwIfAborted()
    log.warn({ err: error }, 'a query could not be embedded: searched by its words only')
    return []
  }
}
