import * as z from 'zod/mini'

import { explained } from './explain.ts'

export interface Typed {
  type: string
  [key: string]: unknown
}

/** An object some of whose fields are as they came. */
export type AsCame<T, Field extends keyof T> = Omit<T, Field> & Record<Field, unknown>

/**
 * An object told by its `type`: of a known type it has to have that shape, of another it is kept as
 * it is. Extra fields are kept in both cases.
 */
export const byType = (known: Record<string, z.ZodMiniType>) =>
  z.pipe(
    z.looseObject({ type: z.string() }),
    z.transform((raw, context): Typed => {
      const schema = Object.hasOwn(known, raw.type) ? known[raw.type] : undefined
      const result = schema?.safeParse(raw, explained)
      if (!result) return raw
      // The schemas given here are loose objects, so that `type` is still in what they answer.
      if (result.success) return result.data as Typed
      for (const { message, path } of result.error.issues) {
        context.issues.push({ code: 'custom', message, path, input: raw })
      }
      return raw
    }),
  )

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
