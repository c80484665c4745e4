import { isExactNumber } from '#contract/exact-json.ts'
import { isObject } from '#contract/json-object.ts'

type JsonSchema = Record<string, unknown>

/** A schema may be hostile: deep, recursive or endlessly wide. */
const MAX_DEPTH = 8
const MAX_VALUES = 200

/**
 * A plausible value for a JSON schema. What the user wrote is drawn on: enum values and numbers it
 * mentions, and the text itself for free strings.
 */
export const sampleJson = (schema: unknown, userText: string): unknown =>
  sample(schema, '', 0, { root: schema, text: userText, left: MAX_VALUES })

interface Context {
  root: unknown
  text: string
  left: number
}

const sample = (schema: unknown, name: string, depth: number, context: Context): unknown => {
  context.left -= 1
  if (!isObject(schema) || depth > MAX_DEPTH || context.left < 0) return null
  const fixed = fixedValue(schema, context.text)
  if (fixed !== undefined) return fixed
  const other = otherSchema(schema, context.root)
  if (other !== undefined) return sample(other, name, depth + 1, context)
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, depth, context)
    case 'array':
      return sampleArray(schema, name, depth, context)
    case 'integer':
      return Math.trunc(sampleNumber(schema, context.text))
    case 'number':
      return sampleNumber(schema, context.text)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return sampleString(schema, name, context.text)
  }
}

const fixedValue = (
  { const: constant, default: usual, enum: choices, examples }: JsonSchema,
  text: string,
) => {
  if (constant !== undefined) return constant
  if (Array.isArray(choices) && choices.length > 0) {
    const lower = text.toLowerCase()
    const mentioned = choices.find(
      (choice) =>
        typeof choice === 'string' && choice !== '' && lower.includes(choice.toLowerCase()),
    )
    return mentioned ?? choices[0]
  }
  if (usual !== undefined) return usual
  return Array.isArray(examples) ? examples[0] : undefined
}

/** The schema that stands for this one: the first of a choice, or what it refers to. */
const otherSchema = (schema: JsonSchema, root: unknown): unknown => {
  for (const key of ['anyOf', 'oneOf', 'allOf']) {
    const choices = schema[key]
    if (Array.isArray(choices) && choices.length > 0) {
      return choices.find((choice) => isObject(choice) && choice['type'] !== 'null') ?? choices[0]
    }
  }
  const reference = schema['$ref']
  return typeof reference === 'string' ? resolve(reference, root) : undefined
}

const resolve = (reference: string, root: unknown): unknown =>
  reference
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : null),
      root,
    )

const typeOf = ({ type, properties, items }: JsonSchema): unknown => {
  if (Array.isArray(type)) return type.find((one) => one !== 'null') ?? 'null'
  if (type !== undefined) return type
  if (properties !== undefined) return 'object'
  return items === undefined ? 'string' : 'array'
}

const sampleObject = ({ properties }: JsonSchema, depth: number, context: Context) => {
  const entries = isObject(properties) ? Object.entries(properties) : []
  return Object.fromEntries(
    entries
      .slice(0, Math.max(0, context.left))
      .map(([name, schema]) => [name, sample(schema, name, depth + 1, context)]),
  )
}

const sampleArray = (schema: JsonSchema, name: string, depth: number, context: Context) => {
  const { items, minItems } = schema
  const length = Math.min(3, Math.max(1, numberIn(minItems) ?? 1))
  return Array.from({ length }, () => sample(items ?? {}, name, depth + 1, context))
}

const sampleNumber = ({ minimum, maximum }: JsonSchema, text: string): number => {
  const low = numberIn(minimum) ?? -Infinity
  const high = numberIn(maximum) ?? Infinity
  const mentioned = /-?\d{1,9}(\.\d{1,6})?/.exec(text)?.[0]
  return Math.min(Math.max(mentioned === undefined ? 1 : Number(mentioned), low), high)
}

const numberIn = (value: unknown): number | undefined => {
  if (isExactNumber(value)) return Number(value.rawJSON)
  return typeof value === 'number' ? value : undefined
}

const BY_FORMAT: Record<string, string> = {
  date: '2026-11-01',
  time: '12:00:00Z',
  'date-time': '2026-11-01T12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
}

const sampleString = ({ format, minLength, maxLength }: JsonSchema, name: string, text: string) => {
  const known = typeof format === 'string' && Object.hasOwn(BY_FORMAT, format)
  const value = (known ? BY_FORMAT[format] : undefined) ?? freeString(name, text)
  const low = Math.min(numberIn(minLength) ?? 0, 200)
  const high = numberIn(maxLength) ?? 200
  return Array.from(value.padEnd(low, '.')).slice(0, Math.max(0, high)).join('')
}

const freeString = (name: string, text: string): string => {
  if (/city|place|location|country|town/i.test(name)) return placeIn(text) ?? 'Paris'
  if (/\bid$|_id$|number$/i.test(name)) return /[\w-]*\d[\w-]*/.exec(text)?.[0] ?? 'A-1001'
  return text.trim() === '' ? 'example' : text.trim().replaceAll(/\s+/g, ' ')
}

const placeIn = (text: string) => /(?:\bin|\bfor|\bat|\bof)\s+(\p{Lu}[\p{L}'-]+)/u.exec(text)?.[1]
