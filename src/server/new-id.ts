import { customAlphabet } from 'nanoid'

import { ID_PREFIX, type IdKind } from '#contract/id.ts'

export type NewId = (kind: IdKind) => string

const random = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 24)

/** Ids as the hosted service makes them: a prefix and 24 base62 characters. */
export const newId: NewId = (kind) => `${ID_PREFIX[kind]}${random()}`
