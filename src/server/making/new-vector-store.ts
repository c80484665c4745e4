import {
  type ChunkingStrategyRequest,
  type CreateVectorStoreFileRequest,
  DEFAULT_CHUNKING,
  type StaticChunking,
} from '#contract/vector-store-file.ts'
import type { CreateVectorStoreRequest } from '#contract/vector-store.ts'

import type { NewId } from '../new-id.ts'
import { ApiError } from '../refusals/api-error.ts'
import { belowMinimum } from '../refusals/parameters.ts'
import { noVectorStore, vectorStoreExpired } from '../refusals/vector-stores.ts'
import type { VectorStoreStore } from '../store/vector-stores.ts'
import type { NewVectorStore, NewVectorStoreFile } from '../store/vector-stores.ts'

interface Made {
  /** Whole seconds. */
  now: number
  newId: NewId
}

/** How long the stores that threads bring with them are kept after they were last used, in days. */
export const THREAD_STORE_DAYS = 7

/** The vector store that a request asks for. @throws {ApiError} 400 for an overlap that is too large */
export const newVectorStore = (
  request: CreateVectorStoreRequest,
  { now, newId }: Made,
): NewVectorStore => {
  // Looked at also where there are no files to chunk.
  const chunking = toChunking(request.chunking_strategy, 'chunking_strategy')
  return {
    id: newId('vector_store'),
    created_at: now,
    name: request.name ?? '',
    expires_after: request.expires_after ? { days: request.expires_after.days } : null,
    metadata: request.metadata ?? {},
    files: [...new Set(request.file_ids)].map((file_id) => ({
      file_id,
      created_at: now,
      chunking,
      attributes: null,
    })),
  }
}

/** A file as a request puts it into a store. @throws {ApiError} 400 for an overlap that is too large */
export const newVectorStoreFile = (
  { file_id, chunking_strategy, attributes }: CreateVectorStoreFileRequest,
  { now, param }: { now: number; param: string },
): NewVectorStoreFile => ({
  file_id,
  created_at: now,
  chunking: toChunking(chunking_strategy, param),
  attributes: attributes ?? null,
})

const toChunking = (
  strategy: ChunkingStrategyRequest | null | undefined,
  param: string,
): StaticChunking | null => {
  if (!strategy) return null
  if (strategy.type !== 'static') return DEFAULT_CHUNKING
  const { max_chunk_size_tokens: max, chunk_overlap_tokens: overlap } = strategy.static
  const place = `${param}.static.chunk_overlap_tokens`
  if (overlap < 0) throw belowMinimum(place, 'integer', 0, overlap)
  if (overlap > max / 2) {
    throw new ApiError(
      400,
      'invalid_value',
      `Invalid '${place}': must not exceed half of max_chunk_size_tokens (${max}), but got ${overlap} instead.`,
      place,
    )
  }
  return strategy.static
}

/** @throws {ApiError} 404 for the first that is not here, 400 for one that has expired */
export const checkVectorStores = async (
  store: VectorStoreStore,
  ids: readonly string[],
): Promise<void> => {
  for (const id of ids) {
    const found = await store.getVectorStore(id)
    if (!found) throw noVectorStore(id)
    if (found.status === 'expired') throw vectorStoreExpired(id)
  }
}
