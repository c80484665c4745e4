import clsx from 'clsx'
import { Image, Paperclip } from 'lucide-react'
import { type FocusEventHandler, type KeyboardEventHandler, memo } from 'react'
import { Link } from 'react-router'

import { type ThreadOrder, threadTitle } from '#console/api/threads.ts'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { RunState } from '#console/ui/RunState.tsx'
import { countText } from '#console/util/number.ts'
import { plainText } from '#console/util/plain-text.ts'
import type { Thread } from '#contract/thread.ts'

import { listedAt } from './list-rows.ts'
import { ThreadMenu } from './ThreadMenu.tsx'
import type { Intent } from './use-intent.ts'

interface Props {
  thread: Thread
  order: ThreadOrder
  to: string
  selected: boolean
  /** The one row that Tab reaches; arrow keys and j, k move it. */
  reachable: boolean
  intent: Intent
  onFocus: FocusEventHandler
  /** A key pressed on the row's link. */
  onKeyDown: KeyboardEventHandler
}

/** A thread in the list: title and time, last message, what state it is in and what it holds. */
export const ThreadRow = memo(
  ({ thread, order, to, selected, reachable, intent, onFocus, onKeyDown }: Props) => {
    const title = threadTitle(thread)
    const tabIndex = reachable ? 0 : -1
    return (
      <div className="group relative px-2" onFocus={onFocus}>
        {selected && (
          <span
            aria-hidden
            className="absolute inset-y-2.5 start-0 w-[3px] rounded-e-full bg-accent"
          />
        )}
        <div
          className={clsx(
            'relative rounded-row border px-2.5 py-2',
            selected ? 'border-line bg-raise shadow-raise' : 'border-transparent hover:bg-hover',
          )}
        >
          <div className="flex items-baseline gap-3">
            <Link
              to={to}
              data-thread={thread.id}
              tabIndex={tabIndex}
              onKeyDown={onKeyDown}
              onPointerEnter={() => intent.on(thread.id)}
              onPointerLeave={intent.off}
              onFocus={() => intent.on(thread.id)}
              onBlur={intent.off}
              aria-current={selected ? 'page' : undefined}
              className="min-w-0 flex-1 font-strong outline-none before:absolute before:inset-0 before:rounded-row focus-visible:before:outline-2 focus-visible:before:outline-accent"
            >
              <span dir="auto" className="block truncate">
                {title}
              </span>
            </Link>
            <RelativeTime
              at={listedAt(thread, order)}
              className="relative shrink-0 text-meta text-ink-3"
            />
          </div>
          <Preview thread={thread} />
          <div className="mt-1 flex h-5 items-center gap-3 text-meta text-ink-3">
            <Marks thread={thread} />
            <span className="ms-auto -me-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100">
              <ThreadMenu thread={thread} tabIndex={tabIndex} size="small" />
            </span>
          </div>
        </div>
      </div>
    )
  },
)
ThreadRow.displayName = 'ThreadRow'

const Preview = ({ thread: { summary } }: { thread: Thread }) => {
  const fromUser = summary?.preview_role === 'user'
  if (!summary?.preview) {
    return <p className="truncate text-small text-ink-3">No messages yet</p>
  }
  return (
    <p className="flex gap-1.5 text-small text-ink-2">
      <span className={fromUser ? 'shrink-0 text-ink-3' : 'sr-only'}>
        {fromUser ? 'User:' : 'Assistant:'}
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {plainText(summary.preview)}
      </span>
    </p>
  )
}

const Marks = ({ thread: { summary } }: { thread: Thread }) => (
  <>
    {summary?.last_run && <RunState status={summary.last_run.status} />}
    {summary && summary.attachment_count > 0 && (
      <Mark icon={Paperclip} count={summary.attachment_count} noun="attachment" />
    )}
    {summary && summary.image_count > 0 && (
      <Mark icon={Image} count={summary.image_count} noun="image" />
    )}
    {summary && summary.message_count > 0 && (
      <span className="tabular truncate">{countText(summary.message_count, 'message')}</span>
    )}
  </>
)

const Mark = ({
  icon: Icon,
  count,
  noun,
}: {
  icon: typeof Paperclip
  count: number
  noun: string
}) => (
  <span className="tabular inline-flex items-center gap-1" title={countText(count, noun)}>
    <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
    {count}
    <span className="sr-only">{count === 1 ? noun : `${noun}s`}</span>
  </span>
)
