import { threadTitle } from '#console/api/threads.ts'
import type { KnownAnnotation } from '#console/markdown/locate.ts'
import { isMarker } from '#console/markdown/marks.ts'
import { countText } from '#console/util/number.ts'
import { fullTimeText } from '#console/util/time.ts'
import type { Annotation, ContentPart, Message } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'

import { copiedText, messageState, roleText } from './message-words.ts'
import type { CallAccount, RunAccount } from './run-account.ts'
import { type WholeEntry, messageCount } from './whole-entries.ts'

const partText = (role: string, part: ContentPart): string => {
  switch (part.type) {
    case 'text':
      return copiedText(role, part.text)
    case 'refusal':
      return part.refusal
    case 'image_file':
      return `[Image: ${part.image_file.file_id}]`
    case 'image_url':
      return part.image_url.url.startsWith('data:')
        ? '[Embedded image]'
        : `[Image: ${part.image_url.url}]`
    case 'unknown':
      return JSON.stringify(part.raw)
  }
}

/** The words that a source is for; a marker says nothing outside of the console. */
const withoutMarker = (annotation: KnownAnnotation): string =>
  isMarker(annotation.text) ? '' : `${annotation.text} `

const sourceText = (annotation: Annotation): string | undefined => {
  switch (annotation.type) {
    case 'file_citation': {
      const { file_id, quote } = annotation.file_citation
      return `${withoutMarker(annotation)}${file_id}${quote ? ` “${quote}”` : ''}`
    }
    case 'file_path':
      return `${annotation.text} ${annotation.file_path.file_id}`
    case 'url_citation':
      return `${withoutMarker(annotation)}${annotation.url_citation.url}`
    case 'unknown':
      return undefined
  }
}

const listed = (name: string, items: readonly (string | undefined)[]): string => {
  const different = [...new Set(items.flatMap((item) => item?.trim() ?? []))]
  return different.length === 0
    ? ''
    : `${name}:\n${different.map((each) => `- ${each}`).join('\n')}`
}

/** A message as one would paste it elsewhere: who, when, and all that it holds. */
export const messageText = (message: Message): string => {
  const state = messageState(message)
  const annotations = message.content.flatMap((part) =>
    part.type === 'text' ? part.text.annotations : [],
  )
  return [
    `## ${roleText(message.role)}, ${fullTimeText(message.created_at)}${state ? ` (${state.words})` : ''}`,
    ...message.content.map((part) => partText(message.role, part)),
    listed('Sources', annotations.map(sourceText)),
    listed(
      'Attachments',
      message.attachments?.map(({ file_id }) => file_id ?? 'without a file') ?? [],
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
}

const callText = ({ name, trouble, time, parts }: CallAccount): string =>
  [
    `Tool call: ${[name, trouble, time].filter(Boolean).join(', ')}`,
    ...parts.map((part) => `${part.name}:${part.text.includes('\n') ? '\n' : ' '}${part.text}`),
  ].join('\n')

/** A run in plain lines: how it went, and its tool calls. */
export const runText = ({ id, facts, why, calls = [] }: RunAccount): string =>
  [`### ${facts.join(', ')}`, id, why ?? '', ...calls.map(callText)]
    .filter((text) => text !== '')
    .join('\n\n')

/** A whole thread as Markdown. */
export const threadText = (thread: Thread, entries: readonly WholeEntry[]): string =>
  [
    `# ${threadTitle(thread)}`,
    `${thread.id}, ${countText(messageCount(entries), 'message')}, created ${fullTimeText(thread.created_at)}`,
    ...entries.map((entry) =>
      entry.kind === 'run' ? runText(entry.account) : messageText(entry.message),
    ),
    '',
  ].join('\n\n')
