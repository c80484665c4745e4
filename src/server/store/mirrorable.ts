import { MAX_INSTRUCTIONS_CHARACTERS, MAX_SECONDS } from '#contract/limits.ts'

import { isPlainId } from '../plain-segment.ts'

/** The most characters of a field: lists carry it in each row, and others wait while it is read and written. */
const MOST_CHARACTERS = 64 * 1024
/** Of fields that clients may fill with more. A run joins two instructions; a character is up to two UTF-16 units. */
const LONG_FIELDS: Readonly<Record<string, number>> = {
  instructions: 4 * MAX_INSTRUCTIONS_CHARACTERS,
  tools: 1024 * 1024,
  attachments: 1024 * 1024,
  response_format: 1024 * 1024,
}
/** What was written by people, models and tools: it may be as long as an answer is. */
const CONTENT: ReadonlySet<string> = new Set(['content', 'step_details', 'required_action'])

/**
 * Why an object of another server cannot be kept; undefined where it can. What has an id that no path can name could
 * not be opened; a time beyond what is possible would be shown, and sorted, as none is.
 */
export const whyNotKept = (object: object): string | undefined => {
  if ('id' in object && typeof object.id === 'string' && !isPlainId(object.id))
    return 'Its id cannot stand in an address.'
  return hasPossibleTimes(object) ? whyTooLong(object) : 'It tells a time that cannot be.'
}

/** Which field of an object is too long to be kept, in words; undefined where none is. */
const whyTooLong = (object: object): string | undefined => {
  for (const [name, value] of Object.entries(object)) {
    if (CONTENT.has(name)) continue
    const most = LONG_FIELDS[name] ?? MOST_CHARACTERS
    if (leftOf(value, most) < 0) return `Its ${name} has more than ${most} characters.`
  }
  return undefined
}

export const isKept = (object: object): boolean => whyNotKept(object) === undefined

/** Whether every time that an object tells is one. */
const hasPossibleTimes = (object: object): boolean =>
  Object.entries(object).every(
    ([name, value]) =>
      !name.endsWith('_at') || typeof value !== 'number' || (value >= 0 && value <= MAX_SECONDS),
  )

/** How many characters are left of so many once a value is written, names included; less than 0 where it is longer. */
const leftOf = (value: unknown, most: number): number => {
  if (typeof value === 'string') return most - value.length
  if (typeof value !== 'object' || value === null) return most
  let left = most
  for (const [name, held] of Object.entries(value)) {
    left = leftOf(held, left - (Array.isArray(value) ? 0 : name.length))
    if (left < 0) return left
  }
  return left
}
