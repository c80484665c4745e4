import type { FileObject } from '#contract/file.ts'
import type { Upload, UploadPart } from '#contract/upload.ts'

import type { Keep } from './answers.ts'

/** What an upload holds that is not told on the wire. */
export interface StoredUpload {
  upload: Upload
  file_seconds: number | undefined
}

export type PartOutcome = 'added' | 'closed' | 'too many bytes'

/** Files that are put together of parts. */
export interface UploadStore {
  insertUpload(upload: Upload, fileSeconds: number | undefined, keep?: Keep<void>): Promise<void>
  /** Expired as soon as its time is over. */
  getUpload(id: string): Promise<StoredUpload | undefined>
  /** False unless the upload is pending and its parts stay within its bytes. */
  insertUploadPart(part: UploadPart, bytes: number, keep?: Keep<PartOutcome>): Promise<PartOutcome>
  /** Every part of an upload, with its bytes. */
  listUploadParts(id: string): Promise<{ id: string; bytes: number }[]>
  /** Inserts the file and ends the upload, if that is still pending. */
  completeUpload(
    id: string,
    file: FileObject,
    keep?: Keep<Upload | undefined>,
  ): Promise<Upload | undefined>
  cancelUpload(id: string): Promise<Upload | undefined>
  /** Ends uploads whose time is over. Answers parts of ended ones, whose bytes can go. */
  expireUploads(limit: number): Promise<string[]>
  deleteUploadParts(ids: readonly string[]): Promise<void>
}
