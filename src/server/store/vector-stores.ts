import type { VectorStoreFileBatch } from '#contract/vector-store-file-batch.ts'
import type {
  Attributes,
  StaticChunking,
  VectorStoreFile,
  VectorStoreFileError,
  VectorStoreFileStatus,
} from '#contract/vector-store-file.ts'
import type { VectorStore } from '#contract/vector-store.ts'

import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'

/**
 * Vector stores, the files in them, and the passages (chunks) into which those were cut. Counts and
 * bytes are kept exact with every write. What is deleted is gone from every answer at once; its
 * passages are removed in the background, some at a time (`purgeChunks`).
 */
export interface VectorStoreStore {
  insertVectorStore(store: NewVectorStore, keep?: Keep<VectorStore>): Promise<VectorStore>
  getVectorStore(id: string): Promise<VectorStore | undefined>
  updateVectorStore(id: string, change: VectorStoreChange): Promise<VectorStore | undefined>
  deleteVectorStore(id: string): Promise<boolean>
  listVectorStores(page: Page): Promise<Listed<VectorStore>>
  /** Sets `last_active_at`; what has expired stays so. */
  touchVectorStores(ids: readonly string[]): Promise<void>
  /** Ends some files of those whose time is over, and marks those that are done; their passages go. @returns 0 once all are */
  expireVectorStores(): Promise<number>

  /**
   * Puts files into a store, each to be read; one that is there already is read again, and found by its
   * earlier reading until then.
   * @returns undefined when there is no such store
   * @throws {ApiError} `vectorStoreExpired`
   */
  putVectorStoreFiles(
    vectorStoreId: string,
    files: readonly NewVectorStoreFile[],
    batchId?: string,
    keep?: Keep<PutFiles | undefined>,
  ): Promise<PutFiles | undefined>
  /**
   * Puts in some of the files that wait since they were too many for one write: every method that puts
   * files in may leave some, which the counts hold already. @returns whether there were any
   */
  putWaitingFiles(): Promise<boolean>
  getVectorStoreFile(vectorStoreId: string, fileId: string): Promise<VectorStoreFile | undefined>
  setVectorStoreFileAttributes(
    vectorStoreId: string,
    fileId: string,
    attributes: Attributes | null,
  ): Promise<VectorStoreFile | undefined>
  deleteVectorStoreFile(vectorStoreId: string, fileId: string): Promise<boolean>
  /** All files of a store, or with `batch_id` those of one of its batches. */
  listVectorStoreFiles(
    vectorStoreId: string,
    page: Page & { filter?: VectorStoreFileStatus; batch_id?: string },
  ): Promise<Listed<VectorStoreFile>>
  getVectorStoreFileBatch(
    vectorStoreId: string,
    id: string,
  ): Promise<VectorStoreFileBatch | undefined>
  /** Cancels what is not read yet. A batch that has ended stays as it is. */
  cancelVectorStoreFileBatch(
    vectorStoreId: string,
    id: string,
  ): Promise<VectorStoreFileBatch | undefined>

  /**
   * Files that wait to be read, but for those whose keys are given: of each store its oldest in turn,
   * beginning with the store that comes after the one given.
   */
  listFilesToRead(limit: number, except: readonly number[], after?: number): Promise<FileToRead[]>
  /** Of the files with these keys, those that are still to be read: not deleted, taken out or cancelled. */
  stillToRead(keys: readonly number[]): Promise<number[]>
  /** Adds passages of a file that is being read. False when it is no longer wanted. */
  insertChunks(key: number, chunks: readonly NewChunk[]): Promise<boolean>
  /** Ends the reading of a file. False when it is no longer wanted. */
  settleVectorStoreFile(key: number, end: FileReading): Promise<boolean>
  /** Removes up to so many passages that a file has, to read it from the start. @returns how many */
  deleteChunks(key: number, limit: number): Promise<number>
  /** Removes up to so many passages of what was deleted. @returns whether there may be more */
  purgeChunks(limit: number): Promise<boolean>
  /** The file's passages in order, without what each repeats of the one before. */
  readChunks(vectorStoreId: string, fileId: string): Promise<string[]>

  /** The attributes of every file that can be found. */
  listAttributes(
    vectorStoreIds: readonly string[],
  ): Promise<{ key: number; attributes: Attributes | null }[]>
  /** The passages that share most with the query, best first. */
  findByWords(query: WordsQuery): Promise<FoundChunk[]>
  /** The passages nearest to a vector of length 1, best first. */
  findByVector(query: VectorQuery): Promise<FoundChunk[]>
  /** Passages by their keys, in the same order; those that are gone are left out. */
  getPassages(chunks: readonly number[]): Promise<Passage[]>
}

export interface PutFiles {
  /** Those that did not have to wait. */
  files: VectorStoreFile[]
  /** The one they were put in with, if so asked. */
  batch?: VectorStoreFileBatch
}

export interface NewVectorStore {
  id: string
  created_at: number
  name: string
  expires_after: { days: number } | null
  metadata: Record<string, string>
  files: readonly NewVectorStoreFile[]
}

/** What another object brings for file search: a vector store of its own, or files for one that is there. */
export type Brought =
  | { made: NewVectorStore }
  | { into: string; files: readonly NewVectorStoreFile[] }

export interface NewVectorStoreFile {
  file_id: string
  created_at: number
  /** Null for what a file that is there already has. */
  chunking: StaticChunking | null
  attributes: Attributes | null
}

export interface VectorStoreChange {
  name?: string
  expires_after?: { days: number } | null
  metadata?: Record<string, string>
}

/** A file to be read; `key` stands for this reading of it in this store. */
export interface FileToRead {
  key: number
  /** The store that it is in, as `listFilesToRead` counts them. */
  store: number
  file_id: string
  filename: string
  bytes: number | null
  chunking: StaticChunking
}

export interface NewChunk {
  text: string
  /** How many characters at its start repeat the end of the passage before. */
  overlap: number
  tokens: number
  /** Its words as they are searched for. */
  terms: string
  /** Of length 1. */
  vector?: Float32Array
}

export type FileReading =
  | { status: 'completed'; embedding_model: string | null }
  | { status: 'failed'; error: VectorStoreFileError }

interface Scope {
  vectorStoreIds: readonly string[]
  /** Keys of the files to look in; all, where it is absent. */
  files?: readonly number[] | undefined
  limit: number
}
export interface WordsQuery extends Scope {
  terms: readonly string[]
}
export interface VectorQuery extends Scope {
  vector: Float32Array
  embedding_model: string
}

/** `score` is from 0 to 1: the part of the query's weight that the passage has, or the cosine. */
export interface FoundChunk {
  chunk: number
  score: number
}

export interface Passage {
  chunk: number
  text: string
  tokens: number
  file_id: string
  filename: string
  attributes: Attributes | null
}
