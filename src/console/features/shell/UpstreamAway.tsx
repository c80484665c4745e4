import { useQuery } from '@tanstack/react-query'

import { useOffline } from '#console/api/connection.ts'
import { hostOf, mirrorQuery } from '#console/api/mirror.ts'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'

const ASKED_MS = 10_000
const AWAY_MS = 3000

/** Says that the server behind this one is away, and since when nothing is known of it. */
export const UpstreamAway = () => {
  const { data } = useQuery({
    ...mirrorQuery,
    refetchInterval: ({ state }) => (state.data?.reachable === false ? AWAY_MS : ASKED_MS),
  })
  const isOffline = useOffline()
  // While this server is away nobody knows of the other.
  const isAway = data?.reachable === false && !isOffline
  return (
    // Always there, so that what appears in it is announced.
    <output className={isAway ? 'block border-t border-line bg-attention-soft' : undefined}>
      {isAway && (
        <span className="flex min-h-10 items-center px-4 py-1 text-small">
          <span className="min-w-0 flex-1">
            <strong className="font-strong text-attention">
              <bdi>{hostOf(data)}</bdi> cannot be reached.
            </strong>{' '}
            <span className="text-ink-2">
              You read what is kept here
              {data.answered_at !== null && (
                <>
                  , last heard from at <RelativeTime at={data.answered_at} show="due" />
                </>
              )}
              .
            </span>
          </span>
        </span>
      )}
    </output>
  )
}
