import type * as z from 'zod/mini'

import { type Endpoint, type OperationName, endpoints } from '#contract/endpoints.ts'
import { isObject } from '#contract/json-object.ts'
import { pathOf, rootOf, operations } from '#contract/operations.ts'
import { PERSON_HEADER } from '#contract/person.ts'
import type { Right } from '#contract/rights.ts'

import { type JsonSchema, querySchema, refTo } from './schemas.ts'
import { LIMITS, REFUSALS, SUMMARIES } from './wording.ts'

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: JsonSchema
  [key: string]: unknown
}
type Content = Record<string, JsonSchema>
export interface Operation {
  operationId: OperationName
  summary: string
  description?: string
  tags: string[]
  parameters: (Parameter | { $ref: string })[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, JsonSchema>
  'x-clew-extension'?: true
  /** Of the console's own: below another root than the document's. */
  servers?: { url: string }[]
  'x-clew-right': Right
}

/** What stands for a schema of the table: the name of its component. */
type NameOf = (schema: z.core.$ZodType) => string

/** The operations of the endpoint table by path and method. */
export const buildPaths = (nameOf: NameOf): Record<string, Record<string, Operation>> => {
  const paths: Record<string, Record<string, Operation>> = {}
  // The table's keys are the operation names; Object.keys only knows of strings.
  for (const name of Object.keys(endpoints) as OperationName[]) {
    const endpoint: Endpoint = endpoints[name]
    const path = (paths[toldPath(name)] ??= {})
    path[endpoint.method.toLowerCase()] = toOperation(name, endpoint, nameOf)
  }
  return paths
}

/** The wire's paths are told below the document's server, `/v1`; the console's own are told whole. */
const toldPath = (name: OperationName): string =>
  isOwn(name) ? pathOf(name) : endpoints[name].path

const toOperation = (name: OperationName, endpoint: Endpoint, nameOf: NameOf): Operation => {
  const description = describe(name)
  const requestBody = toBody(name, endpoint, nameOf)
  return {
    operationId: name,
    summary: SUMMARIES[name],
    ...(description && { description }),
    tags: [isOwn(name) ? 'Console' : tagOf(endpoint.path)],
    parameters: toParameters(name, endpoint),
    ...(requestBody && { requestBody }),
    responses: {
      '200': {
        description: 'OK',
        headers: answerHeaders(name),
        content: toContent(endpoint, nameOf),
      },
      ...refusals(endpoint),
    },
    ...(endpoint.extension && { 'x-clew-extension': true }),
    ...(isOwn(name) && { servers: [{ url: '/' }] }),
    'x-clew-right': endpoint.right,
  }
}

const isOwn = (name: OperationName): boolean => rootOf(name) === '/api'

const describe = (name: OperationName): string =>
  [
    ...(LIMITS[name] ? [`Limit: ${LIMITS[name]}.`] : []),
    ...(REFUSALS[name] ?? []).map(({ status, message }) => `${status}: ${message}`),
  ].join('\n\n')

/** The resource that a path is of: the last fixed noun that the API calls one. */
const tagOf = (path: string): string => {
  const [, first = '', , second] = path.split('/')
  if (first === 'chat') return 'Chat completions'
  if (first === 'threads' && path.includes('runs'))
    return path.includes('steps') ? 'Run steps' : 'Runs'
  if (first === 'threads' && second === 'messages') return 'Messages'
  if (first === 'vector_stores' && second === 'files') return 'Vector store files'
  if (first === 'vector_stores' && second === 'file_batches') return 'Vector store file batches'
  return `${first.charAt(0).toUpperCase()}${first.slice(1).replace('_', ' ')}`
}

const toParameters = (name: OperationName, { path, query, beta, creates }: Endpoint) => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map(([, id = '']): Parameter => ({
    name: id,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  })),
  ...Object.entries(shapeOf(query)).map(([field, schema]) => toQuery(field, querySchema(schema))),
  ...(name === 'listRunEvents' || name === 'followChanges' ? [lastEventId] : []),
  ...(beta ? [{ $ref: '#/components/parameters/OpenAIBeta' }] : []),
  ...(creates ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(PERSONAL.includes(name) ? [personHeader] : []),
]

/** What is done on behalf of one person. */
const PERSONAL: OperationName[] = ['createReview', 'modifyReview', 'deleteReview']
const personHeader: Parameter = {
  name: PERSON_HEADER,
  in: 'header',
  required: true,
  schema: { type: 'string' },
}

const lastEventId: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  schema: { type: 'integer', minimum: 0 },
}

/** The fields of a query, which is always an object. */
const shapeOf = (query: Endpoint['query']): Record<string, z.core.$ZodType> =>
  (query as z.ZodMiniObject | undefined)?.shape ?? {}

const toQuery = (
  field: string,
  { 'x-clew-extension': isOurs, ...schema }: JsonSchema,
): Parameter => ({
  name: schema['type'] === 'array' ? `${field}[]` : field,
  in: 'query',
  required: false,
  ...(schema['type'] === 'array' && { style: 'form', explode: true }),
  ...(schema['type'] === 'object' && { style: 'deepObject', explode: true }),
  ...(isOurs === true && { 'x-clew-extension': true }),
  schema,
})

const toBody = (name: OperationName, endpoint: Endpoint, nameOf: NameOf) => {
  const form = FORMS[name]
  if (form) return { required: true, content: { 'multipart/form-data': form } }
  if (!endpoint.body) return undefined
  const content = { 'application/json': { schema: refTo(nameOf(endpoint.body)) } }
  return { required: !endpoint.bodyOptional, content }
}

const bytes = { type: 'string', contentMediaType: 'application/octet-stream' }
const FORMS: Partial<Record<OperationName, JsonSchema>> = {
  createFile: {
    schema: {
      type: 'object',
      required: [operations.createFile.multipart, 'purpose'],
      properties: {
        [operations.createFile.multipart]: bytes,
        purpose: refTo('FilePurpose'),
        expires_after: refTo('FileExpiration'),
      },
      additionalProperties: false,
    },
    // As in a query string: `expires_after[anchor]`.
    encoding: { expires_after: { style: 'deepObject', explode: true } },
  },
  addUploadPart: {
    schema: {
      type: 'object',
      required: [operations.addUploadPart.multipart],
      properties: { [operations.addUploadPart.multipart]: bytes },
    },
  },
}

const toContent = ({ response, raw, streams, chunk }: Endpoint, nameOf: NameOf): Content => ({
  ...(raw && { 'application/octet-stream': {} }),
  ...(!raw && streams !== 'always' && { 'application/json': { schema: refTo(nameOf(response)) } }),
  ...(streams && { 'text/event-stream': { schema: refTo(chunk ? nameOf(chunk) : 'StreamEvent') } }),
})

const POLLED: OperationName[] = ['getRun', 'getVectorStoreFile', 'getVectorStoreFileBatch']
const answerHeaders = (name: OperationName): JsonSchema => ({
  'x-request-id': { $ref: '#/components/headers/RequestId' },
  ...(POLLED.includes(name) && {
    'openai-poll-after-ms': { $ref: '#/components/headers/PollAfter' },
  }),
})

const refusals = ({ path, query, body, multipart }: Endpoint): Record<string, JsonSchema> => {
  const refusal = (name: string) => ({ $ref: `#/components/responses/${name}` })
  return {
    '400': refusal('BadRequest'),
    '401': refusal('Unauthorized'),
    '403': refusal('Forbidden'),
    ...((path.includes('{') || body || query) && { '404': refusal('NotFound') }),
    ...((body ?? multipart) && { '413': refusal('TooLarge') }),
    '5XX': refusal('ServerError'),
  }
}

/** A parameter that is written out, which only the shared header is not. */
export const isParameter = (value: unknown): value is Parameter =>
  isObject(value) && 'name' in value
