import { mergeKeyed, mergeTexts, mergeValues } from '#console/util/three-way.ts'

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

/** A draft that was changed in two tabs since both knew `base`: what was written in either stays. */
export const mergeDrafts = (base: Draft, mine: Draft, theirs: Draft): Draft => ({
  ...mergeValues(base, mine, theirs),
  ...wholes(base, mine, theirs),
  parts: [...mergeKeyed(base.parts, mine.parts, theirs.parts), ...addedToGone(base, mine, theirs)],
  attachments: mergeKeyed(base.attachments, mine.attachments, theirs.attachments),
})
