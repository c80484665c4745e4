import { useQuery } from '@tanstack/react-query'
import { CloudDownload, Unlink } from 'lucide-react'

import { mirrorQuery, useUpstreamHost } from '#console/api/mirror.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import type { MirroredThread } from '#contract/mirror.ts'

import { useFreshness } from './use-freshness.ts'

/** In place of the messages of another server's thread that are not here yet: what is going on, or why they do not come. */
export const NotFetched = ({ threadId }: { threadId: string }) => {
  const { data, isWaiting, refresh } = useFreshness(threadId)
  const isGone = data !== undefined && data.gone_at !== null
  return (
    <div role="status">
      <EmptyState
        icon={isGone ? Unlink : CloudDownload}
        title={isGone ? 'Its messages were never fetched' : 'Its messages are not here yet'}
        action={
          data &&
          !isGone && (
            <Button busy={isWaiting} onClick={refresh}>
              {isWaiting ? 'Fetching…' : 'Try again'}
            </Button>
          )
        }
      >
        {data && <Why data={data} isWaiting={isWaiting} />}
      </EmptyState>
    </div>
  )
}

const Why = ({ data, isWaiting }: { data: MirroredThread; isWaiting: boolean }) => {
  const host = <bdi>{useUpstreamHost()}</bdi>
  const { data: mirror } = useQuery(mirrorQuery)
  if (data.gone_at !== null) return <>{host} does not have this thread any more.</>
  if (isWaiting) {
    return mirror?.reachable === false ? (
      <>{host} cannot be reached. They are fetched once it is back.</>
    ) : (
      <>They are being fetched from {host}.</>
    )
  }
  if (data.refusal === null) return <>Not all of the thread was fetched from {host}.</>
  return (
    <>
      <p>{host} does not give all of the thread:</p>
      <p dir="auto" className="break-words">
        {data.refusal}
      </p>
    </>
  )
}
