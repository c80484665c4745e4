import { ApiError } from './api-error.ts'

/** The largest JSON body, in bytes: far above a message of 256,000 characters, far below memory. */
export const MAX_JSON_BYTES = 32 * 1024 * 1024

/** No request of the API nests this deep; JSON that does would overflow the stack when written. */
const MAX_DEPTH = 200

const HINT =
  "(HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)"

const notJson = (cause?: unknown) =>
  new ApiError(400, null, `We could not parse the JSON body of your request. ${HINT}`, null, {
    cause,
  })

const tooDeep = () =>
  new ApiError(
    400,
    null,
    `The JSON body of your request is nested too deeply: at most ${MAX_DEPTH} levels are read.`,
  )

export const tooLarge = (limit: number) =>
  new ApiError(
    413,
    'request_too_large',
    `The request is too large. The maximum size is ${Math.floor(limit / 1024 / 1024)} MB.`,
  )

/**
 * The JSON body of a request; an empty one is read as `{}`, so that what is missing gets named.
 * @throws {ApiError} 400 for what is no JSON or nests too deep, 413 past the limit
 */
export const readJson = async (request: Request): Promise<unknown> => {
  const text = await readText(request)
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notJson(error)
  }
  if (text.length > MAX_DEPTH * 2 && isDeeper(value, MAX_DEPTH)) throw tooDeep()
  return value
}

const readText = async (request: Request): Promise<string> => {
  const length = request.headers.get('content-length')
  if (Number(length) > MAX_JSON_BYTES) throw tooLarge(MAX_JSON_BYTES)
  if (length !== null || !request.body) return request.text()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of request.body) {
    bytes += chunk.byteLength
    if (bytes > MAX_JSON_BYTES) throw tooLarge(MAX_JSON_BYTES)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

const isDeeper = (value: unknown, limit: number): boolean => {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    )
  }
  return false
}
