import * as z from 'zod/mini'

import type { Metadata } from '#contract/primitives.ts'

import { newDrafts } from './drafts.ts'
import { type Edited, metadataOf, type MetadataPair, writtenPairs } from './metadata.ts'
import { valueIn } from './value-in.ts'

const Kept = z.object({
  pairs: z.array(z.object({ key: z.string(), value: z.string(), row: z.optional(z.string()) })),
  base: z.record(z.string(), z.string()),
})

/** Whether pairs say something else than what they are compared with. */
export const isEdited = ({ pairs, base }: Edited): boolean => {
  const written = writtenPairs(pairs, base)
  return (
    written.length !== Object.keys(base).length ||
    written.some(({ key, value }) => valueIn(base, key) !== value)
  )
}

/** Stands for the id of the message that is being written in a thread. */
const UNSENT = 'unsent'
export const unsentId = (threadId: string): string => `${threadId}/${UNSENT}`
export const isUnsentId = (id: string): boolean => id.endsWith(`/${UNSENT}`)

/**
 * Metadata that was edited and is not saved yet: of a thread under its id, of a message under the
 * thread's id, a slash and its own.
 */
export const metadataDrafts = newDrafts<Edited | undefined>({
  prefix: 'clew.metadata.',
  empty: () => undefined,
  isEmpty: (edited) => edited === undefined || !isEdited(edited),
  parse: (kept) => z.parse(Kept, kept),
})

/** What is left of a draft once `saved` is stored: what was typed since. */
export const leftToSave = (
  draft: Edited | undefined,
  saved: readonly MetadataPair[],
): Edited | undefined => {
  const base: Metadata = metadataOf(saved)
  const left = draft && { pairs: draft.pairs, base }
  return left && isEdited(left) ? left : undefined
}

/** A draft as text, to be copied. */
export const metadataText = ({ pairs, base }: Edited): string =>
  writtenPairs(pairs, base)
    .map(({ key, value }) => `${key}: ${value}`)
    .join('\n')
