import { ApiFailure } from '#console/api/failure.ts'

import { type Draft, type DraftContent, setUpload } from './draft.ts'

interface Missing {
  failure: ApiFailure
  /** The draft, with the file marked as failed. */
  mark: (draft: Draft) => Draft
}

/** The file of a draft that a refusal says is not there: it was deleted since it was uploaded. */
export const missingFile = (error: unknown, draft: DraftContent): Missing | undefined => {
  if (!(error instanceof ApiFailure) || error.status !== 404) return undefined
  const holders = [
    ...draft.attachments,
    ...draft.parts.flatMap((part) => (part.type === 'image' ? [part] : [])),
  ]
  for (const { key, upload } of holders) {
    if (upload?.fileId === undefined || !error.message.includes(upload.fileId)) continue
    const gone = `${upload.name} no longer exists. Remove it.`
    const { fileId: _, ...rest } = upload
    return {
      failure: new ApiFailure(gone, {
        kind: 'refused',
        status: 404,
        requestId: error.requestId,
        cause: error,
      }),
      mark: (now) => {
        const failed = { ...rest, state: 'failed', error: gone } as const
        const marked = setUpload(now, key, failed)
        return marked.out ? { ...marked, out: setUpload(marked.out, key, failed) } : marked
      },
    }
  }
  return undefined
}
