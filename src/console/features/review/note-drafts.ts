import * as z from 'zod/mini'

import { newDrafts } from '#console/util/drafts.ts'

const Draft = z.object({ text: z.nullable(z.string()) })

/** Notes that are not saved yet, by what they are of and who writes them; null where nothing is. */
export const noteDrafts = newDrafts<z.infer<typeof Draft>>({
  prefix: 'clew.note.',
  empty: () => ({ text: null }),
  isEmpty: ({ text }) => text === null,
  parse: (kept) => z.parse(Draft, kept),
})

/** Begins with the id of the thread, with which the drafts go. */
export const noteDraftId = (
  { thread_id }: { thread_id: string },
  key: string,
  person_id: string | undefined,
): string => `${thread_id}/${key}/${person_id ?? ''}`
