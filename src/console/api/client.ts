import type * as z from 'zod/mini'

import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import type { BodyOf, QueryOf, ResponseOf } from '#contract/endpoints.ts'
import { answerWithExactSchemas } from '#contract/exact-schemas.ts'
import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { Operation } from '#contract/operation.ts'
import { type OperationName, type PathParams, operations, pathOf } from '#contract/operations.ts'

import { REQUEST_ID, malformed, refusalOf, unreachable } from './failure.ts'
import { Intents } from './intents.ts'
import { holdsUnknown } from './unknown-parts.ts'

type ParamsOption<Name extends OperationName> = keyof PathParams<Name> extends never
  ? { params?: undefined }
  : { params: PathParams<Name> }

/** Where an operation is asked: path parameters by their published names, and the query. */
export type Address<Name extends OperationName> = ParamsOption<Name> & { query?: QueryOf<Name> }

/** What only reads, and what changes or makes something. */
export type ReadName = Named<'GET'>
export type WriteName = Named<'POST' | 'DELETE'>
type Named<Method> = {
  [Name in OperationName]: (typeof operations)[Name]['method'] extends Method ? Name : never
}[OperationName]

export type RequestOptions<Name extends OperationName> = Address<Name> & {
  body?: BodyOf<Name>
  signal?: AbortSignal
  headers?: Record<string, string>
}

const intents = new Intents()

const none = {}
type Anything = {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  signal?: AbortSignal
  headers?: Record<string, string>
}

/** How something is asked for that is made. */
export interface Wish {
  /** Of a wish that is kept elsewhere; without one, the same request within minutes is the same wish. */
  key?: string
  signal?: AbortSignal
}

/** The options of a read whose answer decides what is written. */
export const FRESH = { headers: FRESH_HEADERS }

/** The options by which a request carries a wish. */
export const asWish = ({ key, signal }: Wish) => ({
  ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
  ...(signal && { signal }),
})

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
  return `${fillPath(pathOf(name), params)}${queryText(query)}`
}

/** Sends a request and answers the response once it is known not to be a refusal: for streams and bytes. */
export const open = async <Name extends ReadName>(
  name: Name,
  options: NoInfer<RequestOptions<Name>>,
): Promise<Response> => (await responseTo(name, options)).response

const textOf = (body: unknown): string | undefined =>
  body === undefined ? undefined : JSON.stringify(body)

/** The response, and what to call once it was read whole: until then the same request is the same wish. */
const responseTo = async <Name extends OperationName>(
  name: Name,
  options: RequestOptions<Name>,
) => {
  const operation: Operation = operations[name]
  const { body, signal, headers } = options as Anything
  const url = urlOf(name, options)
  const text = textOf(body)
  const intent = operation.method === 'POST' ? intents.begin(url, text) : undefined
  const init: RequestInit = {
    method: operation.method,
    headers: {
      ...(operation.beta && { 'OpenAI-Beta': 'assistants=v2' }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(intent && { 'Idempotency-Key': intent.key }),
      ...headers,
    },
  }
  if (text !== undefined) init.body = text
  if (signal) init.signal = signal
  const response = await send(url, init)
  if (!response.ok) {
    // What a server or a proxy failed at may have been done all the same.
    if (response.status < 500) intent?.settle()
    throw await refusalOf(response)
  }
  return { response, settle: () => intent?.settle() }
}

// `NoInfer`: the name alone tells the operation, so that options of another one are a type error.
/** Reads something. @throws {ApiFailure} */
export const request = <Name extends ReadName>(
  name: Name,
  options: NoInfer<RequestOptions<Name>>,
): Promise<ResponseOf<Name>> => answerTo(name, options)

/**
 * Asks once for something to be changed or made: for `writes.ts`, and for what `askOnce` is given.
 * @throws {ApiFailure} also where it may be done all the same
 */
export const ask = <Name extends WriteName>(
  name: Name,
  options: NoInfer<RequestOptions<Name>>,
): Promise<ResponseOf<Name>> => answerTo(name, options)

/** It is known to be done without an answer: the same request is another wish from now on. */
export const answered = <Name extends WriteName>(
  name: Name,
  options: RequestOptions<Name>,
): void => {
  const { body } = options as Anything
  intents.begin(urlOf(name, options), textOf(body)).settle()
}

/** Sends a request and parses the answer. @throws {ApiFailure} */
const answerTo = async <Name extends OperationName>(
  name: Name,
  options: RequestOptions<Name>,
): Promise<ResponseOf<Name>> => {
  const { response, settle } = await responseTo(name, options)
  const answer = await read(response, async () => {
    const { endpoints } = await import('#contract/endpoints.ts')
    return endpoints[name].response
  })
  settle()
  // The table pairs this schema with this name; TypeScript cannot see that through the lookup.
  return answer as ResponseOf<Name>
}

const send = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    // The server says so of each answer; a proxy in front of it may say otherwise of its own.
    return await fetch(url, { cache: 'no-store', ...init })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw unreachable(error)
  }
}

/**
 * The JSON of an answer. What this server made of its own is in the contract's form already; whatever
 * comes from elsewhere, or was imported from there, is checked, by schemas that are loaded for it.
 */
const read = async (response: Response, schema: () => Promise<z.ZodMiniType>): Promise<unknown> => {
  const answer = { status: response.status, requestId: response.headers.get(REQUEST_ID) }
  let text: string
  let json: unknown
  try {
    text = await response.text()
    json = JSON.parse(text)
  } catch (error) {
    throw malformed(answer, error)
  }
  if (response.headers.has(CONTRACT_HEADER) && !holdsUnknown(json))
    return answerWithExactSchemas(json, text)
  const form = await schema().catch((error: unknown) => {
    throw unreachable(error)
  })
  const result = form.safeParse(json)
  if (!result.success) throw malformed(answer, result.error)
  return answerWithExactSchemas(result.data, text)
}
