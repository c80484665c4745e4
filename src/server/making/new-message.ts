import type {
  AttachmentRequest,
  ContentPart,
  CreateMessageRequest,
  Message,
} from '#contract/message.ts'
import type { CreateVectorStoreRequest } from '#contract/vector-store.ts'

import type { NewId } from '../new-id.ts'
import { noFile } from '../refusals/files.ts'
import type { FileStore } from '../store/files.ts'
import type { Attach } from '../store/messages.ts'
import { THREAD_STORE_DAYS, newVectorStore } from './new-vector-store.ts'

/** The message that a request asks for. `now` is in whole seconds. */
export const newMessage = (
  request: CreateMessageRequest,
  { threadId, now, newId }: { threadId: string; now: number; newId: NewId },
): Message => ({
  id: newId('message'),
  object: 'thread.message',
  created_at: now,
  thread_id: threadId,
  status: 'completed',
  incomplete_details: null,
  completed_at: now,
  incomplete_at: null,
  role: request.role,
  content: toParts(request.content),
  assistant_id: null,
  run_id: null,
  attachments: request.attachments ?? [],
  metadata: request.metadata ?? {},
})

/** Requests give text bare, stored messages with its annotations. */
const toParts = (content: CreateMessageRequest['content']): ContentPart[] => {
  if (typeof content === 'string') return [toTextPart(content)]
  return content.map((part): ContentPart => {
    switch (part.type) {
      case 'text':
        return toTextPart(part.text)
      case 'image_file':
        return { type: 'image_file', image_file: { detail: 'auto', ...part.image_file } }
      case 'image_url':
        return { type: 'image_url', image_url: { detail: 'auto', ...part.image_url } }
    }
  })
}

const toTextPart = (value: string): ContentPart => ({
  type: 'text',
  text: { value, annotations: [] },
})

/** What the messages' attachments bring to their thread: files for its tools. `now` is in whole seconds. */
export const attachOf = (
  requests: readonly CreateMessageRequest[],
  made: { now: number; newId: NewId },
): Attach => {
  const computed = filesFor('code_interpreter', requests)
  const searched = filesFor('file_search', requests)
  return {
    ...(computed.length > 0 && { code_interpreter: computed }),
    ...(searched.length > 0 && { file_search: threadStore({ file_ids: searched }, made) }),
  }
}

/** A vector store that a thread brings with it: gone some days after it was last used. */
export const threadStore = (
  request: Omit<CreateVectorStoreRequest, 'expires_after'>,
  made: { now: number; newId: NewId },
) =>
  newVectorStore(
    { ...request, expires_after: { anchor: 'last_active_at', days: THREAD_STORE_DAYS } },
    made,
  )

const filesFor = (
  tool: AttachmentRequest['tools'][number]['type'],
  requests: readonly CreateMessageRequest[],
): string[] => {
  const files = requests
    .flatMap((request) => request.attachments ?? [])
    .filter(({ tools }) => tools.some(({ type }) => type === tool))
    .map(({ file_id }) => file_id)
  return [...new Set(files)]
}

/**
 * Refuses messages that name files which are not here.
 * @throws {ApiError} 404
 */
export const checkMessageFiles = async (
  store: FileStore,
  requests: readonly CreateMessageRequest[],
): Promise<void> => {
  return checkFiles(store, requests.flatMap(fileIdsOf))
}

const fileIdsOf = ({ attachments, content }: CreateMessageRequest): string[] => {
  const parts = typeof content === 'string' ? [] : content
  const images = parts.flatMap((part) =>
    part.type === 'image_file' ? [part.image_file.file_id] : [],
  )
  return [...(attachments ?? []).map(({ file_id }) => file_id), ...images]
}

/** @throws {ApiError} 404 for the first file that is not here */
export const checkFiles = async (store: FileStore, ids: readonly string[]): Promise<void> => {
  const missing = await store.findMissingFile(ids)
  if (missing !== undefined) throw noFile(missing)
}
