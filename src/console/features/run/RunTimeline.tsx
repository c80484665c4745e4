import clsx from 'clsx'

import { useTicking } from '#console/hooks/use-ticking.ts'
import { numberText } from '#console/util/number.ts'
import { SAYS_ERROR } from '#console/util/output-error.ts'
import { durationText, inSeconds, roughSecondsText, secondsText } from '#console/util/time.ts'

import { type Bar, type RunTiming, clearTicks, isInMilliseconds, tickText } from './run-timing.ts'

/** One colour for all: what a step is stands before it, and colour tells states. */
const fillOf = ({ saysError }: Bar) => (saysError ? 'fill-attention' : 'fill-knot')

const LABEL = 'fill-ink-3 text-meta tabular'
/** Where the text is so large that the scale is narrower than the narrowest, both of its ends have room. */
const NARROW_HIDDEN = '@max-[6.5rem]:hidden'

/** The steps of a run on one scale. A table, so that it reads the same aloud; the bars are drawn in it. */
export const RunTimeline = ({ timing }: { timing: RunTiming }) => {
  const now = useTicking(timing.to === undefined, 250)
  const { from, bars } = timing
  const last = bars.map((bar) => bar.to ?? bar.from)
  const span = Math.max(timing.to ?? now, from + 1, ...last) - from
  const isOver = timing.to !== undefined
  const end = isOver ? tookText(span, timing) : undefined
  // Parts of a second that nobody knows have no marks.
  const ticks = timing.isExact || !isInMilliseconds(span) ? clearTicks(span, end) : []
  // A duration at the end names it.
  const unit = isOver || span >= 60_000 ? '' : isInMilliseconds(span) ? ' ms' : ' s'
  const place = (at: number) =>
    Number(Math.min(100, Math.max(0, ((at - from) / span) * 100)).toFixed(2))
  const marks = ticks.map((tick) => place(from + tick * 1000))
  return (
    <>
      <table className="w-full table-fixed border-separate border-spacing-y-1 text-small">
        <caption className="sr-only">
          Steps of the run{timing.isExact ? '' : ', known to the second only'}
        </caption>
        <colgroup>
          <col className="w-[34%]" />
          <col />
          <col className="w-16" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Begins at</th>
            <th scope="col">Takes</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.id}>
              <th
                scope="row"
                title={bar.label}
                className="truncate pe-2 text-start leading-4 font-normal"
              >
                {bar.label}
                {bar.saysError && (
                  <span className="block truncate text-meta text-attention">{SAYS_ERROR}</span>
                )}
              </th>
              <td>
                <span className="sr-only">{beginText(bar.from - from, timing)}</span>
                <TimelineBar bar={bar} now={now} place={place} marks={marks} />
              </td>
              <td className="text-end text-ink-3 tabular">
                {tookText((bar.to ?? now) - bar.from, timing)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="@container ms-[34%] w-[calc(66%-4rem)]">
        <svg aria-hidden className="block h-4 w-full overflow-visible">
          {ticks.map((tick, at) => (
            <text
              key={tick}
              x={`${marks[at]}%`}
              y="0.75rem"
              textAnchor="middle"
              className={clsx(LABEL, at > 0 && end !== undefined && NARROW_HIDDEN)}
            >
              {tickText(tick, span / 1000)}
              {at === ticks.length - 1 && unit}
            </text>
          ))}
          {end !== undefined && (
            <text x="100%" y="0.75rem" textAnchor="middle" className={LABEL}>
              {end}
            </text>
          )}
        </svg>
      </div>
    </>
  )
}

/** As exact as it is known. */
const tookText = (ms: number, { isExact }: RunTiming) =>
  isExact ? durationText(Math.max(0, ms)) : roughSecondsText(ms / 1000)

/** How long after the run it began. */
const beginText = (ms: number, { isExact }: RunTiming) => {
  if (isExact) return durationText(Math.max(0, ms))
  return ms < 1000 ? inSeconds(numberText(0)) : secondsText(ms / 1000)
}

/** Thinner bars would not be seen. In hundredths of the scale. */
const THINNEST = 1.5

const TimelineBar = ({
  bar,
  now,
  place,
  marks,
}: {
  bar: Bar
  now: number
  place: (at: number) => number
  marks: readonly number[]
}) => {
  const end = place(bar.to ?? now)
  const start = Math.min(place(bar.from), 100 - THINNEST)
  // Text comes only after a wait, which is drawn lighter.
  const firstText = Math.min(end, place(bar.firstTokenAt ?? bar.from))
  const solid = { from: Math.max(start, firstText), to: Math.max(end, start + THINNEST) }
  return (
    <svg aria-hidden className="block h-4 w-full overflow-visible">
      {marks.map((mark) => (
        <line key={mark} x1={`${mark}%`} x2={`${mark}%`} y1="4" y2="12" className="stroke-line" />
      ))}
      <rect
        x={`${start}%`}
        y="3"
        width={`${solid.to - start}%`}
        height="10"
        rx="3"
        className={fillOf(bar)}
        opacity="0.4"
      />
      <rect
        x={`${solid.from}%`}
        y="3"
        width={`${Math.max(0, solid.to - solid.from)}%`}
        height="10"
        rx="3"
        className={fillOf(bar)}
      />
    </svg>
  )
}
