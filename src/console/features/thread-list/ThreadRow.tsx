import clsx from 'clsx'
import { Image, Paperclip } from 'lucide-react'
import { type FocusEventHandler, type KeyboardEventHandler, memo } from 'react'
import { Link } from 'react-router'

import { useIsRenaming } from '#console/api/renaming.ts'
import { type ThreadOrder, threadTitle } from '#console/api/threads.ts'
import { type OnSelect, takesPress } from '#console/hooks/use-row-selection.ts'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { ReviewMarks } from '#console/ui/ReviewMarks.tsx'
import { OPEN_BAR, rowLook } from '#console/ui/row-look.ts'
import { runLook } from '#console/ui/run-state.ts'
import { StatusDot } from '#console/ui/RunState.tsx'
import { MARKED_ID, SelectBox } from '#console/ui/SelectBox.tsx'
import { countText } from '#console/util/number.ts'
import type { RunStatus } from '#contract/run-status.ts'
import type { Thread } from '#contract/thread.ts'

import { listedAt } from './list-rows.ts'
import { RowLabels } from './RowLabels.tsx'
import { ThreadMenu } from './ThreadMenu.tsx'
import type { Intent } from './use-intent.ts'

interface Props {
  thread: Thread
  order: ThreadOrder
  to: string
  /** It is open. */
  selected: boolean
  /** It is one of those that something is to be done with. */
  isMarked: boolean
  /** Some are. */
  isSelecting: boolean
  /** The one row that Tab reaches; arrow keys and j, k move it. */
  reachable: boolean
  intent: Intent
  onSelect: OnSelect
  onFocus: FocusEventHandler
  /** A key pressed on the row's link. */
  onKeyDown: KeyboardEventHandler
}

/** Left on a step in history that the list led to. */
const FROM_LIST = { fromList: true }

/** A thread in the list: title, what it holds, how its last run stands and when; below, its last message. */
export const ThreadRow = memo(
  ({
    thread,
    order,
    to,
    selected,
    isMarked,
    isSelecting,
    reachable,
    intent,
    onSelect,
    onFocus,
    onKeyDown,
  }: Props) => {
    const title = threadTitle(thread)
    const isRenaming = useIsRenaming(thread.id)
    const tabIndex = reachable ? 0 : -1
    return (
      <div className="group relative px-1" onFocus={onFocus}>
        {selected && <span aria-hidden className={OPEN_BAR} />}
        <SelectBox
          {...{ title, isSelecting, tabIndex, onKeyDown }}
          isSelected={isMarked}
          onSelect={(isRange) => onSelect(thread, isRange)}
        />
        <div className={clsx('relative touch:pe-12', rowLook({ selected, isMarked, isSelecting }))}>
          <div className="flex items-center gap-2">
            <Link
              to={to}
              state={FROM_LIST}
              data-thread={thread.id}
              tabIndex={tabIndex}
              onKeyDown={onKeyDown}
              // Shift would mark the text of the rows between.
              onMouseDown={(event) => event.shiftKey && event.preventDefault()}
              onClick={(event) => {
                if (!takesPress(event, isSelecting)) return
                event.preventDefault()
                event.currentTarget.focus({ preventScroll: true })
                onSelect(thread, event.shiftKey)
              }}
              onPointerEnter={() => intent.on(thread.id)}
              onPointerLeave={intent.off}
              onFocus={() => intent.on(thread.id)}
              onBlur={intent.off}
              aria-current={selected ? 'page' : undefined}
              aria-describedby={isMarked ? MARKED_ID : undefined}
              className="min-w-0 flex-1 leading-5 font-strong outline-none before:absolute before:inset-0 before:rounded-row focus-visible:before:outline-2 focus-visible:before:outline-accent"
            >
              <span
                dir="auto"
                aria-busy={isRenaming || undefined}
                className={clsx('block truncate', isRenaming && 'text-ink-3 italic')}
              >
                {title}
              </span>
            </Link>
            <Marks thread={thread} />
            <RelativeTime
              at={listedAt(thread, order)}
              show="listed"
              className="relative shrink-0 text-meta leading-4 whitespace-nowrap text-ink-3"
            />
          </div>
          <div className="flex items-center gap-1.5">
            <Preview thread={thread} />
            <RowLabels labels={thread.summary?.review?.labels} />
          </div>
          <span className="absolute end-2.5 bottom-0 rounded-control bg-inherit opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-[[aria-expanded=true]]:opacity-100 touch:inset-y-0 touch:flex touch:items-center touch:opacity-100">
            <ThreadMenu
              thread={thread}
              tabIndex={tabIndex}
              size="small"
              selecting={{ isSelected: isMarked, toggle: () => onSelect(thread, false) }}
            />
          </span>
        </div>
      </div>
    )
  },
)
ThreadRow.displayName = 'ThreadRow'

const Preview = ({ thread: { summary } }: { thread: Thread }) => {
  const fromUser = summary?.preview_role === 'user'
  // Where the pointer or the focus is, the row's menu stands at its end.
  const isLast = (summary?.review?.labels.length ?? 0) === 0
  const line = clsx(
    'min-w-0 flex-1 truncate text-small leading-[1.125rem]',
    isLast && 'group-focus-within:pe-7 group-hover:pe-7 touch:pe-0',
  )
  if (!summary?.preview?.trim()) {
    const isEmpty = !summary?.message_count
    const words = summary?.partial
      ? 'Messages not fetched yet'
      : isEmpty
        ? 'No messages yet'
        : 'No text'
    return <p className={clsx(line, 'text-ink-3')}>{words}</p>
  }
  return (
    <p className={clsx(line, 'flex gap-1.5 text-ink-2')}>
      <span className={fromUser ? 'shrink-0 text-ink-3' : 'sr-only'}>
        {fromUser ? 'User:' : 'Assistant:'}
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {summary.preview}
      </span>
    </p>
  )
}

/** What the thread holds beside text, and how its last run stands unless it simply ended. */
const Marks = ({ thread: { summary } }: { thread: Thread }) => {
  if (!summary) return null
  const status = summary.last_run?.status
  return (
    <>
      <Mark icon={Paperclip} count={summary.attachment_count} noun="attachment" />
      <Mark icon={Image} count={summary.image_count} noun="image" />
      {status && status !== 'completed' && <RunMark status={status} />}
      {summary.review && <ReviewMarks review={summary.review} />}
    </>
  )
}

const RunMark = ({ status }: { status: RunStatus }) => {
  const { word } = runLook(status)
  return (
    <span className="relative inline-flex shrink-0" title={word}>
      <StatusDot status={status} />
      <span className="sr-only">{word}</span>
    </span>
  )
}

const Mark = ({
  icon: Icon,
  count,
  noun,
}: {
  icon: typeof Paperclip
  count: number
  noun: string
}) =>
  count === 0 ? null : (
    <span className="relative inline-flex shrink-0 text-ink-3" title={countText(count, noun)}>
      <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
      <span className="sr-only">{countText(count, noun)}</span>
    </span>
  )
