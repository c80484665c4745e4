import type { FileObject } from '#contract/file.ts'
import type { Upload, UploadPart } from '#contract/upload.ts'

/** What an upload holds that is not told on the wire. */
export interface StoredUpload {
  upload: Upload
  file_seconds: number | undefined
}

/** Files that are put together of parts. */
export interface UploadStore {
  insertUpload(upload: Upload, fileSeconds: number | undefined): Promise<void>
  /** Expired as soon as its time is over. */
  getUpload(id: string): Promise<StoredUpload | undefined>
  /** False unless the upload is pending and its parts stay within its bytes. */
  insertUploadPart(part: UploadPart, bytes: number): Promise<'added' | 'closed' | 'too many bytes'>
  /** Every part of an upload, with its bytes. */
  listUploadParts(id: string): Promise<{ id: string; bytes: number }[]>
  /** Inserts the file and ends the upload, if that is still pending. */
  completeUpload(id: string, file: FileObject): Promise<Upload | undefined>
  cancelUpload(id: string): Promise<Upload | undefined>
  /** Marks uploads that expired, and answers parts of ended uploads, whose bytes can go. */
  listIdleUploadParts(limit: number): Promise<string[]>
  deleteUploadParts(ids: readonly string[]): Promise<void>
}
