import { nanoid } from 'nanoid'

import { OutcomeUnknown } from '#console/api/ask-once.ts'
import { isUnanswered } from '#console/api/failure.ts'
import { repeatWords } from '#console/api/repeats.ts'
import { uploadFile } from '#console/api/upload-file.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import type { Keeping } from '#console/util/drafts.ts'
import { shownName } from '#console/util/shown-name.ts'

import { fileProblem, likelyTools } from './draft-limits.ts'
import { changeDraft, currentDraft } from './draft-store.ts'
import {
  addAttachment,
  addPart,
  forgetLost,
  removeAttachment,
  removePart,
  setUpload,
  type Upload,
  uploadEntries,
} from './draft.ts'
import { dropFile, hasPlace } from './drop-file.ts'
import { forgetUpload, holdFile, releaseFile, sources } from './upload-sources.ts'

export type FileUse = 'attachment' | 'image'

/** Puts files into the draft and begins to upload them. Answers why some were not taken. */
export const addFiles = async (
  threadId: string,
  files: readonly { file: File; as: FileUse }[],
): Promise<string[]> => {
  const taken = files.map(
    async ({ file, as }) => fileProblem(file, as) ?? (await addFile(threadId, file, as)),
  )
  return (await Promise.all(taken)).flatMap((problem) => problem ?? [])
}

/** A name makes no image: its bytes are decoded before they go anywhere. */
const imageProblem = async (file: File): Promise<string | undefined> => {
  try {
    const bitmap = await createImageBitmap(file)
    bitmap.close()
    return undefined
  } catch {
    return `${shownName(file.name)} cannot be read as an image: it is damaged, or something else. It can be attached as a file.`
  }
}

/** Takes the file at once; answers why it was let go of again. */
const addFile = async (threadId: string, file: File, as: FileUse): Promise<string | undefined> => {
  const key = nanoid(10)
  const preview = as === 'image' ? URL.createObjectURL(file) : undefined
  sources.set(key, { threadId, file, as, preview, stop: new AbortController(), wish: nanoid() })
  holdFile(key)
  const upload = uploadOf(file)
  changeDraft(
    threadId,
    (before) => {
      const draft = forgetLost(before, upload.name)
      return as === 'image'
        ? addPart(draft, { key, type: 'image', detail: 'auto', upload })
        : addAttachment(draft, { key, upload, tools: likelyTools(file.name) })
    },
    'now',
  )
  const problem = as === 'image' ? await imageProblem(file) : undefined
  if (problem === undefined) void send(key)
  else removeUpload(threadId, key)
  return problem
}

const uploadOf = (file: File): Upload => ({
  name: shownName(file.name),
  bytes: file.size,
  sent: 0,
  state: 'uploading',
})

/** At once: a browser has six connections to a server, which everything else needs too. */
const MOST_AT_ONCE = 3
let underWay = 0
const waiting: (() => void)[] = []

/** Does the work once fewer than so many are under way, in the order they came. */
const inTurn = async (work: () => Promise<void>): Promise<void> => {
  if (underWay >= MOST_AT_ONCE) await new Promise<void>((resolve) => void waiting.push(resolve))
  else underWay += 1
  try {
    await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else underWay -= 1
  }
}

const send = (key: string) => inTurn(() => sendNow(key))

const sendNow = async (key: string) => {
  const source = sources.get(key)
  if (!source) return
  const { file, as, stop } = source
  const report = (change: Partial<Upload>, keeping: Keeping = 'now') =>
    changeDraft(
      // It may have been taken along to another.
      source.threadId,
      (draft) => setUpload(draft, key, { ...uploadOf(file), ...change }),
      keeping,
    )
  report({})
  const isAgain = source.since !== undefined
  source.since ??= Date.now()
  try {
    const { id } = await uploadFile({
      file,
      purpose: as === 'image' ? 'vision' : 'assistants',
      onProgress: (sent, total) => {
        source.isSent = sent >= total
        // Progress alone is kept by no page: it would write over what is typed in another.
        report({ sent: Math.min(file.size, (sent / total) * file.size) }, 'later')
      },
      signal: stop.signal,
      key: source.wish,
      since: source.since,
      isAgain,
    })
    // It was taken out while its last bytes went.
    if (!hasPlace(source.threadId, key)) return dropFile(source.threadId, id)
    report({ state: 'done', sent: file.size, fileId: id })
    releaseFile(key)
  } catch (error) {
    if (stop.signal.aborted) return
    // Refused for good: the next try is a wish of its own.
    if (!isUnanswered(error)) {
      source.wish = nanoid()
      delete source.since
    }
    report({ state: 'failed', error: whyFailed(error) })
  }
}

const whyFailed = (error: unknown): string =>
  error instanceof OutcomeUnknown
    ? `It is not known whether it was uploaded. ${repeatWords()}`
    : describeFailure(error).message

/** Uploads a file again that failed. */
export const retryUpload = (key: string): void => void send(key)

/** Whether the file is still at hand, so that it can be sent again. */
export const canRetryUpload = (key: string): boolean => sources.has(key)

/** Cancels an upload that is under way, or deletes what was uploaded, and takes it out of the draft. */
export const removeUpload = (threadId: string, key: string): void => {
  const [, upload] = uploadEntries(currentDraft(threadId)).find(([each]) => each === key) ?? []
  forgetUpload(key)
  changeDraft(threadId, (draft) => removeAttachment(removePart(draft, key), key), 'now')
  if (upload?.fileId !== undefined) dropFile(threadId, upload.fileId)
}

/** Where the browser holds the picture of an image that was picked in this page. */
export const previewOf = (key: string): string | undefined => sources.get(key)?.preview
