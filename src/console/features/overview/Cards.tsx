import clsx from 'clsx'
import { Link } from 'react-router'

import { CARD } from '#console/ui/Card.tsx'
import { numberText } from '#console/util/number.ts'
import type { Overview } from '#contract/overview.ts'

import { coversAll, type DayRange, daysIn } from './days.ts'
import {
  allRuns,
  type Change,
  countChange,
  daysText,
  endedWell,
  percentText,
  pointsChange,
  timeChange,
  timeText,
  verdictsIn,
} from './figures.ts'
import { threadsBegun, threadsOfRuns, threadsReviewed, type Whose } from './threads-behind.ts'

interface Figure {
  name: string
  text: string | undefined
  change: Change | undefined
  href?: string | undefined
  /** Stands in place of the change. */
  note?: string | undefined
}

const tones: Record<Change['tone'], string> = {
  better: 'text-ok',
  worse: 'text-error',
  same: 'text-ink-2',
}

const figuresOf = (overview: Overview, whose: Whose): Figure[] => {
  const { totals, before } = overview
  const well = endedWell(totals.runs)
  const time = (name: string, of: 'first_token' | 'duration'): Figure => ({
    name,
    text: totals[of] === null ? undefined : timeText(totals[of].median),
    change: timeChange(totals[of]?.median, before[of]?.median),
  })
  const ofRuns = allRuns(totals.runs) > 0 ? threadsOfRuns(overview, whose) : undefined
  const verdicts = verdictsIn(totals.reviews)
  return [
    {
      name: 'Threads',
      text: numberText(totals.threads),
      change: countChange(totals.threads, before.threads),
      href: totals.threads > 0 ? threadsBegun(daysAsked(overview), whose) : undefined,
    },
    {
      name: 'Runs',
      text: numberText(allRuns(totals.runs)),
      change: countChange(allRuns(totals.runs), allRuns(before.runs)),
      href: ofRuns,
    },
    {
      name: 'Ended well',
      text: well === null ? undefined : percentText(well),
      change: pointsChange(well, endedWell(before.runs)),
      href:
        totals.runs.completed > 0
          ? threadsOfRuns(overview, whose, { status: 'completed' })
          : undefined,
    },
    { ...time('First token, median', 'first_token'), href: ofRuns },
    { ...time('Duration, median', 'duration'), href: ofRuns },
    {
      name: 'Reviewed',
      text: numberText(verdicts),
      change: countChange(verdicts, verdictsIn(before.reviews)),
      note: verdicts === 0 ? undefined : `${percentText(totals.reviews.pass / verdicts)} pass`,
      href: verdicts > 0 ? threadsReviewed(overview, whose) : undefined,
    },
  ]
}

/** Days need not be asked for where these are all there are. */
const daysAsked = (overview: Overview): DayRange | undefined =>
  coversAll(overview, overview) ? undefined : overview

/** What a range comes to, and how that compares with as many days before. */
export const Cards = ({ overview, whose }: { overview: Overview; whose: Whose }) => {
  const than = `on the ${daysText(daysIn(overview))} before`
  return (
    <ul className="overview-cards">
      {figuresOf(overview, whose).map(({ name, text, change, href, note }, at) => (
        <li key={name} className={clsx(CARD, 'relative min-w-0')}>
          <p className="truncate text-small text-ink-2">{name}</p>
          <p className="my-0.5 text-figure font-heading tabular">
            {href === undefined || text === undefined ? (
              <bdi>{text ?? '–'}</bdi>
            ) : (
              // The whole card is pressed.
              <Link
                to={href}
                className="after:absolute after:inset-0 after:rounded-card hover:text-accent focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
              >
                <bdi>{text}</bdi>
                <span className="sr-only">. Open the threads</span>
              </Link>
            )}
          </p>
          <p
            className={clsx(
              'min-h-[1.45em] text-small',
              note !== undefined ? 'text-ink-2' : change ? tones[change.tone] : 'text-ink-3',
            )}
          >
            {note !== undefined ? (
              <bdi>{note}</bdi>
            ) : change ? (
              <>
                <bdi>{change.text}</bdi>
                <span className={clsx(at > 0 && 'sr-only')}> {than}</span>
              </>
            ) : (
              text !== undefined && 'None before'
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}
