import { type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

import { type Endpoint, type OperationName, endpoints } from '#contract/endpoints.ts'

import { additions, branches, deviations } from './openapi-deviations.ts'
import { publishedApi } from './recorded.ts'

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

/** Says what in an operation's answer differs from the published description; empty when nothing does. */
export type Checker = (name: OperationName, answer: unknown) => string[]

/**
 * Compiles the published description, closed: a property it does not name is an error.
 * Needs the shared material; see `hasShared`.
 */
export const newChecker = (): Checker => {
  const { api, ajv } = compiler()
  const compiled = new Map<OperationName, ValidateFunction>()
  return (name, answer) => {
    const endpoint: Endpoint = endpoints[name]
    // The description is of the Assistants API alone.
    if (endpoint.extension || endpoint.passedOn) return []
    const validate = compiled.get(name) ?? ajv.compile(schemaOf(api, name))
    compiled.set(name, validate)
    if (validate(answer)) return []
    return (validate.errors ?? []).filter((error) => !isExpected(error)).map(describeError)
  }
}

/** Says what in a stream's event differs from the published description. */
export type EventChecker = (event: string, data: unknown) => string[]

/** The same for the events of a run's stream. */
export const newEventChecker = (): EventChecker => {
  const { api, ajv } = compiler()
  const schemas = dataByEvent(api, 'AssistantStreamEvent')
  return (event, data) => {
    const validate = ajv.getSchema(`api#/components/schemas/${schemas.get(event)}`)
    if (!validate) throw new Error(`the description does not know ${event}`)
    if (validate(data)) return []
    return (validate.errors ?? [])
      .filter((error) => !isExpected(error))
      .map((error) => `${event}: ${describeError(error)}`)
  }
}

/** Of each event of a description's union of them: the name of the schema that its data has. */
export const dataByEvent = (api: unknown, union: string): Map<string, string> => {
  const { schemas } = (api as { components: { schemas: Json } }).components // a description has them
  const names = new Map<string, string>()
  const walk = (schema: unknown): void => {
    if (!isObject(schema)) return
    const referred = referredBy(schema)
    if (referred) return walk(schemas[referred])
    for (const branch of [schema['oneOf'], schema['anyOf']].flat()) walk(branch)
    const { event, data } = { ...(schema['properties'] as Json | undefined) } // of a schema: an object
    const name = referredBy(data)
    if (!isObject(event) || !name) return
    for (const each of [event['enum'] ?? event['const']].flat()) names.set(String(each), name)
  }
  walk(schemas[union])
  return names
}

const referredBy = (schema: unknown): string | undefined =>
  isObject(schema) ? /schemas\/(\w+)$/.exec(String(schema['$ref']))?.[1] : undefined

const compiler = () => {
  const api = closed(withAdditions(publishedApi()))
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: { unixtime: true, binary: true, uri: true, date: true },
  })
  ajv.addSchema({ $id: 'api', ...(api as Json) })
  return { api, ajv }
}

const withAdditions = (api: unknown): unknown => {
  const { schemas } = (api as { components: { schemas: Record<string, Json> } }).components // as published
  for (const { schema, in: field, property } of additions) {
    const properties = schemas[schema]?.['properties'] as Record<string, Json> | undefined
    const inside = properties?.[field]?.['properties']
    if (!isObject(inside)) throw new Error(`the description has no ${schema}.${field}`)
    inside[property] = { type: 'string' }
  }
  for (const { schema, list, branch } of branches) {
    const { text } = (schemas[schema]?.['properties'] ?? {}) as Record<string, Json> // as published
    const items = (text?.['properties'] as Record<string, Json> | undefined)?.[list]?.['items']
    const union = isObject(items) ? items['oneOf'] : undefined
    if (!Array.isArray(union)) throw new Error(`the description has no ${schema}.${list}`)
    union.push(branch)
  }
  return api
}

const schemaOf = (api: unknown, name: OperationName): Json => {
  const { method, path } = endpoints[name]
  const keys = ['paths', path, method.toLowerCase(), 'responses', '200', 'content']
  let schema: unknown = api
  for (const key of [...keys, 'application/json', 'schema']) {
    schema = isObject(schema) ? schema[key] : undefined
  }
  if (!isObject(schema) || typeof schema['$ref'] !== 'string') {
    throw new Error(`the description has no answer for ${name}`)
  }
  return { $ref: `api${schema['$ref']}` }
}

/** The same schemas without room for further properties. */
export const closed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(closed)
  if (!isObject(value)) return value
  const copy: Json = {}
  for (const [key, item] of Object.entries(value)) {
    if (key !== 'example' && key !== 'x-oaiMeta') copy[key] = closed(item)
  }
  const isSchema = isObject(copy['properties']) && !Array.isArray(copy['properties'])
  if (isSchema && !('additionalProperties' in copy)) copy['unevaluatedProperties'] = false
  return copy
}

/** Of a union, only its own failing counts; its branches' errors are noise. */
const isExpected = (error: ErrorObject): boolean =>
  deviations.some(
    ({ at, keyword, property }) =>
      error.keyword === keyword &&
      at.test(error.instancePath) &&
      (property === undefined || error.params['unevaluatedProperty'] === property),
  )

export const describeError = ({ instancePath, message, params }: ErrorObject) =>
  `${instancePath || '/'} ${message} ${JSON.stringify(params)}`
