import { customAlphabet } from 'nanoid'

import { ID_ALPHABET, ID_LENGTH, ID_PREFIX, type IdKind } from '#contract/id.ts'

export type NewId = (kind: IdKind) => string

const random = customAlphabet(ID_ALPHABET, ID_LENGTH)

export const newId: NewId = (kind) => `${ID_PREFIX[kind]}${random()}`
