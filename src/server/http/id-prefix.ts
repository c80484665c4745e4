import { ApiError } from '../refusals/api-error.ts'

/** What the ids in a path begin with. Files have no row: any unknown file id is a 404 of its own. */
const PREFIXES: Record<string, string> = {
  thread_id: 'thread',
  message_id: 'msg',
  run_id: 'run',
  step_id: 'step',
  assistant_id: 'asst',
  vector_store_id: 'vs',
  batch_id: 'vsfb',
  upload_id: 'upload',
}

/**
 * Refuses ids that cannot be of their kind: a client that passes `undefined` is told so at once.
 * @throws {ApiError} 400
 */
export const checkIds = (params: Record<string, string>): void => {
  for (const [name, id] of Object.entries(params)) {
    const prefix = PREFIXES[name]
    if (prefix === undefined || id.startsWith(prefix)) continue
    const shown = id.length > 100 ? `${id.slice(0, 100)}…` : id
    throw new ApiError(
      400,
      'invalid_value',
      `Invalid '${name}': '${shown}'. Expected an ID that begins with '${prefix}'.`,
      name,
    )
  }
}
