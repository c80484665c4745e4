import { isObject } from '#contract/json-object.ts'
import { MAX_CONTENT_CHARACTERS } from '#contract/limits.ts'
import { MAX_MESSAGES_AT_ONCE } from '#contract/message.ts'
import { MAX_JSON_BYTES, MAX_PASSED_ON_BYTES } from '#contract/operation.ts'
import { PAGE_CHARACTERS } from '#contract/primitives.ts'
import { MAX_IDEMPOTENCY_KEY } from '#server/http/idempotency-key.ts'
import type { OpenApi } from '#server/openapi/document.ts'
import { type Operation, type Parameter, isParameter } from '#server/openapi/operations.ts'
import type { JsonSchema } from '#server/openapi/schemas.ts'

const MB = 1024 * 1024

const row = (cells: string[]) => `| ${cells.join(' | ')} |\n`
const table = (head: string[], rows: string[][]): string =>
  rows.length === 0 ? '' : row(head) + row(head.map(() => ':--')) + rows.map(row).join('') + '\n'

const number = (value: unknown) => Number(value).toLocaleString('en')
const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
const schemasIn = (value: unknown): JsonSchema[] =>
  Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : []
const branchesOf = ({ anyOf, oneOf }: JsonSchema) => schemasIn(anyOf ?? oneOf)
const nameIn = ({ $ref }: JsonSchema) =>
  typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : undefined

/** A schema's type in words; a named one as a link to where it is told. */
const typeOf = (schema: JsonSchema): string => {
  const name = nameIn(schema)
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`
  if ('const' in schema) return code(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map(code).join(', ')
  const branches = branchesOf(schema)
  if (branches.length > 0) return [...new Set(branches.map(typeOf))].join(' or ')
  const { type, items, properties, additionalProperties } = schema
  if (Array.isArray(type)) return type.join(' or ')
  if (type === 'array') return `list of ${isObject(items) ? typeOf(items) : 'anything'}`
  if (isObject(properties)) {
    const fields = Object.entries(properties).map(([field, value]) => {
      const inner = isObject(value) ? value : {}
      const limits = limitsOf(inner)
      return `${code(field)}: ${typeOf(inner)}${limits && ` (${limits})`}`
    })
    return fields.length === 0 ? 'object' : `{ ${fields.join(', ')} }`
  }
  if (isObject(additionalProperties) && Object.keys(additionalProperties).length > 0) {
    return `pairs of ${typeOf(additionalProperties)}`
  }
  return typeof type === 'string' ? type : 'anything'
}

/** Bounds of a schema and of what it may also be. */
const limitsOf = (schema: JsonSchema): string => {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, maxProperties, pattern } =
    schema
  const bounds = (low: unknown, high: unknown, unit: string) => {
    if (low === undefined && high === undefined) return []
    if (high === undefined) return [`≥ ${number(low)}${unit}`]
    return [
      low === undefined ? `≤ ${number(high)}${unit}` : `${number(low)}–${number(high)}${unit}`,
    ]
  }
  const inner = isObject(schema['additionalProperties']) ? schema['additionalProperties'] : {}
  const keys = isObject(schema['propertyNames']) ? schema['propertyNames']['maxLength'] : undefined
  return [
    ...bounds(minimum, maximum, ''),
    ...bounds(minLength, maxLength, ' characters'),
    ...bounds(minItems, maxItems, ' items'),
    ...bounds(undefined, maxProperties, ' pairs'),
    ...bounds(undefined, keys, ' a key'),
    ...(maxProperties === undefined ? [] : [inner, ...branchesOf(inner)]).flatMap((each) =>
      bounds(undefined, each['maxLength'], ' a value'),
    ),
    ...(typeof pattern === 'string' ? [code(pattern)] : []),
    ...branchesOf(schema).flatMap((branch) => limitsOf(branch) || []),
  ].join('; ')
}

const defaultOf = (schema: JsonSchema) => ('default' in schema ? code(schema['default']) : '')
const ours = (marked: JsonSchema) => (marked['x-clew-extension'] === true ? ' (ours)' : '')

/** The fields of an object as rows of a table; what must be given is starred. */
const fieldRows = (schema: JsonSchema): string[][] => {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  return Object.entries(properties).map(([name, value]) => {
    const field = isObject(value) ? value : {}
    return [
      `${code(name)}${required.includes(name) ? ' \\*' : ''}`,
      typeOf(field),
      defaultOf(field),
      limitsOf(field),
    ]
  })
}

const parameterRow = (parameter: Parameter): string[] => [
  `${code(parameter.name)}${ours(parameter)}`,
  `${typeOf(parameter.schema)}${parameter.in === 'header' ? ' (header)' : ''}`,
  defaultOf(parameter.schema),
  limitsOf(parameter.schema),
]

interface Row extends Operation {
  method: string
  path: string
}

const bodyOf = ({ requestBody }: Operation, schemas: Record<string, JsonSchema>): string[][] => {
  const [content] = Object.values(requestBody?.content ?? {})
  const schema = isObject(content?.['schema']) ? content['schema'] : {}
  return fieldRows(schemas[nameIn(schema) ?? ''] ?? schema)
}

/** Told where it is answered: a page of a list, and what a delete says. */
const isTold = (name: string) => /^(List|Delete)\w+Response$|List$/.test(name)

const answerType = (schema: JsonSchema, schemas: Record<string, JsonSchema>): string => {
  const named = schemas[nameIn(schema) ?? '']
  if (!named || !isTold(nameIn(schema) ?? '')) return typeOf(schema)
  const { data, has_more: isPaged } = (named['properties'] ?? {}) as Record<string, JsonSchema>
  return data && isObject(data['items'])
    ? `${isPaged ? 'page' : 'list'} of ${typeOf(data['items'])}`
    : typeOf(named)
}

const answerOf = ({ responses }: Operation, schemas: Record<string, JsonSchema>): string => {
  const content = responses['200']?.['content']
  return Object.entries(isObject(content) ? content : {})
    .map(([type, held]) => {
      if (!isObject(held) || !isObject(held['schema'])) return 'the bytes'
      const told = answerType(held['schema'], schemas)
      return type === 'text/event-stream' ? `server-sent events, each a ${told}` : told
    })
    .join(', or ')
}

const sectionOf = (operation: Row, schemas: Record<string, JsonSchema>): string => {
  const { operationId, method, path, summary, description, parameters } = operation
  const asked = parameters
    .filter(isParameter)
    .filter((each) => each.in !== 'path')
    .map(parameterRow)
  const body = bodyOf(operation, schemas)
  const refusals =
    description
      ?.split('\n\n')
      .map((line) => `- ${line}\n`)
      .join('') ?? ''
  return `### ${operationId}

\`${method.toUpperCase()} ${operation.servers ? '' : '/v1'}${path}\`${ours({ ...operation })}, needs the right \`${operation['x-clew-right']}\` → ${answerOf(operation, schemas)}

${summary}

${refusals && `${refusals}\n`}${table(['parameter', 'type', 'default', 'limits'], asked)}${table(
    [
      operation.requestBody?.required === false ? 'body, optional' : 'body',
      'type',
      'default',
      'limits',
    ],
    body,
  )}`
}

const unionOf = (schema: JsonSchema): string => {
  const branches = branchesOf(schema)
  if (branches.length < 2) return ''
  return `One of\n\n${branches.map((branch) => `- ${typeOf(branch)}\n`).join('')}\n`
}

const schemaSection = (name: string, schema: JsonSchema): string => {
  const rows = fieldRows(schema)
  const limits = limitsOf(schema)
  const told = table(['field', 'type', 'default', 'limits'], rows) || unionOf(schema)
  const mark = ours(schema) && 'Ours.\n\n'
  return `### ${name}\n\n${mark}${told || `${typeOf(schema)}${limits && `; ${limits}`}\n\n`}`
}

/** The schemas that no operation's own table tells. */
const others = ({ components, paths }: OpenApi): [string, JsonSchema][] => {
  const told = new Set(
    Object.values(paths)
      .flatMap((path) => Object.values(path))
      .flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}))
      .map(({ schema }) => (isObject(schema) ? nameIn(schema) : undefined)),
  )
  const text = JSON.stringify(components.schemas)
  // A body that another schema holds is told among the schemas too.
  const isHeld = (name: string) => text.includes(`"#/components/schemas/${name}"`)
  return Object.entries(components.schemas).filter(
    ([name]) => (!told.has(name) || isHeld(name)) && !isTold(name),
  )
}

const sentence = (value: unknown) => (typeof value === 'string' ? value : '')

const refusalRows = ({ components }: OpenApi) => {
  const statuses: [string, string][] = [
    ['400', 'BadRequest'],
    ['401', 'Unauthorized'],
    ['403', 'Forbidden'],
    ['404', 'NotFound'],
    ['413', 'TooLarge'],
    ['5XX', 'ServerError'],
  ]
  return statuses.map(([status, name]) => [
    status,
    sentence(components['responses']?.[name]?.['description']),
  ])
}

/** The page of every operation, made of the description at `/openapi.json`. */
export const referencePage = (api: OpenApi): string => {
  const rows = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Row => ({ ...operation, method, path })),
  )
  const { schemas } = api.components
  const resources = api.tags.map(({ name }) => ({
    name,
    listed: rows.filter(({ tags }) => tags.includes(name)),
  }))
  const index = resources.map(({ name, listed }) => [
    `[${name}](#${name.toLowerCase().replaceAll(' ', '-')})`,
    listed.map(({ operationId: id }) => `[${id}](#${id.toLowerCase()})`).join(', '),
  ])
  return `# Reference

Written by \`npm run docs\` from the same contract as \`GET /openapi.json\`; a test fails where it is stale. \\* has to be given. What is marked
ours the hosted API did not have.

Every request has a key, \`Authorization: Bearer …\` or \`api-key: …\`; those of assistants and threads the header
\`OpenAI-Beta: assistants=v2\` too. Below \`/openai\` and \`/openai/v1\`, where Azure's clients ask, all is answered as below \`/v1\`, and
no such header is needed; \`/openai/deployments/{model}/chat/completions\` and \`…/embeddings\` name the
model in the path. Parameters in the query that nobody knows are passed over, and so are those without a value (\`after=\`); in a body they are refused. \`start_index\` and
\`end_index\` of annotations count UTF-16 units, as JavaScript's strings do; Python counts code points. Every answer has an \`x-request-id\`. Times are whole seconds since 1970. A page is
{ \`object\`: \`list\`, \`data\`, \`first_id\`, \`last_id\`, \`has_more\` }; \`after\` and \`before\` are ids in the order asked for.
Where objects are long a page has fewer than \`limit\`: one at least, and no more than come to about
${number(PAGE_CHARACTERS)} characters. \`has_more\` is true then, and the next page goes on from \`last_id\`.

A body of JSON may have ${MAX_JSON_BYTES / MB} MB, those of chat completions and embeddings ${MAX_PASSED_ON_BYTES / MB} MB, and what is larger is refused with 413
\`request_too_large\`. The texts of one message may have ${number(MAX_CONTENT_CHARACTERS)} characters in all its parts together; one request may bring
${number(MAX_MESSAGES_AT_ONCE)} messages.

The image of an \`image_url\` part is an address of the web or the image itself, \`data:image/png;base64,…\`, which counts into the
body's size; larger ones are uploaded and named by an \`image_file\` part. A vector store reads any file of text, whatever its name, and PDF, DOCX and PPTX; one whose name is that
of a program, an archive, a picture, sound, film or a spreadsheet fails with \`last_error.code\` \`unsupported_file\`, and so does one that is
no text.

Each POST that makes something takes the header \`Idempotency-Key\` (ours), up to ${MAX_IDEMPOTENCY_KEY} characters: for a day the same request with the same
key makes nothing and is answered as the first was, also while that is under way and after a restart; a stream comes again from the
run's event log. Such an answer carries \`idempotent-replayed: true\`; of what was deleted meanwhile it has the id, times and
states alone, its texts, names and metadata are empty. Another request with the key is refused with 400
\`idempotency_key_reused\`. A refusal is not kept: the key can be sent again.

${table(['resource', 'operations'], index)}A refusal is an [ErrorResponse](#errorresponse). Beside those that an operation lists, word for word:

${table(['status', 'when'], refusalRows(api))}${resources
    .map(
      ({ name, listed }) =>
        `## ${name}\n\n${listed.map((each) => sectionOf(each, schemas)).join('')}`,
    )
    .join('')}## Schemas

${others(api)
  .map(([name, schema]) => schemaSection(name, schema))
  .join('')
  .trimEnd()}
`
}
