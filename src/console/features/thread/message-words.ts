import { withoutMarkers } from '#console/markdown/marks.ts'
import type { ContentPart, Message } from '#contract/message.ts'

import { withoutMarks } from './read-markdown.ts'

/** A role as a heading; one we do not know by its own name. */
export const roleText = (role: string): string =>
  role === '' ? 'Message' : role.charAt(0).toUpperCase() + role.slice(1)

const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    content_filter: 'stopped by the content filter',
    max_tokens: 'cut off at the token limit',
    run_cancelled: 'the run was stopped',
    run_expired: 'the run expired',
    run_failed: 'the run failed',
  }),
)

export interface MessageState {
  tone: 'accent' | 'attention' | 'error' | 'neutral'
  words: string
}

/** The state of a message in plain words; undefined for one that is whole. */
export const messageState = (message: Message): MessageState | undefined => {
  // The types are closed, the wire is not.
  const status: string = message.status
  if (status === 'completed') return undefined
  if (status === 'in_progress') return { tone: 'accent', words: 'being written' }
  if (status !== 'incomplete') return { tone: 'neutral', words: status }
  const reason: string = message.incomplete_details?.reason ?? ''
  const why = reasons.get(reason) ?? reason
  const tone = reason === 'run_failed' || reason === 'run_expired' ? 'error' : 'attention'
  return { tone, words: why ? `incomplete: ${why}` : 'incomplete' }
}

/** A text as one would copy it: a user's as typed, others' without markers of sources. */
export const copiedText = (
  role: string,
  { value, annotations }: Extract<ContentPart, { type: 'text' }>['text'],
): string => (role === 'user' ? value : withoutMarkers(value, annotations))

/** The text of a message as one would copy it. */
export const plainText = ({ role, content }: Message): string =>
  content
    .flatMap((part) => {
      if (part.type === 'refusal') return part.refusal
      return part.type === 'text' ? copiedText(role, part.text) : []
    })
    .join('\n\n')

const SPOKEN = 400
/** Far more than is spoken, for the marks and addresses between the words, yet no walk through a long text. */
const CLEANED = SPOKEN * 20

/** What an answer became, as it is spoken: its words without the marks of Markdown. */
export const endingWords = (message: Message | undefined): string => {
  if (!message) return 'The answer has ended.'
  const state = messageState(message)
  const text = withoutMarks(plainText(message).slice(0, CLEANED)).slice(0, SPOKEN)
  return `${state ? `Answer ${state.words}` : 'Answer finished'}. ${text}`
}
