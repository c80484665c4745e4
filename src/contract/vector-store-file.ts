import * as z from 'zod/mini'

import { UnixSeconds, nullable, openEnum, pageQuery, pairText, pairsRequest } from './primitives.ts'

/** What `auto` stands for, in tokens. */
export const DEFAULT_CHUNKING = { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 } as const

const staticChunking = z.strictObject({
  max_chunk_size_tokens: z.int().check(z.gte(100), z.lte(4096)),
  chunk_overlap_tokens: z.int(),
})
export type StaticChunking = z.infer<typeof staticChunking>

const chunkingStrategy = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto') }),
  z.strictObject({ type: z.literal('static'), static: staticChunking }),
])

/** An example of the published reference has the two sizes beside `type`. */
const nested = (given: unknown): unknown => {
  if (typeof given !== 'object' || given === null) return given
  if (!('type' in given) || given.type !== 'static' || 'static' in given) return given
  const { type, ...sizes } = given
  return Object.keys(sizes).length === 0 ? given : { type, static: sizes }
}

/** The overlap is at most half of the chunk; the server checks that, since the schema does not say so. */
export const ChunkingStrategyRequest = z.pipe(
  z.transform<ChunkingStrategyRequest, unknown>(nested),
  chunkingStrategy,
)
export type ChunkingStrategyRequest = z.infer<typeof chunkingStrategy>

export const ChunkingStrategy = z.union([
  z.object({ type: z.literal('static'), static: staticChunking }),
  z.object({ type: z.literal('other') }),
])
export type ChunkingStrategy = z.infer<typeof ChunkingStrategy>

export const Attributes = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
export type Attributes = z.infer<typeof Attributes>

const attributesRequest = pairsRequest(z.union([pairText, z.number(), z.boolean()]))

export const VectorStoreFileError = z.object({
  code: openEnum('server_error', 'unsupported_file', 'invalid_file'),
  message: z.string(),
})
export type VectorStoreFileError = z.infer<typeof VectorStoreFileError>

/** A file in a vector store; its id is the file's. */
export const VectorStoreFile = z.object({
  id: z.string(),
  object: z.literal('vector_store.file'),
  usage_bytes: z.int(),
  created_at: UnixSeconds,
  vector_store_id: z.string(),
  status: openEnum('in_progress', 'completed', 'cancelled', 'failed'),
  last_error: nullable(VectorStoreFileError),
  chunking_strategy: z.optional(ChunkingStrategy),
  attributes: z.optional(z.nullable(Attributes)),
})
export type VectorStoreFile = z.infer<typeof VectorStoreFile>

export const VECTOR_STORE_FILE_STATUSES = [
  'in_progress',
  'completed',
  'failed',
  'cancelled',
] as const
export type VectorStoreFileStatus = (typeof VECTOR_STORE_FILE_STATUSES)[number]

const fileOptions = {
  chunking_strategy: z.optional(z.nullable(ChunkingStrategyRequest)),
  attributes: z.optional(z.nullable(attributesRequest)),
}

export const CreateVectorStoreFileRequest = z.strictObject({
  file_id: z.string(),
  ...fileOptions,
})
export type CreateVectorStoreFileRequest = z.infer<typeof CreateVectorStoreFileRequest>

export const UpdateVectorStoreFileAttributesRequest = z.strictObject({
  attributes: z.nullable(attributesRequest),
})

export const ListVectorStoreFilesQuery = z.object({
  ...pageQuery,
  filter: z.optional(z.enum(VECTOR_STORE_FILE_STATUSES)),
})

export const VectorStoreFileContent = z.object({
  object: z.literal('vector_store.file_content.page'),
  data: z.array(z.object({ type: z.string(), text: z.string() })),
  has_more: z.boolean(),
  next_page: nullable(z.string()),
})

const batchOf = <T extends z.ZodMiniType>(item: T) =>
  z.optional(z.array(item).check(z.minLength(1), z.maxLength(2000)))

/** One of `file_ids`, to which the options apply, and `files`, each with its own. */
export const CreateVectorStoreFileBatchRequest = z.strictObject({
  file_ids: batchOf(z.string()),
  files: batchOf(CreateVectorStoreFileRequest),
  ...fileOptions,
})
export type CreateVectorStoreFileBatchRequest = z.infer<typeof CreateVectorStoreFileBatchRequest>
