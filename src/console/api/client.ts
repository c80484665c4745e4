import * as z from 'zod/mini'

import {
  type BodyOf,
  type Endpoint,
  type OperationName,
  type PathParams,
  type QueryOf,
  type ResponseOf,
  endpoints,
} from '#contract/endpoints.ts'

import { malformed, refusalOf, unreachable } from './failure.ts'

type ParamsOption<Name extends OperationName> = keyof PathParams<Name> extends never
  ? { params?: undefined }
  : { params: PathParams<Name> }

/** Where an operation is asked: path parameters by their published names, and the query. */
export type Address<Name extends OperationName> = ParamsOption<Name> & { query?: QueryOf<Name> }

export type RequestOptions<Name extends OperationName> = Address<Name> & {
  body?: BodyOf<Name>
  signal?: AbortSignal
  headers?: Record<string, string>
}

const none = {}
type Anything = {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  headers?: Record<string, string>
}

/** The path with its parameters filled in and escaped. */
export const fillPath = (path: string, params: Record<string, string> = none): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

/** Query text as the SDKs send it: `include[]=a`, `metadata[key]=value`; undefined is left out. */
export const queryText = (query: Record<string, unknown> = none): string => {
  const search = new URLSearchParams()
  const add = (name: string, value: unknown) => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      search.append(name, String(value))
    }
  }
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const item of value) add(`${name}[]`, item)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) add(`${name}[${key}]`, item)
    } else add(name, value)
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}

/** The same-origin address of an operation. */
export const urlOf = <Name extends OperationName>(name: Name, options: Address<Name>): string => {
  // The generic is erased here: parameters and query are plain records whatever the operation.
  const { params, query } = options as Anything
  return `/v1${fillPath(endpoints[name].path, params)}${queryText(query)}`
}

/** Sends a request and answers the response once it is known not to be a refusal: for streams and bytes. */
export const open = async <Name extends OperationName>(
  name: Name,
  options: RequestOptions<Name>,
): Promise<Response> => {
  const endpoint: Endpoint = endpoints[name]
  const { body, signal, headers } = options as Anything
  const init: RequestInit = {
    method: endpoint.method,
    headers: {
      ...(endpoint.beta && { 'OpenAI-Beta': 'assistants=v2' }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
  }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (signal) init.signal = signal
  const response = await send(urlOf(name, options), init)
  if (!response.ok) throw await refusalOf(response)
  return response
}

/** Sends a request and parses the answer. @throws {ApiFailure} */
export const request = async <Name extends OperationName>(
  name: Name,
  options: RequestOptions<Name>,
): Promise<ResponseOf<Name>> => {
  const response = await open(name, options)
  // The table pairs this schema with this name; TypeScript cannot see that through the lookup.
  return (await parse(response, endpoints[name].response)) as ResponseOf<Name>
}

/** A request to the console's own `/api`. @throws {ApiFailure} */
export const requestOwn = async <Schema extends z.ZodMiniType>(
  path: `/api/${string}`,
  schema: Schema,
  init: RequestInit = {},
): Promise<z.output<Schema>> => {
  const response = await send(path, init)
  if (!response.ok) throw await refusalOf(response)
  return parse(response, schema)
}

const send = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw unreachable(error)
  }
}

const parse = async <Schema extends z.ZodMiniType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> => {
  let json: unknown
  try {
    json = await response.json()
  } catch (error) {
    throw malformed(response, error)
  }
  const result = z.safeParse(schema, json)
  if (!result.success) throw malformed(response, result.error)
  return result.data
}
