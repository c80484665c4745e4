import * as z from 'zod/mini'

import { lineRequest } from './plain-text.ts'
import { UnixSeconds } from './primitives.ts'

export const MAX_PERSON_NAME = 80
export const MAX_INITIALS = 4
/** How many people may be known. */
export const MAX_PEOPLE = 500

/** Says who reads, by the id of a person: sent with each write of a review. */
export const PERSON_HEADER = 'clew-person'

/** Somebody who reviews threads. */
export const Person = z.object({
  id: z.string(),
  object: z.literal('person'),
  /** No two people have the same, in capitals or not. */
  name: z.string(),
  /** What stands where a name is too long. */
  initials: z.string(),
  created_at: UnixSeconds,
})
export type Person = z.infer<typeof Person>

/** Who did something, as it is told with what they did. */
export const PersonInShort = z.object({ id: z.string(), name: z.string(), initials: z.string() })
export type PersonInShort = z.infer<typeof PersonInShort>

const initials = z.optional(z.nullable(lineRequest(MAX_INITIALS)))

/** Without initials, they are the first letters of the first and the last word of the name. */
export const CreatePersonRequest = z.strictObject({ name: lineRequest(MAX_PERSON_NAME), initials })
export type CreatePersonRequest = z.infer<typeof CreatePersonRequest>

export const ModifyPersonRequest = z.strictObject({
  name: z.optional(lineRequest(MAX_PERSON_NAME)),
  initials,
})
export type ModifyPersonRequest = z.infer<typeof ModifyPersonRequest>
