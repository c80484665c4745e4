import { deleteFile } from '#console/api/file-writes.ts'

import { currentDraft, forgetDraft } from './draft-store.ts'
import { type Draft, uploadEntries } from './draft.ts'
import { forgetUpload } from './upload-sources.ts'

const AGAIN_MS = 10_000

/** Whether a message that was or may be made of the draft has the file. */
const mayBeNeeded = (draft: Draft, fileId: string): boolean =>
  draft.sending !== undefined ||
  [draft, draft.out, draft.aside].some(
    (content) => content && uploadEntries(content).some(([, upload]) => upload.fileId === fileId),
  )

/** Whether the draft has a place for what is uploaded under the key. */
export const hasPlace = (threadId: string, key: string): boolean => {
  const draft = currentDraft(threadId)
  return [draft, draft.out, draft.aside].some(
    (content) => content && uploadEntries(content).some(([each]) => each === key),
  )
}

/**
 * Deletes a file that was uploaded for a draft and taken out of it: nothing shows it any more, so that
 * nobody could delete it later. A failure is tried again once, and then left.
 */
export const dropFile = (threadId: string, fileId: string): void => {
  if (mayBeNeeded(currentDraft(threadId), fileId)) return
  deleteFile(fileId).catch(() =>
    setTimeout(() => void deleteFile(fileId).catch(() => undefined), AGAIN_MS),
  )
}

/** Forgets a draft with the files that were uploaded for it. */
export const discardDraft = (threadId: string): void => {
  const draft = currentDraft(threadId)
  forgetDraft(threadId)
  const uploads = [draft, draft.out, draft.aside].flatMap((content) =>
    content ? uploadEntries(content) : [],
  )
  for (const [key, { fileId }] of uploads) {
    forgetUpload(key)
    // What became of a message that was sent is not known: it may have them.
    if (fileId !== undefined && draft.sending === undefined) dropFile(threadId, fileId)
  }
}
