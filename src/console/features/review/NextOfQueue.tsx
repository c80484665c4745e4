import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CheckCheck, Hourglass } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { queueQuery } from '#console/api/queues.ts'
import { paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Spinner } from '#console/ui/Spinner.tsx'
import { verdictsText } from '#console/ui/VerdictBar.tsx'
import { numberText } from '#console/util/number.ts'
import { doneOf } from '#console/util/queue-words.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Queue, QueueClaim } from '#contract/queue.ts'

import { take } from './queue-reading.ts'
import { useOpenItem } from './QueueReader.tsx'

/** Takes the next thread of a queue and opens it; where none is left it says why, and what was done. */
export const NextOfQueue = ({ queueId }: { queueId: string }) => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const openItem = useOpenItem()
  const { data: queue } = useQuery(queueQuery(queueId))
  const [none, setNone] = useState<QueueClaim>()
  const [error, setError] = useState<unknown>()
  const look = useCallback(async () => {
    setError(undefined)
    setNone(undefined)
    try {
      const claim = await take(client, queueId)
      // Nobody said who reads.
      if (!claim) return void navigate(paths.queue(queueId), { replace: true })
      if (claim.item) openItem(claim.item, { replace: true })
      else setNone(claim)
    } catch (failure) {
      setError(failure)
    }
  }, [client, queueId, navigate, openItem])
  const isBegun = useRef(false)
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    void look()
  }, [look])
  if (error !== undefined)
    return (
      <Failure what="The next thread could not be taken." error={error} onRetry={() => void look()}>
        <ToResults queueId={queueId} />
      </Failure>
    )
  if (none) return <NoneLeft queue={queue} queueId={queueId} none={none} onAgain={look} />
  return (
    <p role="status" className="flex items-center gap-2 text-ink-2">
      <Spinner /> Taking the next thread…
    </p>
  )
}

const NoneLeft = ({
  queue,
  queueId,
  none: { reason, message },
  onAgain,
}: {
  queue: Queue | undefined
  queueId: string
  none: QueueClaim
  onAgain: () => Promise<unknown>
}) => {
  const isDone = reason === 'judged'
  const { done, all } = queue ? doneOf(queue) : { done: 0, all: 0 }
  return (
    <EmptyState
      heading="h1"
      icon={isDone ? CheckCheck : Hourglass}
      title={isDone ? 'This queue is done' : 'Nothing left for you'}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          {!isDone && <Button onClick={() => void onAgain()}>Look again</Button>}
          <ToResults queueId={queueId} />
        </div>
      }
    >
      {message && <p>{message}</p>}
      {queue && (
        <p className="mt-1">
          <bdi>{shownName(queue.name)}</bdi>: {numberText(done)} of {numberText(all)} done.{' '}
          {verdictsText(queue.counts)}.
        </p>
      )}
    </EmptyState>
  )
}

const ToResults = ({ queueId }: { queueId: string }) => (
  <Link
    to={paths.queue(queueId)}
    className="inline-flex min-h-8 items-center rounded-control border border-transparent bg-accent px-3 font-strong text-accent-on hover:bg-accent-strong forced-plate"
  >
    To the results
  </Link>
)
