import type { StaticChunking } from '#contract/vector-store-file.ts'

import type { Chunk } from '../chunk.ts'

/** A passage with the words by which it is found, one space between them. */
export interface ReadChunk extends Chunk {
  terms: string
}

/** What the reading process is told. Bytes come in pieces; after each `chunks` it waits for `more`. */
export type ToReader =
  | { type: 'file'; filename: string; bytes: number; chunking: StaticChunking; maxTokens: number }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'end' }
  | { type: 'more' }

/** What it answers; before that, which page it begins to read. */
export type FromReader =
  | { type: 'page'; number: number }
  | { type: 'chunks'; chunks: ReadChunk[] }
  | { type: 'done' }
  | { type: 'unreadable'; code: 'unsupported_file' | 'invalid_file'; message: string }
  | { type: 'broken'; message: string }
