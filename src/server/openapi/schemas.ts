import * as z from 'zod/mini'

import * as assistant from '#contract/assistant.ts'
import * as change from '#contract/change.ts'
import { type Endpoint, endpoints } from '#contract/endpoints.ts'
import * as error from '#contract/error.ts'
import * as event from '#contract/event.ts'
import * as file from '#contract/file.ts'
import { type JsonObject, isObject } from '#contract/json-object.ts'
import * as label from '#contract/label.ts'
import * as messageDays from '#contract/message-days.ts'
import * as message from '#contract/message.ts'
import * as mirror from '#contract/mirror.ts'
import * as modelCall from '#contract/model-call.ts'
import * as model from '#contract/model.ts'
import * as overview from '#contract/overview.ts'
import * as person from '#contract/person.ts'
import * as prices from '#contract/prices.ts'
import { wireForm } from '#contract/primitives.ts'
import * as review from '#contract/review.ts'
import * as runStep from '#contract/run-step.ts'
import * as run from '#contract/run.ts'
import * as session from '#contract/session.ts'
import * as thread from '#contract/thread.ts'
import * as tool from '#contract/tool.ts'
import * as upload from '#contract/upload.ts'
import * as vectorStoreFileBatch from '#contract/vector-store-file-batch.ts'
import * as vectorStoreFile from '#contract/vector-store-file.ts'
import * as vectorStore from '#contract/vector-store.ts'

import { DEFAULTS } from './defaults.ts'

export type JsonSchema = JsonObject
type Schema = z.core.$ZodType
type Schemas = Record<string, JsonSchema>

// oxfmt-ignore
const MODULES = [
  assistant, change, error, event, file, label, message, messageDays, mirror, model, modelCall, overview, person, prices,
  review, run, runStep, session, thread, tool, upload,
  vectorStore, vectorStoreFile, vectorStoreFileBatch,
]
/** Named in a form that is written out. */
const INLINE = ['FilePurpose', 'FileExpiration']
/** Answers that stand in no row of the table. */
const SHARED = ['StreamEvent', 'ChatCompletionChunk', 'ChangeEvent', 'ErrorResponse']
const PREFIX = '#/components/schemas/'
export const refTo = (name: string): JsonSchema => ({ $ref: `${PREFIX}${name}` })

/** What an answer echoes in the words of the request. */
const ECHOES = new Map<Schema, string>([
  [tool.ToolChoice, 'ToolChoiceRequest'],
  [tool.ResponseFormat, 'ResponseFormatRequest'],
])

/** The contract's schemas by their own names; a response without one is named after its operation. */
const nameSchemas = (): Map<Schema, string> => {
  const names = new Map<Schema, string>()
  for (const [name, value] of MODULES.flatMap((module) => Object.entries<unknown>(module))) {
    // Only the exports with a capital are things of the wire; the others are made for them.
    if (value instanceof z.core.$ZodType && /^[A-Z]/.test(name)) names.set(value, name)
  }
  for (const echo of ECHOES.keys()) names.delete(echo)
  for (const [name, { response, raw }] of Object.entries<Endpoint>(endpoints)) {
    if (!raw && !names.has(response)) names.set(response, responseName(name))
  }
  return names
}

const responseName = (operation: string) =>
  `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Response`

/** Every schema of the wire as JSON Schema, and what each of the table's schemas is called among them. */
export const buildSchemas = (): { schemas: Schemas; nameOf: (schema: Schema) => string } => {
  const names = nameSchemas()
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of names) registry.add(schema, { id })
  const nameOf = (schema: Schema): string => {
    const name = names.get(schema)
    if (name === undefined) throw new Error('a body or response that the contract does not name')
    return name
  }
  const table: Endpoint[] = Object.values(endpoints)
  const bodies = table.flatMap(({ body }) => (body ? [nameOf(body)] : []))
  const responses = table.flatMap(({ response, raw }) => (raw ? [] : [nameOf(response)]))
  const requests = reachable(convert(registry, 'input'), [...bodies, ...INLINE])
  const answers = reachable(convert(registry, 'output'), [...responses, ...SHARED])
  // The answers' echoes lead to schemas of requests: those hold for both.
  return { schemas: sorted({ ...answers, ...requests }), nameOf }
}

/** One query parameter's schema. */
export const querySchema = (schema: Schema): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { ...options, io: 'input' })
  return tidy(rest)
}

const options = {
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }) => {
    Object.assign(jsonSchema, wireForm.get(zodSchema))
    const echoed = ECHOES.get(zodSchema)
    if (echoed) Object.assign(jsonSchema, refTo(echoed))
  },
} satisfies z.core.ToJSONSchemaParams

const convert = (registry: z.core.$ZodRegistry<{ id: string }>, io: 'input' | 'output') => {
  const uri = (id: string) => `${PREFIX}${id}`
  const { schemas } = z.toJSONSchema(registry, { ...options, io, uri })
  const converted: Schemas = {}
  for (const [name, { $schema: _, $id: __, ...schema }] of Object.entries<JsonSchema>(schemas)) {
    converted[name] = withDefaults(name, tidy(schema, io === 'output'))
  }
  return converted
}

/**
 * What zod adds that says nothing here: bounds of safe integers, defaults of fields that are always sent,
 * branches that never occur, and that an answer has no further fields, which clients must not rely on.
 */
const tidy = (schema: JsonSchema, isAnswer = false): JsonSchema => {
  const kept = Object.entries(schema).filter(
    ([key, value]) =>
      !(isAnswer && (key === 'default' || (key === 'additionalProperties' && value === false))) &&
      Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER,
  )
  return Object.fromEntries(kept.map(([key, value]) => [key, tidied(value, isAnswer)]))
}

const tidied = (value: unknown, isAnswer: boolean): unknown => {
  if (Array.isArray(value)) {
    return value
      .filter((item) => !(isObject(item) && 'not' in item))
      .map((item) => tidied(item, isAnswer))
  }
  return isObject(value) ? tidy(value, isAnswer) : value
}

const withDefaults = (name: string, schema: JsonSchema): JsonSchema => {
  const properties = isObject(schema['properties']) ? { ...schema['properties'] } : {}
  for (const [field, value] of Object.entries(DEFAULTS[name] ?? {})) {
    properties[field] = { ...(properties[field] as JsonSchema), default: value }
  }
  return name in DEFAULTS ? { ...schema, properties } : schema
}

const reachable = (schemas: Schemas, roots: readonly string[]): Schemas => {
  const found: Schemas = {}
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    if (!isObject(value)) return
    const name = typeof value['$ref'] === 'string' ? value['$ref'].slice(PREFIX.length) : ''
    const schema = schemas[name]
    if (schema && !(name in found)) {
      found[name] = schema
      visit(schema)
    }
    Object.values(value).forEach(visit)
  }
  visit(roots.map(refTo))
  return found
}

const sorted = (schemas: Schemas): Schemas =>
  Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)))
