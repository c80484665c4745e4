import { ID_PREFIX, type IdKind } from '#contract/id.ts'

import { ApiError, clip } from '../refusals/api-error.ts'

/** Whose ids a path holds. Files have no row: any unknown file id is a 404 of its own. */
const KINDS: Record<string, IdKind> = {
  thread_id: 'thread',
  message_id: 'message',
  run_id: 'run',
  step_id: 'run_step',
  assistant_id: 'assistant',
  vector_store_id: 'vector_store',
  batch_id: 'vector_store_file_batch',
  upload_id: 'upload',
  person_id: 'person',
  label_id: 'label',
  review_id: 'review',
}

/** What the ids of a kind begin with, as the hosted service says it: without what divides it from the rest. */
const prefixOf = (kind: IdKind): string => ID_PREFIX[kind].slice(0, -1)

/**
 * Refuses ids that cannot be of their kind: a client that passes `undefined` is told so at once.
 * @throws {ApiError} 400
 */
export const checkIds = (params: Record<string, string>): void => {
  for (const [name, id] of Object.entries(params)) {
    const kind = KINDS[name]
    if (kind === undefined || id.startsWith(prefixOf(kind))) continue
    throw new ApiError(
      400,
      'invalid_value',
      `Invalid '${name}': '${clip(id)}'. Expected an ID that begins with '${prefixOf(kind)}'.`,
      name,
    )
  }
}
