import { getPath } from 'hono/utils/url'

import { type OperationName, operations, pathOf } from '#contract/operations.ts'

import { ApiError } from '../refusals/api-error.ts'
import { v1Path } from './beta.ts'
import { API_ROOMS } from './rooms.ts'
import { wirePath } from './wire-path.ts'

const paths = new Map<string, { pattern: RegExp; methods: string[] }>()
// The table's keys are the operation names.
for (const name of Object.keys(operations) as OperationName[]) {
  const { method } = operations[name]
  const path = pathOf(name)
  const pattern = path.replaceAll('{model}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')
  const row = paths.get(path) ?? { pattern: new RegExp(`^${pattern}$`), methods: [] }
  row.methods.push(method)
  paths.set(path, row)
}

const methodsOf = (path: string): string[] =>
  [...paths.values()].filter(({ pattern }) => pattern.test(path)).flatMap((row) => row.methods)

/** What a base URL that is not quite ours puts before the path of an operation, or leaves out. */
const WRONG_BASE = new RegExp(`^(?:${API_ROOMS.join('|')})*(?=/)`)

/** What most likely is wrong with a path that no operation has. */
const hintOf = (path: string, origin: string): string | undefined => {
  const withoutSlashes = path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
  if (withoutSlashes !== path && methodsOf(withoutSlashes).length > 0)
    return 'There is a slash too many.'
  if (methodsOf(withoutSlashes.replace(WRONG_BASE, '/v1')).length > 0)
    return `The base URL of your client should be ${origin}/v1.`
  if (withoutSlashes === '/v1/responses')
    return 'Here are chat completions and the Assistants API; tell your client to use one of them.'
  return undefined
}

/** The refusal of a path that no operation has, or of a method that it does not take. */
export const unknownPath = (request: Request, origin: string): ApiError => {
  const { method } = request
  const path = wirePath(request)
  const deprecated = v1Path(path)
  if (deprecated) return deprecated
  const methods = methodsOf(path)
  if (methods.length === 0) {
    const hint = hintOf(path, origin)
    return new ApiError(
      404,
      null,
      `Invalid URL (${method} ${getPath(request)})${hint ? ` (HINT: ${hint})` : ''}`,
    )
  }
  return new ApiError(
    405,
    'method_not_supported',
    `Not allowed to ${method} on ${getPath(request)}. (HINT: Perhaps you meant to use a different HTTP method?)`,
    null,
    { headers: { allow: [...new Set(methods)].join(', ') } },
  )
}
