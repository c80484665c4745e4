import * as z from 'zod/mini'

import { explained, wordsOf } from './explain.ts'

export interface Typed {
  type: string
  [key: string]: unknown
}

/** An object some of whose fields are as they came. */
export type AsCame<T, Field extends keyof T> = Omit<T, Field> & Record<Field, unknown>

type Shapes = Record<string, z.ZodMiniObject>

/** The shapes of a union of the contract by their `type`, without the one that takes any other. */
export const shapesOf = (union: z.ZodMiniUnion): Shapes => {
  const shapes: Shapes = {}
  for (const option of union.def.options) {
    if (!(option instanceof z.ZodMiniObject)) continue
    const { type } = option.shape
    if (type instanceof z.ZodMiniLiteral) shapes[String(type.def.values[0])] = option
  }
  return shapes
}

/**
 * An object told by its `type`, of the shape that the contract gives to that. Whoever reads it would not
 * see its other fields: they are left out.
 */
export const byType = (shapes: Record<string, z.ZodMiniType>) =>
  z.pipe(
    z.looseObject({ type: z.string() }),
    z.transform((raw, context): Typed => {
      const schema = Object.hasOwn(shapes, raw.type) ? shapes[raw.type] : undefined
      const result = schema?.safeParse(raw, explained)
      // The cast: each shape has the type that it is found by.
      if (result?.success) return result.data as Typed
      if (!result) {
        const message = `expected one of ${Object.keys(shapes).join(', ')}`
        context.issues.push({ code: 'custom', message, path: ['type'], input: raw })
      }
      for (const issue of result?.error.issues ?? []) {
        const { path } = issue
        context.issues.push({ code: 'custom', message: wordsOf(issue), path, input: raw })
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
