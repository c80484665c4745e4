import type { ToolResources, ToolResourcesRequest } from '#contract/tool.ts'

import type { NewId } from '../new-id.ts'
import { mutuallyExclusive } from '../refusals/parameters.ts'
import type { FileStore } from '../store/files.ts'
import type { NewVectorStore, VectorStoreStore } from '../store/vector-stores.ts'
import { checkFiles } from './new-message.ts'
import { checkVectorStores, newVectorStore } from './new-vector-store.ts'

interface Made {
  /** Whole seconds. */
  now: number
  newId: NewId
  /** How long a vector store made here is kept after it was last used; without end where absent. */
  days?: number
}

/** Tool resources as they are kept, and the vector store that is to be made with them. */
export interface MadeResources {
  tool_resources: ToolResources
  made?: NewVectorStore
}

/**
 * Tool resources as they are kept: what was left out or null is absent. A vector store that was asked for
 * is inserted by the write that keeps them, so that neither is there without the other. What stood in those of `held` may have been deleted since, and is written back.
 * @throws {ApiError} when they name what is not here
 */
export const newToolResources = async (
  store: FileStore & VectorStoreStore,
  requested: ToolResourcesRequest | null | undefined,
  made: Made,
  held?: ToolResources | null,
): Promise<MadeResources> => {
  const { code_interpreter, file_search } = requested ?? {}
  await checkFiles(store, without(code_interpreter?.file_ids, held?.code_interpreter?.file_ids))
  const known = held?.file_search?.vector_store_ids
  const searched = file_search && (await storesFor(store, file_search, made, known))
  return {
    tool_resources: {
      ...(code_interpreter && { code_interpreter: { file_ids: code_interpreter.file_ids ?? [] } }),
      ...(searched && { file_search: { vector_store_ids: searched.ids } }),
    },
    ...(searched?.made && { made: searched.made }),
  }
}

const without = (ids: readonly string[] = [], known: readonly string[] = []): string[] =>
  ids.filter((id) => !known.includes(id))

type FileSearchRequest = NonNullable<ToolResourcesRequest['file_search']>

const PARAM = 'tool_resources.file_search'

const storesFor = async (
  store: FileStore & VectorStoreStore,
  { vector_store_ids, vector_stores }: FileSearchRequest,
  { now, newId, days }: Made,
  known: readonly string[] | undefined,
): Promise<{ ids: string[]; made?: NewVectorStore }> => {
  if (vector_store_ids?.length && vector_stores?.length) {
    throw mutuallyExclusive(`${PARAM}.vector_store_ids`, `${PARAM}.vector_stores`)
  }
  await checkVectorStores(store, without(vector_store_ids, known))
  const [request] = vector_stores ?? []
  if (!request) return { ids: vector_store_ids ?? [] }
  await checkFiles(store, request.file_ids ?? [])
  const expires_after = days === undefined ? null : ({ anchor: 'last_active_at', days } as const)
  const asked = newVectorStore({ ...request, expires_after }, { now, newId })
  return { ids: [asked.id], made: asked }
}
