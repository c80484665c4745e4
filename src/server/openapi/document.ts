import { EXTENSION } from '#contract/primitives.ts'

import { MAX_IDEMPOTENCY_KEY } from '../http/idempotency-key.ts'
import { type Operation, buildPaths } from './operations.ts'
import { type JsonSchema, buildSchemas, refTo } from './schemas.ts'

export interface OpenApi {
  openapi: string
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  security: Record<string, string[]>[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, JsonSchema>> & { schemas: Record<string, JsonSchema> }
}

/** The description of all that this server answers, made of the contract: OpenAPI 3.1. */
export const buildDocument = (version: string): OpenApi => {
  const { schemas, nameOf } = buildSchemas()
  const paths = buildPaths(nameOf)
  const tags = new Set(Object.values(paths).flatMap((path) => tagsIn(Object.values(path))))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Clew',
      version,
      description:
        'The Assistants v2 wire. What the hosted API did not have is marked `x-clew-extension`.',
    },
    servers: [{ url: '/v1' }],
    security: [{ ApiKey: [] }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      responses: RESPONSES,
      headers: HEADERS,
      parameters: { OpenAIBeta: BETA, IdempotencyKey: IDEMPOTENCY_KEY },
      securitySchemes: { ApiKey: { type: 'http', scheme: 'bearer' } },
    },
  }
}

const tagsIn = (operations: Operation[]) => operations.flatMap(({ tags }) => tags)

const refusal = (description: string): JsonSchema => ({
  description,
  headers: { 'x-request-id': { $ref: '#/components/headers/RequestId' } },
  content: { 'application/json': { schema: refTo('ErrorResponse') } },
})

const RESPONSES = {
  BadRequest: refusal('The request is malformed, or the object is in a state that forbids it.'),
  Unauthorized: refusal('No key.'),
  Forbidden: refusal('A web page of another origin asks, or the object belongs to another.'),
  NotFound: refusal('Something that the request names is not there.'),
  TooLarge: refusal('The body is larger than is allowed.'),
  ServerError: refusal(
    'The server failed. `x-should-retry: false` where the same would happen again.',
  ),
}

const HEADERS = {
  RequestId: { description: 'The name of this request in the log.', schema: { type: 'string' } },
  PollAfter: {
    description: 'When to ask again, in milliseconds; only while it is under way.',
    schema: { type: 'integer' },
  },
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same request with the same key is answered as the first was, for a day.',
  schema: { type: 'string', minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY },
  ...EXTENSION,
}

const BETA = {
  name: 'OpenAI-Beta',
  in: 'header',
  required: true,
  schema: { type: 'string', const: 'assistants=v2' },
}
