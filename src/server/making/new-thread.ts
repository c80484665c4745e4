import type { CreateThreadRequest, Thread } from '#contract/thread.ts'
import type { ToolResources } from '#contract/tool.ts'

import type { NewId } from '../new-id.ts'
import type { FileStore } from '../store/files.ts'
import { attachTo } from '../store/messages.ts'
import type {
  Brought,
  NewVectorStore,
  NewVectorStoreFile,
  VectorStoreStore,
} from '../store/vector-stores.ts'
import { attachOf } from './new-message.ts'
import { THREAD_STORE_DAYS } from './new-vector-store.ts'
import { newToolResources } from './tool-resources.ts'

/**
 * The thread that a request asks for, and what it and its messages' attachments bring for file search,
 * which the write that inserts it inserts too. `now` is in whole seconds.
 * @throws {ApiError} when it names what is not here
 */
export const newThread = async (
  store: FileStore & VectorStoreStore,
  request: CreateThreadRequest,
  asked: { now: number; newId: NewId },
): Promise<{ thread: Thread; brought?: Brought }> => {
  const own = { ...asked, days: THREAD_STORE_DAYS }
  const { tool_resources: resources, made } = await newToolResources(
    store,
    request.tool_resources,
    own,
  )
  const { file_search: attached, ...attach } = attachOf(request.messages ?? [], asked)
  const tool_resources = attachTo(resources, attach)
  const brought = broughtBy(tool_resources, made, attached)
  if (brought && 'made' in brought) {
    tool_resources.file_search = { vector_store_ids: [brought.made.id] }
  }
  const thread: Thread = {
    id: asked.newId('thread'),
    object: 'thread',
    created_at: asked.now,
    metadata: request.metadata ?? {},
    tool_resources,
  }
  return { thread, ...(brought && { brought }) }
}

/** Files that messages bring go into the thread's vector store; where it has none, into one of their own. */
const broughtBy = (
  { file_search }: ToolResources,
  made: NewVectorStore | undefined,
  attached: NewVectorStore | undefined,
): Brought | undefined => {
  if (!attached) return made && { made }
  if (made) return { made: { ...made, files: withFiles(made.files, attached.files) } }
  const [into] = file_search?.vector_store_ids ?? []
  return into === undefined ? { made: attached } : { into, files: attached.files }
}

/** Without those that are there already: how they are to be read is known. */
const withFiles = (
  files: readonly NewVectorStoreFile[],
  others: readonly NewVectorStoreFile[],
): NewVectorStoreFile[] => {
  const held = new Set(files.map(({ file_id }) => file_id))
  return [...files, ...others.filter(({ file_id }) => !held.has(file_id))]
}
