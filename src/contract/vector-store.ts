import * as z from 'zod/mini'

import { MAX_SEARCH_RESULTS } from './limits.ts'
import { Metadata, MetadataRequest, UnixSeconds, nullable, openEnum } from './primitives.ts'
import { Attributes, ChunkingStrategyRequest } from './vector-store-file.ts'

export const FileCounts = z.object({
  in_progress: z.int(),
  completed: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  total: z.int(),
})
export type FileCounts = z.infer<typeof FileCounts>

const expiresAfter = {
  anchor: z.literal('last_active_at'),
  days: z.int().check(z.gte(1), z.lte(365)),
}

export const VectorStore = z.object({
  id: z.string(),
  object: z.literal('vector_store'),
  created_at: UnixSeconds,
  name: z._default(z.string(), ''),
  usage_bytes: z.int(),
  file_counts: FileCounts,
  status: openEnum('expired', 'in_progress', 'completed'),
  expires_after: z.optional(z.nullable(z.object(expiresAfter))),
  expires_at: nullable(UnixSeconds),
  last_active_at: nullable(UnixSeconds),
  metadata: Metadata,
})
export type VectorStore = z.infer<typeof VectorStore>

export const CreateVectorStoreRequest = z.strictObject({
  file_ids: z.optional(z.nullable(z.array(z.string()).check(z.maxLength(500)))),
  name: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  expires_after: z.optional(z.nullable(z.strictObject(expiresAfter))),
  chunking_strategy: z.optional(z.nullable(ChunkingStrategyRequest)),
  metadata: z.optional(z.nullable(MetadataRequest)),
})
export type CreateVectorStoreRequest = z.infer<typeof CreateVectorStoreRequest>

export const ModifyVectorStoreRequest = z.strictObject({
  name: z.optional(z.nullable(z.string())),
  expires_after: z.optional(z.nullable(z.strictObject(expiresAfter))),
  metadata: z.optional(z.nullable(MetadataRequest)),
})
export type ModifyVectorStoreRequest = z.infer<typeof ModifyVectorStoreRequest>

const scalar = z.union([z.string(), z.number(), z.boolean()])

export const ComparisonFilter = z.strictObject({
  type: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin']),
  key: z.string(),
  value: z.union([scalar, z.array(z.union([z.string(), z.number()]))]),
})
export type ComparisonFilter = z.infer<typeof ComparisonFilter>

export interface CompoundFilter {
  type: 'and' | 'or'
  filters: (ComparisonFilter | CompoundFilter)[]
}
export const CompoundFilter: z.ZodMiniType<CompoundFilter, CompoundFilter> = z.strictObject({
  type: z.enum(['and', 'or']),
  filters: z.array(z.lazy(() => z.union([ComparisonFilter, CompoundFilter]))),
})

/** What a file's attributes have to be for its passages to be found. */
export const Filter = z.union([ComparisonFilter, CompoundFilter])
export type Filter = ComparisonFilter | CompoundFilter

export const SearchVectorStoreRequest = z.strictObject({
  query: z.union([z.string(), z.array(z.string())]),
  rewrite_query: z.optional(z.nullable(z.boolean())),
  max_num_results: z.optional(z.nullable(z.int().check(z.gte(1), z.lte(MAX_SEARCH_RESULTS)))),
  filters: z.optional(z.nullable(Filter)),
  ranking_options: z.optional(
    z.nullable(
      z.strictObject({
        ranker: z.optional(z.enum(['none', 'auto', 'default-2024-11-15'])),
        score_threshold: z.optional(z.number().check(z.gte(0), z.lte(1))),
      }),
    ),
  ),
})
export type SearchVectorStoreRequest = z.infer<typeof SearchVectorStoreRequest>

export const VectorStoreSearchResult = z.object({
  file_id: z.string(),
  filename: z.string(),
  /** From 0 to 1. */
  score: z.number(),
  attributes: nullable(Attributes),
  content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
})
export type VectorStoreSearchResult = z.infer<typeof VectorStoreSearchResult>

export const VectorStoreSearchResults = z.object({
  object: z.literal('vector_store.search_results.page'),
  search_query: z.array(z.string()),
  data: z.array(VectorStoreSearchResult),
  has_more: z.boolean(),
  next_page: nullable(z.string()),
})
export type VectorStoreSearchResults = z.infer<typeof VectorStoreSearchResults>
