import type { CreateThreadRequest, Thread } from '#contract/thread.ts'

import type { NewId } from '../new-id.ts'
import type { FileStore } from '../store/files.ts'
import { attachTo } from '../store/messages.ts'
import type { VectorStoreStore } from '../store/vector-stores.ts'
import { attachOf } from './new-message.ts'
import { THREAD_STORE_DAYS } from './new-vector-store.ts'
import { makeToolResources } from './tool-resources.ts'

/**
 * The thread that a request asks for, with the vector store that it or its messages' attachments bring,
 * which is made here. `now` is in whole seconds.
 * @throws {ApiError} when it names what is not here
 */
export const makeThread = async (
  store: FileStore & VectorStoreStore,
  request: CreateThreadRequest,
  made: { now: number; newId: NewId },
): Promise<Thread> => {
  const requested = request.tool_resources
  const resources = await makeToolResources(store, requested, { ...made, days: THREAD_STORE_DAYS })
  const { file_search: attached, ...attach } = attachOf(request.messages ?? [], made)
  const tool_resources = attachTo(resources, attach)
  const [held] = tool_resources.file_search?.vector_store_ids ?? []
  if (attached && held === undefined) {
    await store.insertVectorStore(attached)
    tool_resources.file_search = { vector_store_ids: [attached.id] }
  } else if (attached && held !== undefined) {
    await store.putVectorStoreFiles(held, attached.files)
  }
  return {
    id: made.newId('thread'),
    object: 'thread',
    created_at: made.now,
    metadata: request.metadata ?? {},
    tool_resources,
  }
}
