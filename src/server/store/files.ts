import type { FileObject } from '#contract/file.ts'

import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'

/** What is known of files; their bytes are elsewhere. */
export interface FileStore {
  insertFile(file: FileObject, keep?: Keep<void>): Promise<void>
  /** Undefined also for a file whose time is over. */
  getFile(id: string): Promise<FileObject | undefined>
  /** The first of the ids of which there is no file, or one whose time is over. */
  findMissingFile(ids: readonly string[]): Promise<string | undefined>
  /** Takes it out of every vector store too. */
  deleteFile(id: string): Promise<boolean>
  /** Files whose time is over, to be deleted. */
  listExpiredFiles(limit: number): Promise<string[]>
  /** Files deleted in the last day, and some from before, after that id and in the order of ids. */
  listDeletedFiles(limit: number, after?: string): Promise<string[]>
  /** All whose bytes belong here, after that id and in the order of ids: not those of another server. */
  listFileIds(limit: number, after?: string): Promise<string[]>
  /** Without those whose time is over. */
  listFiles(page: Page & { purpose?: string }): Promise<Listed<FileObject>>
}
