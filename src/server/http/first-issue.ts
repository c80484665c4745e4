import * as z from 'zod/mini'

type Schema = z.core.$ZodType
type Parse = Schema['_zod']['parse']

const seen = new WeakSet<Schema>()

/**
 * Lets every list and every record in a schema end at the first of its values that is wrong. Zod goes
 * on, and 10,000 issues cost a second to collect and to word, of which one is told. The fields of one
 * object are still read all: they are few, and an unknown one is told before the others. Of a union the
 * issue may be one of a branch where zod, which reads on, tells of the union.
 * @returns the schema itself
 */
export const endAtFirstIssue = <T extends Schema>(schema: T): T => {
  if (seen.has(schema)) return schema
  seen.add(schema)
  if (isKind(schema, 'array')) replaceParse(schema, listParse(schema, originalParse(schema)))
  // Names that are all listed are looked for, so such a record is not read one by one.
  if (isKind(schema, 'record') && !schema._zod.def.keyType._zod.values) {
    replaceParse(schema, recordParse(originalParse(schema)))
  }
  for (const part of partsOf(schema)) endAtFirstIssue(part)
  return schema
}

interface Kinds {
  array: z.core.$ZodArray
  record: z.core.$ZodRecord
  object: z.core.$ZodObject
  lazy: z.core.$ZodLazy
}
const isKind = <Kind extends keyof Kinds>(schema: Schema, kind: Kind): schema is Kinds[Kind] =>
  schema._zod.def.type === kind

/** A schema without checks runs its parse directly. */
const replaceParse = ({ _zod: inside }: Schema, parse: Parse): void => {
  if (inside.run === inside.parse) inside.run = parse
  inside.parse = parse
}

const originalParse = ({ _zod: inside }: Schema): Parse => inside.parse.bind(inside)

const listParse = ({ _zod: { def } }: z.core.$ZodArray, parse: Parse): Parse => {
  const maximum = Math.min(...z.core.util.sizeCaps(def.checks).map(([most]) => most))
  return (payload, context) => {
    const input = payload.value
    // Zod refuses these whole, before it looks at any item.
    if (!Array.isArray(input) || input.length > maximum) return parse(payload, context)
    const output: unknown[] = []
    for (const [index, value] of input.entries()) {
      const result = finished(def.element._zod.run({ value, issues: [] }, context))
      output.push(result.value)
      if (result.issues.length === 0) continue
      payload.issues.push(...z.core.util.prefixIssues(index, result.issues))
      return payload
    }
    payload.value = output
    return payload
  }
}

/** Metadata has sixteen pairs. */
const FEW = 16

const recordParse =
  (parse: Parse): Parse =>
  (payload, context) => {
    const input: unknown = payload.value
    if (!z.core.util.isPlainObject(input)) return parse(payload, context)
    // The issues of so few cost nothing, and read whole a record takes half the time.
    if (Object.keys(input).length <= FEW) return parse(payload, context)
    const output: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(input)) {
      const result = finished(parse({ value: { [key]: value }, issues: [] }, context))
      Object.assign(output, result.value)
      if (result.issues.length === 0) continue
      payload.issues.push(...result.issues)
      return payload
    }
    payload.value = output
    return payload
  }

const finished = (result: z.core.util.MaybeAsync<z.core.ParsePayload>): z.core.ParsePayload => {
  if (result instanceof Promise) throw new z.core.$ZodAsyncError()
  return result
}

/** The schemas that a schema is made of. */
const partsOf = (schema: Schema): Schema[] => {
  if (isKind(schema, 'lazy')) return [schema._zod.innerType]
  const parts = isKind(schema, 'object') ? schema._zod.def.shape : schema._zod.def
  return Object.values<unknown>({ ...parts })
    .flat()
    .filter((part) => part instanceof z.core.$ZodType)
}
