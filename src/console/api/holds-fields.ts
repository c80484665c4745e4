import type { Metadata } from '#contract/primitives.ts'

import { valueIn } from '../util/value-in.ts'

export const isSameMetadata = (one: Metadata, other: Metadata): boolean =>
  Object.keys({ ...one, ...other }).every((key) => valueIn(one, key) === valueIn(other, key))

/** What a server puts where nothing was chosen. */
const chosenForNone: Readonly<Record<string, unknown>> = { temperature: 1, top_p: 1 }

/** Whether an object stands as a request asked for, as far as the request tells. */
export const holdsFields = (object: object, body: object): boolean =>
  Object.entries(body).every(([name, wanted]) => {
    const now: unknown = Reflect.get(object, name)
    if (wanted === undefined) return true
    if (wanted === null) return isNothing(now) || now === chosenForNone[name]
    return isSame(wanted, now)
  })

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === false || value === ''

const isSame = (wanted: unknown, now: unknown): boolean => {
  if (typeof wanted !== 'object' || wanted === null)
    return wanted === now || (isNothing(wanted) && isNothing(now))
  if (typeof now !== 'object' || now === null) return false
  if (Array.isArray(wanted) !== Array.isArray(now)) return false
  // A server completes what was left to it of a file search.
  const isCompleted = 'type' in wanted && wanted.type === 'file_search'
  const names = new Set([...Object.keys(wanted), ...(isCompleted ? [] : Object.keys(now))])
  return [...names].every((name) => isSame(Reflect.get(wanted, name), Reflect.get(now, name)))
}
