import * as z from 'zod/mini'

import type { ItemPlace, Judgement } from '#console/api/queue-reading.ts'
import { NOTHING } from '#console/api/said.ts'
import { newDrafts } from '#console/util/drafts.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'

const Draft = z.object({
  verdict: z.optional(z.nullable(z.enum(VERDICTS))),
  labels: z.optional(z.array(z.string())),
  note: z.optional(z.nullable(z.string())),
  flagged: z.optional(z.boolean()),
  criteria: z.optional(z.record(z.string(), z.union([z.boolean(), z.number(), z.string()]))),
})
/** What a reader changed and did not save yet. */
export type JudgementDraft = z.infer<typeof Draft>

/** Judgements that are not saved yet, by the reading and whose it is. */
export const judgementDrafts = newDrafts<JudgementDraft>({
  prefix: 'clew.judgement.',
  empty: () => ({}),
  isEmpty: (draft) => Object.keys(draft).length === 0,
  parse: (kept) => z.parse(Draft, kept),
})

/** Begins with the id of the thread, with which the drafts go. */
export const judgementDraftId = (
  { thread_id, id }: Pick<ItemPlace, 'thread_id' | 'id'>,
  person_id: string | undefined,
): string => `${thread_id}/${id}/${person_id ?? ''}`

/** A judgement as it would be saved now. */
export const judgementWith = (saved: Judgement | undefined, draft: JudgementDraft): Judgement => {
  const { note, ...rest } = draft
  const now = { ...NOTHING, criteria: {}, seconds: null, ...saved, ...rest }
  return { ...now, ...(note !== undefined && { note: note?.trim() ? note : null }) }
}
