import * as z from 'zod/mini'

import { newDrafts } from '#console/util/drafts.ts'

const Made = z.object({ draftId: z.string(), threadId: z.string() })
type Made = z.infer<typeof Made>

/** What the last message that made a thread was, and which thread that is, for the other tabs. */
const records = newDrafts<Made | undefined>({
  prefix: 'clew.made',
  empty: () => undefined,
  isEmpty: (made) => made === undefined,
  parse: (kept) => z.parse(Made, kept),
})
/** There is one: nothing follows the prefix. */
const ONLY = ''

/** Drafts that this tab sent itself. */
const own = new Set<string>()

/** Tells the other tabs which thread came of a draft, before the draft is forgotten. */
export const tellMade = (draftId: string, threadId: string): void => {
  own.add(draftId)
  records.change(ONLY, () => ({ draftId, threadId }), 'now')
}

/** The thread that another tab made of a draft. */
export const madeElsewhere = (draftId: string): string | undefined => {
  if (own.has(draftId)) return undefined
  records.readAgain(ONLY)
  const made = records.get(ONLY)
  return made?.draftId === draftId ? made.threadId : undefined
}
