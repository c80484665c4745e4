import { isObject } from '#contract/json-object.ts'

/** How many values one object may hold, however deep, and how deep: a message has tens, a step of many calls thousands. */
const MOST_VALUES = 20_000
const MOST_DEPTH = 100
/** The longest id. */
const LONGEST_ID = 250

/**
 * An answer without the objects that no honest server gives: each of too many values would hold others up
 * while it is read and written.
 * @returns undefined where it is such an object itself
 */
export const keepable = (answer: unknown): unknown => {
  if (!isObject(answer)) return answer
  const { data } = answer
  if (answer['object'] !== 'list' || !Array.isArray(data))
    return isKeepable(answer) ? answer : undefined
  return { ...answer, data: data.filter(isKeepable) }
}

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
