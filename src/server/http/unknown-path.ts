import { type Endpoint, endpoints } from '#contract/endpoints.ts'

import { ApiError } from './api-error.ts'

const paths = new Map<string, { pattern: RegExp; methods: string[] }>()
for (const { path, method } of Object.values<Endpoint>(endpoints)) {
  const pattern = path.replaceAll('{model}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')
  const row = paths.get(path) ?? { pattern: new RegExp(`^/v1${pattern}$`), methods: [] }
  row.methods.push(method)
  paths.set(path, row)
}

/** The refusal of a path that no operation has, or of a method that it does not take. */
export const unknownPath = (method: string, path: string): ApiError => {
  const methods = [...paths.values()]
    .filter(({ pattern }) => pattern.test(path))
    .flatMap((row) => row.methods)
  if (methods.length === 0) return new ApiError(404, null, `Invalid URL (${method} ${path})`)
  return new ApiError(
    405,
    'method_not_supported',
    `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?)`,
    null,
    { headers: { allow: [...new Set(methods)].join(', ') } },
  )
}
