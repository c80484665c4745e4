import * as z from 'zod/mini'

import { MAX_METADATA_KEY, MAX_METADATA_PAIRS, MAX_METADATA_VALUE } from './limits.ts'
import { DEFAULT_LIMIT, FILES_LIMIT, LARGEST_LIMIT } from './page-limits.ts'
import { UTC, isTimeZone } from './zone-days.ts'

/**
 * What a schema cannot say itself in the description at `/openapi.json`: JSON Schema to add to it where
 * it is a check of our own, a transform or text read as a number.
 */
export const wireForm = z.registry<Record<string, unknown>>()

/** Marks what the hosted API did not have. */
export const EXTENSION = { 'x-clew-extension': true }

/** Whole seconds since 1970, as every time on the wire. */
export const UnixSeconds = z.int().register(wireForm, { format: 'unixtime' })

/**
 * A string enum that lets unknown values through when read: an upstream may be newer than we are.
 * Code that displays such a value needs a default branch.
 */
export const openEnum = <const T extends string>(...known: T[]) =>
  z
    .custom<T>((value) => typeof value === 'string')
    .register(wireForm, {
      type: 'string',
      enum: known,
    })

/** A record of no more pairs than metadata has. */
const atMostPairs = z.refine<Record<string, unknown>>(
  (pairs) => Object.keys(pairs).length <= MAX_METADATA_PAIRS,
  { error: 'too many properties', params: { maximum: MAX_METADATA_PAIRS } },
)
const PAIRS_FORM = { maxProperties: MAX_METADATA_PAIRS }

/** Pairs of a key and one of the values that `value` takes, as requests give them. */
export const pairsRequest = <T extends z.ZodMiniType>(value: T) =>
  z
    .record(z.string().check(z.maxLength(MAX_METADATA_KEY)), value)
    .check(atMostPairs)
    .register(wireForm, PAIRS_FORM)

/** Pairs to look for. Longer ones than requests may give are kept by an import, and found. */
export const pairsQuery = z
  .record(z.string(), z.string())
  .check(atMostPairs)
  .register(wireForm, PAIRS_FORM)

/** The value of a pair, where it is text. */
export const pairText = z.string().check(z.maxLength(MAX_METADATA_VALUE))

export const MetadataRequest = pairsRequest(pairText)

/** Metadata as read: some servers answer null where there is none. */
export const Metadata = z
  .pipe(
    z.nullish(z.record(z.string(), z.string())),
    z.transform((metadata) => metadata ?? {}),
  )
  .register(wireForm, { type: 'object', additionalProperties: { type: 'string' } })
export type Metadata = Record<string, string>

/**
 * Something of a `type` we do not know, kept whole as `raw`. Last in its union. What was read so once
 * is read the same again.
 */
export const unknownObject = z
  .pipe(
    z.looseObject({ type: z.string() }),
    z.transform((object) => ({ type: 'unknown' as const, raw: rawIn(object) ?? object })),
  )
  // This server never sends one.
  .register(wireForm, { not: {} })

/** An object of which only its `type` is known. */
export interface TypedObject {
  type: string
  [key: string]: unknown
}

const rawIn = ({ type, raw }: TypedObject): TypedObject | undefined =>
  type === 'unknown' && typeof raw === 'object' && raw !== null && 'type' in raw
    ? { ...raw, type: String(raw.type) }
    : undefined

/** An absent or null field, read as null. */
export const nullable = <T extends z.ZodMiniType>(schema: T) => z._default(z.nullable(schema), null)

/** One page of a list, as every list endpoint answers it. */
export const list = <T extends z.ZodMiniType>(item: T) =>
  z.object({
    object: z.literal('list'),
    data: z.array(item),
    first_id: nullable(z.string()),
    last_id: nullable(z.string()),
    has_more: z._default(z.boolean(), false),
  })

export interface List<T> {
  object: 'list'
  data: T[]
  first_id: string | null
  last_id: string | null
  has_more: boolean
}

export const Order = z.enum(['asc', 'desc']).register(wireForm, { default: 'desc' })
export type Order = z.infer<typeof Order>

/** A whole number in a query string. The casts widen the input: a text, or a list where it is given twice. */
export const integerText = (minimum: number, maximum: number, byDefault?: number) =>
  z
    .pipe(
      z.transform<string, unknown>((given: unknown) =>
        typeof given === 'string' && /^-?\d+$/.test(given) ? Number(given) : given,
      ),
      z.number().check(z.gte(minimum), z.lte(maximum)) as z.ZodMiniType<number, unknown>,
    )
    .register(wireForm, {
      type: 'integer',
      minimum,
      maximum,
      ...(byDefault !== undefined && { default: byDefault }),
    })

/** A zone as IANA and `Intl` name it. */
const zoneName = () =>
  z
    .string()
    .check(
      z.refine(isTimeZone, { params: { expected: 'a time zone such as Pacific/Auckland or UTC' } }),
    )

const zoneForm = {
  default: UTC,
  description: 'At its midnights the days of `before:` and `after:` begin in a query.',
}

/** The zone whose days the dates in a query are. */
export const timeZone = zoneName().register(wireForm, zoneForm)

/** The same where it stands in the address of a request of the wire, which has none. */
export const timeZoneQuery = zoneName().register(wireForm, { ...zoneForm, ...EXTENSION })

/**
 * About how many characters the objects of one page come to: while they are read and written as JSON,
 * nobody else is answered. A page ends before the object that would go past it, but has one at least.
 */
export const PAGE_CHARACTERS = 2 * 1024 * 1024

/** The cursor parameters shared by lists. */
export const pageQuery = {
  limit: z.optional(integerText(1, LARGEST_LIMIT, DEFAULT_LIMIT)),
  order: z.optional(Order),
  after: z.optional(z.string()),
  before: z.optional(z.string()),
}

/** The files list alone pages by up to 10,000 and has no `before`. */
export const filesPageQuery = {
  limit: z.optional(integerText(1, FILES_LIMIT, FILES_LIMIT)),
  order: z.optional(Order),
  after: z.optional(z.string()),
}

/** What a delete answers. */
export const deleted = <const T extends string>(object: T) =>
  z.object({ id: z.string(), object: z.literal(object), deleted: z.boolean() })
