import { getPath } from 'hono/utils/url'

import { type Endpoint, type OperationName, endpoints } from '#contract/endpoints.ts'
import { INCLUDE_FILE_SEARCH_CONTENT } from '#contract/include.ts'
import { ApiError } from '#server/refusals/api-error.ts'

import { operationOf } from './strict.ts'

/** What the published lists and reads are asked with. Other names change nothing, as on the hosted service. */
const QUERY = /^(after|before|filter|limit|order|purpose|run_id)$/
const INCLUDE = /^include(\[\d*\])?$/
/** These alone have an `include[]` that is published. */
const INCLUDING: readonly OperationName[] = ['createRun', 'listRunSteps', 'getRunStep']

/** Headers that are ours, or a browser's, which our app would judge and the hosted service does not. */
const UNKNOWN_HEADERS = ['idempotency-key', 'last-event-id', 'cookie', 'origin', 'referer']

export interface PublishedRequest {
  name: OperationName
  request: Request
}

/**
 * A request without what the published wire does not know.
 * @throws {ApiError} 404 for what only our own wire has
 */
export const toPublished = (
  asked: Request,
  { withoutRunFilter = false }: { withoutRunFilter?: boolean | undefined },
): PublishedRequest => {
  const name = publishedOperation(asked)
  const url = new URL(asked.url)
  for (const [key, value] of new URLSearchParams(url.search)) {
    if (INCLUDE.test(key) && INCLUDING.includes(name)) checkIncluded(value)
    else if (!QUERY.test(key)) url.searchParams.delete(key)
  }
  if (withoutRunFilter && name === 'listMessages') url.searchParams.delete('run_id')
  const headers = new Headers(asked.headers)
  for (const header of UNKNOWN_HEADERS) headers.delete(header)
  const { method, body, signal } = asked
  const init = { method, headers, signal, ...(body && { body, duplex: 'half' as const }) }
  return { name, request: new Request(url, init) }
}

const publishedOperation = (asked: Request): OperationName => {
  const path = getPath(asked)
  const name = path.startsWith('/v1/')
    ? operationOf(asked.method, path.slice('/v1'.length))
    : undefined
  const endpoint: Endpoint | undefined = name && endpoints[name]
  if (!name || endpoint?.extension) {
    throw new ApiError(404, null, `Invalid URL (${asked.method} ${path})`)
  }
  return name
}

const checkIncluded = (value: string): void => {
  if (value === INCLUDE_FILE_SEARCH_CONTENT) return
  const message = `Invalid value: '${value}'. Supported values are: '${INCLUDE_FILE_SEARCH_CONTENT}'.`
  throw new ApiError(400, 'invalid_value', message, 'include[0]')
}

/** @throws {ApiError} 401 unless it has this key */
export const checkKey = (asked: Request, key: string): void => {
  const header = asked.headers.get('authorization')
  if (header === `Bearer ${key}`) return
  if (header === null) {
    throw new ApiError(
      401,
      null,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). You can obtain an API key from https://platform.openai.com/account/api-keys.",
    )
  }
  throw new ApiError(
    401,
    'invalid_api_key',
    'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.',
  )
}
