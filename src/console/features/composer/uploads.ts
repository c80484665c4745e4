import { nanoid } from 'nanoid'

import { uploadFile } from '#console/api/upload-file.ts'
import { describeFailure } from '#console/util/describe-failure.ts'

import { fileProblem, likelyTools } from './draft-limits.ts'
import { changeDraft } from './draft-store.ts'
import {
  addAttachment,
  addPart,
  removeAttachment,
  removePart,
  setUpload,
  type Upload,
} from './draft.ts'

/** What an upload needs beside its draft: the file itself cannot be kept in storage. */
interface Source {
  threadId: string
  file: File
  as: 'attachment' | 'image'
  stop: AbortController
  preview: string | undefined
}
const sources = new Map<string, Source>()

/** Puts files into the draft and begins to upload them. Answers why some were not taken. */
export const addFiles = (
  threadId: string,
  files: readonly File[],
  as: 'attachment' | 'image',
): string[] =>
  files.flatMap((file) => {
    const problem = fileProblem(file, as)
    if (problem === undefined) addFile(threadId, file, as)
    return problem ?? []
  })

const addFile = (threadId: string, file: File, as: Source['as']) => {
  const key = nanoid(10)
  const preview = as === 'image' ? URL.createObjectURL(file) : undefined
  sources.set(key, { threadId, file, as, preview, stop: new AbortController() })
  const upload = uploadOf(file)
  changeDraft(threadId, (draft) =>
    as === 'image'
      ? addPart(draft, { key, type: 'image', detail: 'auto', upload })
      : addAttachment(draft, { key, upload, tools: likelyTools(file.name) }),
  )
  void send(key)
}

const uploadOf = (file: File): Upload => ({
  name: file.name,
  bytes: file.size,
  sent: 0,
  state: 'uploading',
})

const send = async (key: string) => {
  const source = sources.get(key)
  if (!source) return
  const { threadId, file, as, stop } = source
  const report = (change: Partial<Upload>) =>
    changeDraft(threadId, (draft) => setUpload(draft, key, { ...uploadOf(file), ...change }))
  report({})
  try {
    const { id } = await uploadFile({
      file,
      purpose: as === 'image' ? 'vision' : 'assistants',
      onProgress: (sent, total) =>
        report({ sent: Math.min(file.size, (sent / total) * file.size) }),
      signal: stop.signal,
    })
    report({ state: 'done', sent: file.size, fileId: id })
  } catch (error) {
    if (!stop.signal.aborted) report({ state: 'failed', error: describeFailure(error).message })
  }
}

/** Uploads a file again that failed. */
export const retryUpload = (key: string): void => void send(key)

/** Whether the file is still at hand, so that it can be sent again. */
export const canRetryUpload = (key: string): boolean => sources.has(key)

/** Cancels an upload that is under way, and takes it out of the draft. */
export const removeUpload = (threadId: string, key: string): void => {
  forgetUpload(key)
  changeDraft(threadId, (draft) => removeAttachment(removePart(draft, key), key))
}

/** Lets go of a file that is no longer part of a draft. */
export const forgetUpload = (key: string): void => {
  const source = sources.get(key)
  source?.stop.abort()
  if (source?.preview !== undefined) URL.revokeObjectURL(source.preview)
  sources.delete(key)
}

/** Where the browser holds the picture of an image that was picked in this page. */
export const previewOf = (key: string): string | undefined => sources.get(key)?.preview
