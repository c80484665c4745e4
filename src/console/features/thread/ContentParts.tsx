import { Ban } from 'lucide-react'
import { useMemo } from 'react'

import { WrittenContext } from '#console/markdown/written-context.ts'
import { JsonView } from '#console/ui/CodeView.tsx'
import { isVisible } from '#console/util/visible.ts'
import type { ContentPart, Message } from '#contract/message.ts'

import { AttachmentCard } from './AttachmentCard.tsx'
import { mergeAttachments } from './attachments.ts'
import { ImageFile } from './ImageFile.tsx'
import { ImageUrl } from './ImageUrl.tsx'
import { TextContent } from './TextContent.tsx'

type Group =
  | { kind: 'images'; parts: ImagePart[]; at: number }
  | { kind: 'other'; part: ContentPart; at: number }
type ImagePart = Extract<ContentPart, { type: 'image_file' | 'image_url' }>

const isImage = (part: ContentPart): part is ImagePart =>
  part.type === 'image_file' || part.type === 'image_url'

/** A text of which a reader would see nothing. */
const isBlank = (part: ContentPart): boolean =>
  part.type === 'text'
    ? !isVisible(part.text.value) && part.text.annotations.length === 0
    : part.type === 'refusal' && !isVisible(part.refusal)

/** Images next to each other stand in one row. */
function groupParts(parts: readonly ContentPart[], streaming: boolean): Group[] {
  const groups: Group[] = []
  for (const [at, part] of parts.entries()) {
    if (!streaming && isBlank(part)) continue
    const last = groups.at(-1)
    if (!isImage(part)) groups.push({ kind: 'other', part, at })
    else if (last?.kind === 'images') last.parts.push(part)
    else groups.push({ kind: 'images', parts: [part], at })
  }
  return groups
}

const Image = ({ part, large }: { part: ImagePart; large: boolean }) =>
  part.type === 'image_file' ? (
    <ImageFile fileId={part.image_file.file_id} detail={part.image_file.detail} large={large} />
  ) : (
    <ImageUrl url={part.image_url.url} detail={part.image_url.detail} large={large} />
  )

const OtherPart = ({
  part,
  message,
  at,
  streaming,
}: {
  part: ContentPart
  message: Message
  at: number
  streaming: boolean
}) => {
  switch (part.type) {
    case 'text':
      return (
        <TextContent
          memory={`${message.id} ${at}`}
          text={part.text.value}
          annotations={part.text.annotations}
          typed={message.role === 'user'}
          streaming={streaming}
        />
      )
    case 'refusal':
      return (
        <div className="flex gap-2.5 rounded-row bg-attention-soft px-3.5 py-2.5 text-read">
          <Ban aria-hidden className="icon mt-1 text-attention" />
          <div className="min-w-0">
            <p data-no-words className="text-small font-strong text-attention">
              Refused
            </p>
            <p data-as-written dir="auto" className="break-words whitespace-pre-wrap">
              {part.refusal}
            </p>
          </div>
        </div>
      )
    case 'unknown':
      return (
        <div>
          <p className="mb-1 text-meta text-ink-2">
            A part of type <code>{part.raw.type}</code>, which the console does not know
          </p>
          <JsonView label={`Part of type ${part.raw.type}`} value={part.raw} />
        </div>
      )
    case 'image_file':
    case 'image_url':
      return <Image part={part} large />
  }
}

/** The same object for as long as it is the same message. */
const useWritten = ({ id, thread_id, run_id }: Message) =>
  useMemo(
    () => (run_id === null ? null : { thread_id, run_id, message_id: id }),
    [id, thread_id, run_id],
  )

/** All that a message holds, in its order; attachments come last, beside closing images. */
export const ContentParts = ({ message, streaming }: { message: Message; streaming: boolean }) => {
  const groups = groupParts(message.content, streaming)
  const attachments = mergeAttachments(message.attachments ?? [])
  const large = message.role !== 'user'
  const written = useWritten(message)
  const lastGroup = groups.at(-1)
  const cards = attachments.map((attachment, at) => (
    <AttachmentCard key={attachment.file_id ?? at} attachment={attachment} />
  ))
  if (groups.length === 0 && cards.length === 0 && !streaming) {
    // The header says that it is being written.
    return message.status === 'in_progress' ? null : (
      <p data-no-words className="text-ink-3">
        No text
      </p>
    )
  }
  return (
    <WrittenContext value={written}>
      <div className="space-y-3">
        {groups.map((group) =>
          group.kind === 'images' ? (
            <div key={group.at} className="flex flex-wrap items-start gap-2">
              {group === lastGroup && cards}
              {group.parts.map((part, at) => (
                <Image key={at} part={part} large={large} />
              ))}
            </div>
          ) : (
            <OtherPart
              key={group.at}
              part={group.part}
              message={message}
              at={group.at}
              streaming={streaming && group === lastGroup}
            />
          ),
        )}
        {streaming && groups.length === 0 && <span className="md-caret" />}
        {lastGroup?.kind !== 'images' && cards.length > 0 && (
          <div className="flex flex-wrap items-start gap-2">{cards}</div>
        )}
      </div>
    </WrittenContext>
  )
}
