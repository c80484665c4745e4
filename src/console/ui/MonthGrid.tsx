import clsx from 'clsx'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'

import {
  addDays,
  addMonths,
  dayNumberText,
  dayOfMonth,
  firstWeekday,
  type Month,
  monthOf,
  monthText,
  readerLocale,
  startsOf,
  weekdayTexts,
  weeksOf,
} from '../util/month.ts'
import { dayText } from '../util/time.ts'
import { IconButton } from './IconButton.tsx'
import { Spinner } from './Spinner.tsx'

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -7,
  ArrowDown: 7,
}

/** The same day of another month, or its last one. */
const inMonth = (day: number, by: number): number => {
  const month = addMonths(monthOf(day), by)
  const date = new Date(day * 1000).getDate()
  return dayOfMonth(month, Math.min(date, startsOf(month).length - 1))
}

interface Props {
  month: Month
  /** The day that Tab leads to; of the month that is shown. */
  day: number
  /** The first and the last day that may be gone to; undefined while they are not known. */
  range: { from: number; to: number } | undefined
  /** Days that can be chosen; undefined while it is not known. */
  open: ReadonlySet<number> | undefined
  /** The day that is read now. */
  current: number | undefined
  onDay: (day: number) => void
  /** A day is chosen that can be, or of which that is not known. */
  onChoose: (day: number) => void
}

/** A month to choose a day of, by pointer or by arrow keys. */
export const MonthGrid = ({ month, day, range, open, current, onDay, onChoose }: Props) => {
  const table = useRef<HTMLTableElement>(null)
  const movesFocus = useRef(false)
  const first = firstWeekday(readerLocale())
  const clamped = (wanted: number) =>
    range ? Math.min(Math.max(wanted, range.from), range.to) : wanted
  useEffect(() => {
    if (movesFocus.current) table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    movesFocus.current = false
  }, [day])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    const step = STEPS[event.key]
    const week = weeksOf(month, first).find((days) => days.includes(day)) ?? []
    const known = week.filter((each) => each !== undefined)
    const next =
      step !== undefined
        ? addDays(day, isRtl && Math.abs(step) === 1 ? -step : step)
        : event.key === 'PageUp' || event.key === 'PageDown'
          ? inMonth(day, event.key === 'PageUp' ? -1 : 1)
          : event.key === 'Home'
            ? known[0]
            : event.key === 'End'
              ? known.at(-1)
              : undefined
    if (next === undefined) return
    event.preventDefault()
    movesFocus.current = true
    onDay(clamped(next))
  }
  const turn = (by: number) => onDay(clamped(inMonth(day, by)))
  const heading = monthText(month)
  return (
    <div>
      <div className="mb-1 flex items-center justify-between">
        <IconButton
          label="Previous month"
          icon={ChevronLeft}
          className="[&>svg]:rtl:-scale-x-100"
          disabled={range && dayOfMonth(month, 1) <= range.from}
          onClick={() => turn(-1)}
        />
        <h3 aria-live="polite" className="flex items-center gap-2 font-heading">
          <bdi>{heading}</bdi>
          {!open && <Spinner label="Loading days" className="text-ink-3" />}
        </h3>
        <IconButton
          label="Next month"
          icon={ChevronRight}
          className="[&>svg]:rtl:-scale-x-100"
          disabled={range && dayOfMonth(addMonths(month, 1), 1) > range.to}
          onClick={() => turn(1)}
        />
      </div>
      <table
        ref={table}
        // A table whose cells are gone through with arrow keys (ARIA: grid).
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
        role="grid"
        aria-label={heading}
        aria-busy={open === undefined}
        onKeyDown={onKeyDown}
        className="w-full table-fixed border-collapse text-center tabular"
      >
        <thead>
          <tr>
            {weekdayTexts(first, 'short').map((name, at) => (
              <th
                key={name}
                scope="col"
                abbr={weekdayTexts(first, 'long')[at]}
                className="h-7 text-meta font-medium text-ink-2"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month, first).map((week, at) => (
            <tr key={at}>
              {week.map((start, place) => {
                // Of another month: nothing to press.
                // oxlint-disable-next-line jsx-a11y/control-has-associated-label
                if (start === undefined) return <td key={place} />
                const isOpen = open?.has(start) ?? false
                return (
                  <td key={place} className="p-px">
                    <button
                      type="button"
                      tabIndex={start === day ? 0 : -1}
                      aria-label={dayText(start)}
                      aria-current={start === current ? 'date' : undefined}
                      // Those without messages stay on the way of the arrow keys.
                      aria-disabled={!isOpen || undefined}
                      onFocus={() => start !== day && onDay(start)}
                      onClick={() => (open === undefined || isOpen) && onChoose(start)}
                      className={clsx(
                        'h-9 w-full rounded-control aria-[current]:outline aria-[current]:-outline-offset-1 aria-[current]:outline-line-strong',
                        isOpen
                          ? 'bg-accent-soft font-strong text-accent hover:bg-accent hover:text-accent-on'
                          : 'text-ink-3',
                      )}
                    >
                      {dayNumberText(start)}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
