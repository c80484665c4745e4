import { NOTHING, type Said } from '#console/api/said.ts'
import { shownName } from '#console/util/shown-name.ts'
import { verdictWord } from '#console/util/verdict-word.ts'
import type { ReviewAct } from '#contract/review.ts'

/** What somebody did, as it follows their name: "marked Pass, put on refund". */
export const actWords = (
  { was, now }: Pick<ReviewAct, 'was' | 'now'>,
  nameOf: (label_id: string) => string,
): string => {
  const before = was ?? NOTHING
  const after = now ?? NOTHING
  const words = [
    verdictWords(before, after),
    ...after.labels
      .filter((id) => !before.labels.includes(id))
      .map((id) => `put on ${shownName(nameOf(id))}`),
    ...before.labels
      .filter((id) => !after.labels.includes(id))
      .map((id) => `took off ${shownName(nameOf(id))}`),
    noteWords(before, after),
    flagWords(before, after),
  ].filter((each) => each !== undefined)
  if (words.length > 0) return words.join(', ')
  return now === null ? 'took the review back' : 'reviewed it'
}

const verdictWords = (before: Said, after: Said): string | undefined => {
  if (before.verdict === after.verdict) return undefined
  if (after.verdict === null) return `took ${verdictWord(before.verdict ?? '')} back`
  return `marked ${verdictWord(after.verdict)}`
}

const noteWords = (before: Said, after: Said): string | undefined => {
  if (before.note === after.note) return undefined
  if (after.note === null) return 'deleted the note'
  return before.note === null ? 'wrote a note' : 'changed the note'
}

const flagWords = (before: Said, after: Said): string | undefined => {
  if (before.flagged === after.flagged) return undefined
  return after.flagged ? 'flagged it' : 'took the flag off'
}

/** What a review or an act is of, where that is not the thread. */
export const ofWords = ({
  message_id,
  passage,
}: Pick<ReviewAct, 'message_id' | 'passage'>): string | undefined => {
  if (passage) return passage.quote === '' ? 'a passage' : `“${shortened(passage.quote)}”`
  return message_id === null ? undefined : 'a message'
}

const SHOWN = 60

export const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > SHOWN ? `${line.slice(0, SHOWN).trimEnd()}…` : line
}
