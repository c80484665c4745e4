import { isSame, mergeKeyed, mergeTexts, mergeValues } from '#console/util/three-way.ts'

import { backInBox, joined } from './draft-out.ts'
import type { Draft, DraftPart } from './draft.ts'

/** What was added here to texts that are gone there: sent, or taken out. */
const addedToGone = (base: Draft, mine: Draft, theirs: Draft): DraftPart[] =>
  mine.parts.flatMap((part) => {
    const before = base.parts.find(({ key }) => key === part.key)
    const isThere = theirs.parts.some(({ key }) => key === part.key)
    if (isThere || part.type !== 'text' || before?.type !== 'text') return []
    const text = mergeTexts(before.text, part.text, '')
    return text === '' ? [] : [{ ...part, text }]
  })

/** What no half of is worth anything. Where both changed it, theirs is known to more tabs. */
const wholes = (base: Draft, mine: Draft, theirs: Draft): Pick<Draft, 'id' | 'sending'> => ({
  id: theirs.id === base.id ? mine.id : theirs.id,
  sending: theirs.sending?.key === base.sending?.key ? mine.sending : theirs.sending,
})

/** What both put into one place, where there was nothing. */
const isOfBoth = (place: 'out' | 'aside', base: Draft, mine: Draft, theirs: Draft): boolean =>
  !base[place] && !!mine[place] && !!theirs[place] && !isSame(mine[place], theirs[place])

/** Whether what stood in the box left it in `one` tab, and had been sent by the `other` before that heard of it. */
const isSentBy = (other: Draft, base: Draft, one: Draft): boolean =>
  !base.out && !!one.out && !other.out && base.id !== undefined && other.id !== base.id

const tooLate = (draft: Draft): Draft => {
  const { sending: _, ...late } = backInBox(draft)
  return late
}

/** A draft that was changed in two tabs since both knew `base`: what was written in either stays. */
export const mergeDrafts = (base: Draft, mine: Draft, theirs: Draft): Draft => {
  // One message leaves the box at a time, and theirs was first.
  if (isOfBoth('out', base, mine, theirs) || isSentBy(theirs, base, mine))
    return mergeDrafts(base, tooLate(mine), theirs)
  if (isSentBy(mine, base, theirs)) return mergeDrafts(base, mine, tooLate(theirs))
  const { aside } = theirs
  return {
    ...mergeValues(base, mine, theirs),
    ...wholes(base, mine, theirs),
    ...(aside && mine.aside && isOfBoth('aside', base, mine, theirs)
      ? { aside: joined(aside, mine.aside) }
      : {}),
    parts: [
      ...mergeKeyed(base.parts, mine.parts, theirs.parts),
      ...addedToGone(base, mine, theirs),
    ],
    attachments: mergeKeyed(base.attachments, mine.attachments, theirs.attachments),
  }
}
