import type * as z from 'zod/mini'

import { isExactNumber } from '#contract/exact-json.ts'
import { isObject } from '#contract/json-object.ts'

/** How many values one object may hold, however deep, and how deep: a message has tens, a step of many calls thousands. */
const MOST_VALUES = 20_000
const MOST_DEPTH = 100
/** The longest id. */
const LONGEST_ID = 250

/**
 * An answer without the objects that no honest server gives: each of too many values would hold others up
 * while it is read and written. Its times are whole seconds.
 * @returns undefined where it is such an object itself
 */
export const keepable = (answer: unknown): unknown => {
  const data = dataOf(answer)
  if (data) return { ...Object(answer), data: data.filter(isKeepable).map(withWholeTimes) }
  return !isObject(answer) || isKeepable(answer) ? withWholeTimes(answer) : undefined
}

/** A list without the objects that are none of its own, where any is. */
export const readable = (answer: unknown, item: z.ZodMiniType): unknown => {
  const data = dataOf(answer)?.filter((object) => item.safeParse(object).success) ?? []
  return data.length > 0 ? { ...Object(answer), data } : answer
}

/** The objects of a list. */
export const dataOf = (answer: unknown): unknown[] | undefined => {
  if (!isObject(answer) || answer['object'] !== 'list') return undefined
  return Array.isArray(answer['data']) ? answer['data'] : undefined
}

/** An object whose times are rounded down: some servers tell parts of seconds, where the wire has whole ones. */
export const withWholeTimes = (object: unknown): unknown => {
  if (!isObject(object)) return object
  const parts = Object.entries(object).filter(
    ([name, value]) => name.endsWith('_at') && isTimeInParts(value),
  )
  if (parts.length === 0) return object
  const whole = parts.map(([name, value]) => [name, Math.floor(numberIn(value))])
  return { ...object, ...Object.fromEntries(whole) }
}

/** A number in digits of its own, such as `5.0`, is none of JavaScript's. */
const isTimeInParts = (value: unknown): boolean =>
  isExactNumber(value) || (typeof value === 'number' && !Number.isInteger(value))

const numberIn = (value: unknown): number => Number(isExactNumber(value) ? value.rawJSON : value)

const isKeepable = (object: unknown): boolean => {
  if (isObject(object) && String(object['id']).length > LONGEST_ID) return false
  let level = [object]
  let values = 1
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEPTH) return false
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      const held: unknown[] = Object.values(value)
      values += held.length
      if (values > MOST_VALUES) return false
      for (const each of held) below.push(each)
    }
    level = below
  }
  return true
}
