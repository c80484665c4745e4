import { isObject } from './json-object.ts'

const TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'])

/** Keywords whose value is a schema, or a list of them. */
// oxfmt-ignore
const SCHEMAS = [
  'items', 'prefixItems', 'contains', 'anyOf', 'oneOf', 'allOf', 'not', 'if', 'then', 'else',
  'additionalProperties', 'additionalItems', 'propertyNames', 'unevaluatedProperties',
]
/** Keywords whose value holds schemas by name. */
const NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']

const isType = (type: unknown): boolean => typeof type === 'string' && TYPES.has(type)

/** The first `type` at any depth of a JSON Schema that is none of its seven, or a list of them. */
export const wrongTypeIn = (schema: unknown): { type: unknown } | undefined => {
  const open = [schema]
  for (let at = 0; at < open.length; at++) {
    const value = open[at]
    if (Array.isArray(value)) for (const each of value) open.push(each)
    if (!isObject(value)) continue
    if ('type' in value && !isTypes(value['type'])) return { type: value['type'] }
    for (const key of SCHEMAS) if (Object.hasOwn(value, key)) open.push(value[key])
    for (const key of NAMED) {
      const named = Object.hasOwn(value, key) ? value[key] : undefined
      if (isObject(named)) for (const each of Object.values(named)) open.push(each)
    }
  }
  return undefined
}

const isTypes = (type: unknown): boolean =>
  Array.isArray(type) ? type.length > 0 && type.every(isType) : isType(type)
