import { RefreshCw, Unlink } from 'lucide-react'

import { useUpstreamHost } from '#console/api/mirror.ts'
import { Button } from '#console/ui/Button.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { dateText, fullTimeText, isoText } from '#console/util/time.ts'
import type { MirroredThread } from '#contract/mirror.ts'

import { useFreshness } from './use-freshness.ts'

/** How old what is read here of another server's thread is, with a way to have it as it is there now. */
export const Freshness = ({ threadId }: { threadId: string }) => {
  const host = useUpstreamHost()
  const { data, isWaiting, refresh } = useFreshness(threadId)
  if (data && data.gone_at !== null) return <Gone host={host} at={data.gone_at} />
  return (
    <div className="flex h-8 shrink-0 items-center justify-between gap-2 border-b border-line ps-4 pe-2.5 text-meta text-ink-2 md:ps-5.5">
      <p className="min-w-0 truncate">{data && <Age {...{ data, host }} />}</p>
      {data && (
        <Button
          variant="quiet"
          size="small"
          icon={RefreshCw}
          busy={isWaiting}
          className="min-h-6! px-1.5! text-meta font-normal!"
          onClick={refresh}
        >
          {isWaiting ? 'Refreshing…' : 'Refresh'}
        </Button>
      )}
    </div>
  )
}

const Age = ({
  data: { refreshed_at: at, waiting },
  host,
}: {
  data: MirroredThread
  host: string
}) => {
  const name = <bdi>{host}</bdi>
  if (at !== null) {
    return (
      <>
        From {name}, <RelativeTime at={at} show="ago" />
      </>
    )
  }
  return waiting ? <>Being fetched from {name}</> : <>Not all of it is fetched from {name}</>
}

const Gone = ({ host, at }: { host: string; at: number }) => (
  <p
    role="status"
    className="flex shrink-0 items-start gap-2 border-b border-line bg-attention-soft px-4 py-2 text-small md:px-5.5"
  >
    <Unlink aria-hidden className="icon mt-0.5 text-attention" />
    <span className="min-w-0">
      <strong className="font-strong text-attention">
        <bdi>{host}</bdi> does not have this thread any more
      </strong>{' '}
      <span className="text-ink-2">
        (since{' '}
        <time dateTime={isoText(at)} title={fullTimeText(at)}>
          {dateText(at)}
        </time>
        ). What you read is the copy kept here.
      </span>
    </span>
  </p>
)
