import { useNow } from '../hooks/use-now.ts'
import {
  agoText,
  clockText,
  dueText,
  exactTimeText,
  fullTimeText,
  isoText,
  shortTimeText,
  timeUnderHeading,
} from '../util/time.ts'

/** A time in the shortest text that places it; in full, with the zone, on hover. Unix seconds. */
export const RelativeTime = ({
  at,
  show = 'short',
  className,
}: {
  at: number
  /**
   * `clock` is always hours, minutes and seconds; `due` gives the date where it is not today;
   * `exact` gives all of it with the zone;
   * `ago` is how long ago it was, in words;
   * `listed` leaves out what the heading of its day says.
   */
  show?: 'short' | 'listed' | 'clock' | 'due' | 'exact' | 'ago'
  className?: string
}) => {
  const now = useNow()
  const full = fullTimeText(at)
  const texts = {
    short: () => shortTimeText(at, now),
    listed: () => timeUnderHeading(at, now),
    clock: () => clockText(at, { seconds: true }),
    ago: () => agoText(at, now),
    due: () => dueText(at, now),
    exact: () => exactTimeText(at),
  }
  return (
    // A date of another script is read in its own direction.
    <time dir="auto" dateTime={isoText(at)} title={full} className={className}>
      {texts[show]()}
    </time>
  )
}
