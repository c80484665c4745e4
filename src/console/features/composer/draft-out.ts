import { nanoid } from 'nanoid'

import {
  type Draft,
  type DraftContent,
  type DraftPart,
  emptyDraft,
  isWritten,
  type Sending,
  uploadsOf,
  withoutSent,
} from './draft.ts'

const contentOf = ({ role, parts, attachments, metadata }: DraftContent): DraftContent => ({
  role,
  parts,
  attachments,
  metadata,
})

/** What a send is about: the message that has left the box, else what is in it. */
export const toSend = (draft: Draft): DraftContent => contentOf(draft.out ?? draft)

/** An empty box. Its first text keeps its key, so that the box on the screen keeps its focus. */
const emptied = ({ role, parts }: DraftContent): DraftContent => {
  const key = parts.find(({ type }) => type === 'text')?.key ?? 'text'
  return { ...contentOf(emptyDraft()), role, parts: [{ key, type: 'text', text: '' }] }
}

/** The message leaves the box, which is free for the next one. */
export const leaveBox = (draft: Draft): Draft =>
  draft.out ? draft : { ...draft, ...emptied(draft), out: contentOf(draft) }

const putBack = ({ aside, ...draft }: Draft): Draft => {
  if (!aside) return draft
  return isWritten(draft) ? { ...draft, aside } : { ...draft, ...aside }
}

/** What was not sent comes back to the box, unless the next message is being written there. */
export const comeBack = (draft: Draft): Draft => {
  const { out, ...rest } = draft
  return out && !isWritten(rest) ? { ...rest, ...out } : draft
}

/** What is written in two places, one after the other. */
export const joined = <Content extends DraftContent>(
  first: Content,
  then: DraftContent,
): Content => ({
  ...first,
  // The first text of every draft has the same key.
  parts: [...first.parts, ...then.parts.map(withOwnKey)],
  attachments: [...first.attachments, ...then.attachments],
  metadata: first.metadata.length > 0 ? first.metadata : then.metadata,
})

const withOwnKey = (part: DraftPart): DraftPart =>
  part.type === 'text' ? { ...part, key: nanoid(10) } : part

/** What left the box too late, for another tab's message was out: before what was written since. */
export const backInBox = (draft: Draft): Draft => {
  const { out, ...box } = comeBack(draft)
  return out ? { ...box, ...joined(out, box) } : box
}

/** Whether what is in the box can be set aside: files that are on their way need it there. */
export const canSetAside = (draft: Draft): boolean =>
  !isWritten(draft) || uploadsOf(draft).every(({ state }) => state === 'done')

/** Whether what was not sent can change places with what is in the box. */
export const canEditOut = (draft: Draft): boolean =>
  canSetAside(draft) && (!draft.aside || !isWritten(draft))

/** What was not sent is edited in the box. What was written there is set aside until that is sent. */
export const editOut = (draft: Draft): Draft => {
  const { out, ...rest } = draft
  if (!out || !canEditOut(draft)) return draft
  return { ...rest, ...out, ...(isWritten(rest) && { aside: contentOf(rest) }) }
}

/** What was set aside changes places with what is in the box. */
export const editAside = ({ aside, ...rest }: Draft): Draft => {
  if (!aside || !canSetAside(rest)) return aside ? { ...rest, aside } : rest
  return { ...rest, ...aside, ...(isWritten(rest) && { aside: contentOf(rest) }) }
}

/** What is left once the server has `sent`: what was written since, wherever that stands. */
export const afterSent = (draft: Draft, sent: DraftContent): Draft => {
  const { out, sending: _, id: __, ...rest } = draft
  if (!out) return putBack(withoutSent(rest, sent))
  // An earlier try may be what has arrived.
  const left = contentOf(withoutSent(out, sent))
  return isWritten(left) ? comeBack({ ...rest, out: left }) : putBack(rest)
}

/** The draft with another wish to send it. Without one, the next wish is of another draft. */
export const withSending = (draft: Draft, sending: Sending | undefined): Draft => {
  const { sending: _, id: __, ...rest } = draft
  return sending ? { ...draft, sending } : rest
}
