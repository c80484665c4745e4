import { useQuery, useQueryClient } from '@tanstack/react-query'
import clsx from 'clsx'
import { ChevronsDown, ChevronsUp } from 'lucide-react'
import type { ReactNode } from 'react'

import { useIsRenaming } from '#console/api/renaming.ts'
import { listedThread, messageCount, threadQuery, threadTitle } from '#console/api/threads.ts'
import { CopyButton } from '#console/ui/CopyButton.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { countText } from '#console/util/number.ts'
import { dateText, fullTimeText, isoText } from '#console/util/time.ts'

import { titlePlace } from './title-place.ts'

/** What the thread is called, how large it is and since when; ways to its ends. */
export const ThreadHeader = ({
  threadId,
  start,
  actions,
  onFirst,
  onLast,
}: {
  threadId: string
  start: ReactNode
  actions: ReactNode
  onFirst: () => void
  onLast: () => void
}) => {
  const client = useQueryClient()
  const { data, isError } = useQuery(threadQuery(threadId))
  // Also where it could not be read: the list has told of it.
  const thread = data ?? listedThread(client, threadId)
  const isRenaming = useIsRenaming(threadId)
  const title = thread ? threadTitle(thread) : 'Thread'
  const count = thread && messageCount(thread)
  return (
    <header className="@container flex min-h-bar shrink-0 flex-wrap items-center gap-1 border-b border-line py-1 ps-4 pe-2.5 md:ps-5.5">
      {start}
      {/* Where large text leaves it no room beside the buttons, the title has a row below them. */}
      <div className="min-w-0 flex-1 @max-[16rem]:order-last @max-[16rem]:basis-full">
        {thread || isError ? (
          // The title's own direction says which of its ends is cut; it stays at the start of the header.
          <h1 className="flex text-title" title={isRenaming ? `${title} (not saved yet)` : title}>
            <span
              dir="auto"
              data-title={titlePlace(threadId)}
              aria-busy={isRenaming || undefined}
              className={clsx('min-w-0 truncate', isRenaming && 'text-ink-3 italic')}
            >
              {title}
            </span>
          </h1>
        ) : (
          <Skeleton className="h-4 w-52" />
        )}
        <p className="flex items-center gap-2 text-meta text-ink-2 short:hidden">
          <code className="min-w-0 truncate" title={threadId}>
            {threadId}
          </code>
          <CopyButton
            label="Copy thread id"
            text={threadId}
            className="-my-1 -ms-1.5 max-sm:hidden"
          />
          {count !== undefined && (
            <span className="shrink-0 tabular @max-[26rem]:hidden">
              {countText(count, 'message')}
            </span>
          )}
          {thread && (
            <time
              dateTime={isoText(thread.created_at)}
              title={fullTimeText(thread.created_at)}
              className="shrink-0 @max-[36rem]:hidden"
            >
              since <bdi>{dateText(thread.created_at)}</bdi>
            </time>
          )}
        </p>
      </div>
      <IconButton
        label="First message"
        icon={ChevronsUp}
        onClick={onFirst}
        className="@max-[16rem]:ms-auto"
      />
      {/* Where there is no room for both, the pill below leads there. */}
      <IconButton
        label="Last message"
        icon={ChevronsDown}
        onClick={onLast}
        className="@max-[22rem]:hidden"
      />
      {actions}
    </header>
  )
}
