import * as z from 'zod/mini'

import { newDrafts } from '#console/util/drafts.ts'

const TitleDraft = z.object({
  title: z.string(),
  before: z.string(),
  /** The server was asked for it. The titles that the thread may have by this browser meanwhile. */
  asked: z.optional(z.array(z.string())),
})
/** A title as typed, and the one that it was typed over. */
export type TitleDraft = z.infer<typeof TitleDraft>

/** Titles that the server has not acknowledged, by their thread. */
export const titleDrafts = newDrafts<TitleDraft | undefined>({
  prefix: 'clew.title.',
  empty: () => undefined,
  isEmpty: (draft) => draft === undefined || draft.title === draft.before,
  parse: (kept) => z.parse(TitleDraft, kept),
})

/** What is left of a draft once a title is stored: one that was typed since. */
export const leftOfTitle = (
  draft: TitleDraft | undefined,
  stored: string,
): TitleDraft | undefined =>
  draft === undefined || draft.title === stored ? undefined : { ...draft, before: stored }

/** The draft as one that was only typed. */
export const unasked = (draft: TitleDraft | undefined): TitleDraft | undefined => {
  if (!draft) return undefined
  const { asked: _, ...rest } = draft
  return rest
}
