import { Button } from '#console/ui/Button.tsx'
import { describeFailure } from '#console/util/describe-failure.ts'
import { readerZone } from '#console/util/month.ts'
import { clockText } from '#console/util/time.ts'
import type { Overview } from '#contract/overview.ts'

import { type DayRange, rangeText } from './days.ts'

/** As of when the figures are, and whether they are all. It is always there, so that nothing moves when it changes. */
export const StatusLine = ({
  range,
  whose,
  overview,
  at,
  error,
  onRetry,
  onNewer,
}: {
  range: DayRange | undefined
  whose: string
  overview: Overview | undefined
  /** When they were read, in milliseconds since 1970. */
  at: number
  /** They could not be read anew. */
  error: Error | null
  onRetry: () => void
  onNewer: (() => void) | undefined
}) => {
  const failure = error && describeFailure(error)
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-2 py-1 text-small text-ink-2">
      <p className="hidden print:block">
        {range && rangeText(range)}
        {whose && ` · ${whose}`}
      </p>
      {overview && (
        <p>
          As of <time className="tabular">{clockText(at / 1000)}</time>, days of {readerZone()}
        </p>
      )}
      <output>
        {overview?.complete === false && 'Still counting: figures grow until all is counted.'}
        {failure && (
          <span {...(failure.requestId && { title: `Request ${failure.requestId}` })}>
            They could not be read anew: {failure.message}
            {failure.requestId && <span className="sr-only"> Request {failure.requestId}</span>}
          </span>
        )}
      </output>
      {failure && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
      {onNewer && !failure && (
        <Button size="small" variant="quiet" onClick={onNewer}>
          Show newer figures
        </Button>
      )}
    </div>
  )
}
