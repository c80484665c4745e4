import type { Services } from '../services.ts'

type Parts = Pick<Services, 'store' | 'bytes'>

/**
 * Removes the bytes of a file that could not be kept. A write that failed may have left its row: where
 * only the sync after it failed, the file is there, and so is the answer to its request.
 */
export const dropFileBytes = async ({ store, bytes }: Parts, id: string): Promise<void> => {
  if (!(await store.getFile(id))) await bytes.delete(id)
}

/** The same of a part of an upload. */
export const dropPartBytes = async (
  { store, bytes }: Parts,
  uploadId: string,
  id: string,
): Promise<void> => {
  const parts = await store.listUploadParts(uploadId)
  if (!parts.some((part) => part.id === id)) await bytes.delete(id)
}
