import { useNow } from '../hooks/use-now.ts'
import { clockText, fullTimeText, isoText, shortTimeText } from '../util/time.ts'

/** A time in the shortest text that places it; in full, with the zone, on hover. Unix seconds. */
export const RelativeTime = ({
  at,
  show = 'short',
  className,
}: {
  at: number
  /** `clock` is always hours, minutes and seconds. */
  show?: 'short' | 'clock' | 'full'
  className?: string
}) => {
  const now = useNow()
  const full = fullTimeText(at)
  const text =
    show === 'full'
      ? full
      : show === 'clock'
        ? clockText(at, { seconds: true })
        : shortTimeText(at, now)
  return (
    <time dateTime={isoText(at)} title={full} className={className}>
      {text}
    </time>
  )
}
