import { ID_LENGTH, ID_PREFIX, type IdKind } from '#contract/id.ts'
import type { NewId } from '#server/new-id.ts'

/** Ids of the right form that count up: `msg_000000000000000000000001`. One counter for all kinds. */
export const sequentialIds = (): NewId => {
  let last = 0
  return (kind: IdKind) => `${ID_PREFIX[kind]}${String(++last).padStart(ID_LENGTH, '0')}`
}
