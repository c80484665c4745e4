import { MAX_DAY_STEPS, MAX_WEEK_STEPS_DAYS } from '#contract/overview.ts'
import { dayStart } from '#contract/zone-days.ts'

/** Seconds of a day of UTC; days of the calendar are told by when they begin there. */
export const DAY = 86_400

export type StepLength = 'day' | 'week' | 'month'

/** A day, week or month of a range, or the part of it that lies within. */
export interface Step {
  from: string
  start: number
  end: number
}

export const toDay = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000

export const toDate = (day: number): string => new Date(day * 1000).toISOString().slice(0, 10)

/** How long the steps are that a range of so many days is told by. */
export const stepLength = (days: number): StepLength => {
  if (days <= MAX_DAY_STEPS) return 'day'
  return days <= MAX_WEEK_STEPS_DAYS ? 'week' : 'month'
}

/**
 * The steps of a range of days, in order and without gaps.
 * @param to the last day of the range
 */
export const stepsOf = (from: number, to: number, step: StepLength, zone: string): Step[] => {
  const days: number[] = []
  for (let day = from; day <= to; day = NEXT[step](day)) days.push(day)
  const starts = [...days, to + DAY].map((day) => dayStart(day, zone))
  return days.map((day, at) => ({
    from: toDate(day),
    start: starts[at] ?? day,
    end: starts[at + 1] ?? day,
  }))
}

/** The first day of the next step. The first day of 1970 was a Thursday; weeks begin on Monday. */
const NEXT: Record<StepLength, (day: number) => number> = {
  day: (day) => day + DAY,
  week: (day) => {
    const number = day / DAY
    const weekday = (((number + 3) % 7) + 7) % 7
    return (number + 7 - weekday) * DAY
  },
  month: (day) => {
    const date = new Date(day * 1000)
    date.setUTCMonth(date.getUTCMonth() + 1, 1)
    return date.getTime() / 1000
  },
}
