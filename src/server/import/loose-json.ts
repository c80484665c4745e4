import * as z from 'zod/mini'

import { type TypedObject } from '#contract/primitives.ts'

import { explained } from './explain.ts'

/** An object some of whose fields are as they came. */
export type AsCame<T, Field extends keyof T> = Omit<T, Field> & Record<Field, unknown>

const typed = z.looseObject({ type: z.string() })

/**
 * An object told by its `type`: of a known type it has to have that shape, of another it is kept as
 * it is. Extra fields are kept in both cases, and all in the order they came in.
 */
export const byType = (known: Record<string, z.ZodMiniType>) =>
  z.transform((raw: unknown, context): TypedObject => {
    const refuse = ({ issues }: z.core.$ZodError) => {
      for (const { message, path } of issues)
        context.issues.push({ code: 'custom', message, path, input: raw })
    }
    // The casts: what is refused is not looked at, and the schemas given here are of objects.
    const asIs = raw as TypedObject
    const shape = typed.safeParse(raw, explained)
    if (!shape.success) return (refuse(shape.error), asIs)
    const schema = Object.hasOwn(known, asIs.type) ? known[asIs.type] : undefined
    const result = schema?.safeParse(raw, explained)
    if (!result) return asIs
    if (!result.success) return (refuse(result.error), asIs)
    return { ...asIs, ...(result.data as object) }
  })

/** An array, or the list object that the API answers. One page of a longer list is refused. */
export const listOf = <T extends z.ZodMiniType>(item: T, maximum: number) =>
  z.pipe(
    z.transform((raw: unknown, context) => {
      if (!isListObject(raw)) return raw
      if (raw.has_more === true) {
        context.issues.push({
          code: 'custom',
          message: 'is one page of a longer list (has_more): fetch the others first',
          input: raw,
        })
      }
      return raw.data
    }),
    z.array(item).check(z.maxLength(maximum, `expected at most ${maximum}`)),
  )

const isListObject = (raw: unknown): raw is { data: unknown; has_more?: unknown } =>
  typeof raw === 'object' &&
  raw !== null &&
  'object' in raw &&
  raw.object === 'list' &&
  'data' in raw
