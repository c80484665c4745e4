import type * as z from 'zod/mini'

import type { CreateThreadRequest, Thread } from '#contract/thread.ts'
import type { ToolResources, ToolResourcesRequest } from '#contract/tool.ts'

import { ApiError } from '../http/api-error.ts'
import type { NewId } from '../services.ts'
import { type Store, attachTo } from '../store/store.ts'
import { attachOf, checkFiles } from './new-message.ts'

/** The thread that a request asks for, its first messages' attachments included. `now` is in whole seconds. */
export const newThread = (
  request: CreateThreadRequest,
  { now, newId }: { now: number; newId: NewId },
): Thread => ({
  id: newId('thread'),
  object: 'thread',
  created_at: now,
  metadata: request.metadata ?? {},
  tool_resources: attachTo(
    toToolResources(request.tool_resources),
    attachOf(request.messages ?? []),
  ),
})

type Requested = z.infer<typeof ToolResourcesRequest> | null | undefined

/** Tool resources as they are kept: what was left out or null is absent. */
export const toToolResources = (requested: Requested): ToolResources => {
  const { code_interpreter, file_search } = requested ?? {}
  return {
    ...(code_interpreter && { code_interpreter: { file_ids: code_interpreter.file_ids ?? [] } }),
    ...(file_search && {
      file_search: { vector_store_ids: file_search.vector_store_ids ?? [] },
    }),
  }
}

/**
 * Refuses tool resources that name files which are not here, or that ask for a vector store to be made.
 * @throws {ApiError}
 */
export const checkToolResources = async (store: Store, requested: Requested): Promise<void> => {
  if (requested?.file_search?.vector_stores?.length) {
    throw new ApiError(
      400,
      'unsupported_parameter',
      'This server does not make vector stores yet.',
      'tool_resources.file_search.vector_stores',
    )
  }
  await checkFiles(store, requested?.code_interpreter?.file_ids ?? [])
}
