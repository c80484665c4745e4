import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'

import { runsQuery } from '#console/api/runs.ts'
import { threadQuery, threadTitle, threadsQuery } from '#console/api/threads.ts'
import type { CompareSide } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { Dialog } from '#console/ui/Dialog.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { TextField } from '#console/ui/Field.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { RunState } from '#console/ui/RunState.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { runTime } from '#console/util/run-times.ts'

import { sideIn } from './side-in.ts'

/** How long typing rests before it is searched for, in milliseconds. */
const REST_MS = 250

const useRested = (text: string): string => {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}

/** Chooses what a thread, or a run, is compared with. */
export const CompareDialog = ({
  side,
  onChoose,
  onClose,
}: {
  side: CompareSide
  onChoose: (chosen: CompareSide) => void
  onClose: () => void
}) => {
  /** The thread whose runs are offered. */
  const [ofThread, setOfThread] = useState(side.run === undefined ? undefined : side.thread)
  return (
    <Dialog
      title={side.run === undefined ? 'Compare thread with…' : 'Compare run with…'}
      onClose={onClose}
    >
      {ofThread === undefined ? (
        <ThreadChoice
          side={side}
          onChoose={(chosen) =>
            side.run !== undefined && chosen.run === undefined
              ? setOfThread(chosen.thread)
              : onChoose(side.run === undefined ? { thread: chosen.thread } : chosen)
          }
        />
      ) : (
        <RunChoice
          key={ofThread}
          threadId={ofThread}
          besides={side}
          onChoose={onChoose}
          onOther={() => setOfThread(undefined)}
        />
      )}
    </Dialog>
  )
}

const Choice = ({ onClick, children }: { onClick: () => void; children: ReactNode }) => (
  <li className="border-line not-first:border-t">
    <button
      type="button"
      onClick={onClick}
      className="flex w-full items-center gap-3 px-3 py-2 text-start hover:bg-hover focus-visible:-outline-offset-2"
    >
      {children}
    </button>
  </li>
)

const Choices = ({ label, children }: { label: string; children: ReactNode }) => (
  <ul aria-label={label} className="overflow-hidden rounded-card border border-line empty:hidden">
    {children}
  </ul>
)

const Waiting = () => (
  <div aria-busy className="space-y-2">
    <Skeleton className="h-9" />
    <Skeleton className="h-9" />
    <Skeleton className="h-9" />
  </div>
)

const ThreadChoice = ({
  side,
  onChoose,
}: {
  side: CompareSide
  onChoose: (chosen: CompareSide) => void
}) => {
  const [typed, setTyped] = useState('')
  const query = useRested(typed.trim())
  const sideOf = (text: string) => sideIn(text, side.run === undefined ? undefined : side.thread)
  // An id that is typed is asked for once it is whole.
  const named = sideOf(query)
  const { data, error, refetch } = useInfiniteQuery({
    ...threadsQuery({ order: 'activity', metadata: {}, ...(query && { query }) }),
    enabled: named === undefined,
  })
  const others = (data?.pages[0]?.threads ?? []).filter(({ id }) => id !== side.thread || side.run)
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        const [only] = others
        const typedSide = sideOf(typed)
        if (typedSide) onChoose(typedSide)
        else if (others.length === 1 && only) onChoose({ thread: only.id })
      }}
    >
      <TextField
        label={side.run === undefined ? 'Thread' : 'Thread, or run'}
        placeholder="Words, an id or a link"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      {named ? (
        <Named side={named} onChoose={() => onChoose(named)} />
      ) : error ? (
        <Failure
          layout="inline"
          what="The threads could not be searched."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : data ? (
        <>
          <h3 className="text-small font-strong text-ink-2">
            {query ? 'Found' : 'Recent threads'}
          </h3>
          <Choices label="Threads">
            {others.map((thread) => (
              <Choice key={thread.id} onClick={() => onChoose({ thread: thread.id })}>
                <span dir="auto" className="min-w-0 flex-1 truncate">
                  {threadTitle(thread)}
                </span>
                <RelativeTime
                  at={thread.summary?.last_active_at ?? thread.created_at}
                  className="shrink-0 text-meta text-ink-3"
                />
              </Choice>
            ))}
          </Choices>
          {others.length === 0 && (
            <p className="text-small text-ink-2">
              {query ? 'No other thread has these words.' : 'There is no other thread.'}
            </p>
          )}
        </>
      ) : (
        <Waiting />
      )}
    </form>
  )
}

/** What a pasted id or link leads to. */
const Named = ({ side, onChoose }: { side: CompareSide; onChoose: () => void }) => {
  const { data, error, refetch } = useQuery(threadQuery(side.thread))
  if (error)
    return (
      <Failure
        layout="inline"
        what="There is no such thread."
        error={error}
        onRetry={() => void refetch()}
      />
    )
  if (!data) return <Waiting />
  return (
    <Choices label="Threads">
      <Choice onClick={onChoose}>
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate">
            {threadTitle(data)}
          </span>
          <code className="block truncate text-meta text-ink-3">{side.run ?? side.thread}</code>
        </span>
      </Choice>
    </Choices>
  )
}

const RunChoice = ({
  threadId,
  besides,
  onChoose,
  onOther,
}: {
  threadId: string
  besides: CompareSide
  onChoose: (chosen: CompareSide) => void
  onOther: () => void
}) => {
  const { data: thread } = useQuery(threadQuery(threadId))
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    runsQuery(threadId),
  )
  const runs = (data?.pages ?? [])
    .flatMap((page) => page.data)
    .filter(({ id }) => id !== besides.run)
  return (
    <div className="space-y-3">
      <div className="flex items-center gap-2">
        <h3 dir="auto" className="min-w-0 flex-1 truncate text-small font-strong text-ink-2">
          {threadId === besides.thread
            ? 'Other runs of this thread'
            : thread
              ? threadTitle(thread)
              : 'Runs'}
        </h3>
        <Button size="small" icon={ChevronLeft} onClick={onOther}>
          Another thread
        </Button>
      </div>
      {error ? (
        <Failure
          layout="inline"
          what="The runs could not be loaded."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : data ? (
        <Choices label="Runs">
          {runs.map((run) => (
            <Choice key={run.id} onClick={() => onChoose({ thread: threadId, run: run.id })}>
              <RunState status={run.status} className="min-w-0 flex-1" />
              <span className="text-meta text-ink-3 tabular">{runTime(run, undefined)}</span>
              <RelativeTime
                at={run.created_at}
                show="exact"
                className="shrink-0 text-meta text-ink-3"
              />
            </Choice>
          ))}
        </Choices>
      ) : (
        <Waiting />
      )}
      {data && runs.length === 0 && (
        <p className="text-small text-ink-2">
          {threadId === besides.thread
            ? 'This thread has no other run.'
            : 'This thread has no runs.'}
        </p>
      )}
      {hasNextPage && (
        <Button
          size="small"
          variant="quiet"
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Load older runs
        </Button>
      )}
    </div>
  )
}
