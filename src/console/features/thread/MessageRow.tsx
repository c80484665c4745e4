import clsx from 'clsx'
import { Tag } from 'lucide-react'
import { memo, useCallback, useContext, useMemo, useRef } from 'react'

import { useStreamingMessage } from '#console/api/run-stream.ts'
import { TabStopContext } from '#console/markdown/tab-stop.ts'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { afterContent } from '#console/util/first-content.ts'
import { countText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { clockText } from '#console/util/time.ts'
import type { Message } from '#contract/message.ts'

import { ContentParts } from './ContentParts.tsx'
import { Knot } from './Knot.tsx'
import { messageDialog } from './message-dialog.ts'
import { type MessageState, messageState, roleText } from './message-words.ts'

const stateInk: Record<MessageState['tone'], string> = {
  accent: 'text-accent',
  attention: 'text-attention',
  error: 'text-error',
  neutral: 'text-ink-2',
}

const MessageActions = lazyPart(
  () => afterContent(() => import('./MessageActions.tsx')).then((module) => module.MessageActions),
  { meanwhile: null },
)

const ReviewMark = lazyPart(
  () => afterContent(() => import('./ReviewMark.tsx')).then((module) => module.ReviewMark),
  { meanwhile: null },
)

const MetadataTable = lazyPart(
  () => afterContent(() => import('./MetadataTable.tsx')).then((module) => module.MetadataTable),
  { meanwhile: null },
)

const metadataTitle = ({ metadata }: Message) =>
  Object.entries(metadata)
    .map(([key, value]) => shownName(`${key}: ${value}`))
    .join('\n')

interface HeaderProps {
  message: Message
  /** The message as it is by then: the header is not rendered for each piece of its text. */
  read: () => Message
  isTagQuiet: boolean
}

const MessageHeader = memo(({ message, read, isTagQuiet }: HeaderProps) => {
  const state = messageState(message)
  const tabIndex = useContext(TabStopContext)
  const at = message.created_at
  const pairs = Object.keys(message.metadata).length
  return (
    <header className="flex min-h-6 flex-wrap items-center gap-x-2">
      <span className="font-heading">{roleText(message.role)}</span>
      <RelativeTime at={at} show="clock" className="text-ink-2" />
      {state && (
        <span
          // On a narrow screen it has a line of its own: why a message is cut off must not be cut off.
          className={clsx('min-w-0 max-sm:order-last max-sm:basis-full', stateInk[state.tone])}
        >
          {state.words}
        </span>
      )}
      {pairs > 0 && (
        <button
          type="button"
          tabIndex={tabIndex}
          title={metadataTitle(message)}
          aria-label={`Metadata: ${countText(pairs, 'pair')}`}
          onClick={() => messageDialog.set({ kind: 'pairs', message: read() })}
          className={clsx(
            'inline-flex items-center gap-1 rounded-label px-1 text-meta text-ink-3 tabular hover:bg-hover hover:text-ink-2',
            isTagQuiet &&
              'opacity-0 transition-opacity duration-100 group-focus-within/message:opacity-100 group-hover/message:opacity-100',
          )}
        >
          <Tag aria-hidden className="icon size-3" />
          {pairs}
        </button>
      )}
      <span className="flex-1" />
      <ReviewMark message={message} />
      <MessageActions read={read} />
    </header>
  )
}, sameHeader)
MessageHeader.displayName = 'MessageHeader'

/** Whether all that a header shows is the same. */
function sameHeader(before: HeaderProps, now: HeaderProps): boolean {
  const { message: a } = before
  const { message: b } = now
  return (
    before.isTagQuiet === now.isTagQuiet &&
    a.id === b.id &&
    a.role === b.role &&
    a.status === b.status &&
    a.incomplete_details === b.incomplete_details &&
    a.created_at === b.created_at &&
    a.metadata === b.metadata
  )
}

export interface MessageRowProps {
  messageId: string
  /** As it is kept; undefined for one that so far only its stream has told of. */
  message: Message | undefined
  /** Its metadata tells nothing apart: that there is some shows once the message is looked at. */
  isTagQuiet?: boolean
  /** The one a link led to. */
  marked: boolean
  /** Its metadata stands below it: a match there led to it. */
  showsMetadata?: boolean
  /** The one Tab leads to. */
  reachable: boolean
  onFocus: (messageId: string) => void
}

/** A message on the drawn thread. It stays the same element from its first token to its end. */
export const MessageRow = memo(
  ({
    messageId,
    message: kept,
    isTagQuiet = false,
    marked,
    showsMetadata = false,
    reachable,
    onFocus,
  }: MessageRowProps) => {
    const live = useStreamingMessage(messageId)
    const message = live ?? kept
    const at = message?.created_at
    const clock = useMemo(() => at !== undefined && clockText(at, { seconds: true }), [at])
    const latest = useRef(message)
    latest.current = message
    // Only asked by what is drawn of a message that is there.
    const read = useCallback(() => latest.current as Message, [])
    if (!message) return null
    const streaming = live?.status === 'in_progress'
    const isUser = message.role === 'user'
    const state = messageState(message)
    return (
      // The keyboard goes from message to message; one of them is where Tab leads.
      // oxlint-disable jsx-a11y/no-noninteractive-tabindex
      <article
        data-message={messageId}
        aria-label={`${roleText(message.role)}, ${clock}`}
        aria-current={marked || undefined}
        aria-busy={streaming || undefined}
        translate={streaming ? 'no' : undefined}
        tabIndex={reachable ? 0 : -1}
        onFocus={() => onFocus(messageId)}
        className="group/message relative ps-9.5 pt-2 pb-3 outline-none md:ps-13.5"
      >
        <span
          aria-hidden
          className={clsx(
            'pointer-events-none absolute inset-y-0.5 start-7 -end-2.5 rounded-card md:start-10.5',
            marked && 'bg-accent-soft/55',
            'group-focus-visible/message:outline-2 group-focus-visible/message:outline-accent',
          )}
        />
        <Knot
          shape={isUser ? 'ring' : 'disc'}
          tone={state?.tone ?? 'neutral'}
          active={streaming}
          className="top-[0.78125rem]"
        />
        <TabStopContext value={reachable ? 0 : -1}>
          <div className="relative">
            <MessageHeader message={message} read={read} isTagQuiet={isTagQuiet} />
            <div
              data-message-content
              className={clsx(
                'min-w-0',
                isUser && 'mt-0.5 rounded-card border border-line bg-list px-3.5 py-2.5',
              )}
            >
              <ContentParts message={message} streaming={streaming} />
            </div>
            {showsMetadata && (
              <div className="mt-2 rounded-card border border-line bg-raise px-3.5 py-1">
                <MetadataTable of={message.id} metadata={message.metadata} />
              </div>
            )}
          </div>
        </TabStopContext>
      </article>
    )
  },
)
MessageRow.displayName = 'MessageRow'
