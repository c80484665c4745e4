import type { OperationName } from '#contract/endpoints.ts'

import { NoCursor, NoThread, StoreFull, ThreadFull, ThreadLocked } from '../store/store.ts'
import { VectorStoreExpired } from '../store/vector-stores.ts'
import {
  ApiError,
  activeRun,
  noCursor,
  noThread,
  overloaded,
  storeFull,
  threadFull,
  threadLocked,
  unexpected,
  vectorStoreExpired,
} from './api-error.ts'

const isDiskFull = (error: unknown) =>
  error instanceof StoreFull ||
  (error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOSPC' || error.code === 'EDQUOT'))

/** More is open at once than the system allows: a moment later there may be room. */
const isOverloaded = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE')

/** The refusal that a failure becomes, whatever threw it. Unknown failures keep their inside to the log. */
export const toApiError = (error: unknown, operation?: OperationName): ApiError => {
  if (error instanceof ApiError) return error
  if (error instanceof NoThread) return noThread(error.threadId)
  if (error instanceof ThreadFull) return threadFull(error.threadId)
  if (error instanceof NoCursor) return noCursor(error.param, error.cursor)
  if (error instanceof VectorStoreExpired) return vectorStoreExpired(error.vectorStoreId)
  if (error instanceof ThreadLocked) {
    const refuse = operation === 'createMessage' ? threadLocked : activeRun
    return refuse(error.threadId, error.runId)
  }
  if (isOverloaded(error)) return overloaded(error)
  return isDiskFull(error) ? storeFull(error) : unexpected(error)
}

/** The error envelope as a response. */
export const toResponse = (error: ApiError): Response =>
  new Response(JSON.stringify({ error: error.body }), {
    status: error.status,
    headers: { 'content-type': 'application/json', ...error.headers },
  })
