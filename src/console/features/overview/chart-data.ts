import { numberText } from '#console/util/number.ts'
import type { Overview, OverviewStep } from '#contract/overview.ts'

import { addDays, type DayRange, stepNames } from './days.ts'
import { allRuns, endedBadly, timeText, verdictsIn } from './figures.ts'
import { threadsBehind, threadsOfRuns, threadsReviewed, type Whose } from './threads-behind.ts'
import { VERDICT_MARKS } from './verdict-marks.ts'

/** How a series is drawn: each form is told from the others without its colour. */
export type Mark =
  | 'solid'
  | 'soft'
  | 'good'
  | 'half'
  | 'hatched'
  | 'hollow'
  | 'line'
  | 'dashed'
  | 'dotted'

export interface Series {
  name: string
  mark: Mark
  /** One for each step; null where nothing is known. */
  values: (number | null)[]
}

/** A day, week or month of a chart. */
export interface Step {
  /** Its first day. */
  from: string
  short: string
  full: string
  /** The threads behind it; none where nothing happened. */
  href: string | undefined
}

export interface ChartData {
  /** Names it in an address of a file. */
  id: string
  name: string
  hint: string
  /** What stands above the column of steps. */
  stepName: string
  steps: Step[]
  series: Series[]
  unit: 'count' | 'seconds'
}

const BARS: ReadonlySet<Mark> = new Set(['solid', 'soft', 'good', 'half', 'hatched', 'hollow'])
export const isBar = ({ mark }: Series): boolean => BARS.has(mark)

/** Whether there is nothing to see. */
export const isEmpty = ({ series }: ChartData): boolean =>
  series.every(({ values }) => values.every((value) => !value))

export const valueText = (unit: ChartData['unit'], value: number | null): string => {
  if (value === null) return '–'
  return unit === 'count' ? numberText(value) : timeText(value)
}

/** The last day of a step. */
const lastOf = ({ steps, to }: Overview, at: number): string => {
  const next = steps[at + 1]
  return next ? addDays(next.from, -1) : to
}

const hasMessages = ({ messages }: OverviewStep) => messages.user + messages.assistant > 0

const stepsOf = (
  overview: Overview,
  opens: (step: OverviewStep, range: DayRange) => string | undefined,
): Step[] => {
  const isLong = overview.from.slice(0, 4) !== overview.to.slice(0, 4)
  return overview.steps.map((step, at) => {
    const range: DayRange = { from: step.from, to: lastOf(overview, at) }
    return {
      from: step.from,
      ...stepNames(overview.step, range, isLong),
      href: opens(step, range),
    }
  })
}

const STEP_NAMES: Readonly<Record<string, string>> = { day: 'Day', week: 'Week', month: 'Month' }

/** The charts of an overview, in their order on the page. */
export const chartsOf = (
  overview: Overview,
  whose: Whose = {},
): Record<'runs' | 'firstToken' | 'messages' | 'duration' | 'verdicts', ChartData> => {
  const ofRuns = stepsOf(overview, (step, range) =>
    allRuns(step.runs) > 0 ? threadsOfRuns(range, whose) : undefined,
  )
  const ofReviews = stepsOf(overview, ({ reviews }, range) => {
    const has = verdictsIn(reviews) > 0 ? 'verdict' : 'flag'
    return has === 'verdict' || reviews.flagged > 0
      ? threadsReviewed(range, whose, { has })
      : undefined
  })
  const ofMessages = stepsOf(overview, (step, range) =>
    hasMessages(step) ? threadsBehind(range, whose) : undefined,
  )
  const stepName = STEP_NAMES[overview.step] ?? 'From'
  const per = `a ${stepName.toLowerCase()}`
  const values = (of: (step: OverviewStep) => number | null) => overview.steps.map(of)
  const times = (of: (step: OverviewStep) => OverviewStep['duration']): Series[] => [
    { name: 'Median', mark: 'line', values: values((step) => of(step)?.median ?? null) },
    { name: '95th percentile', mark: 'dashed', values: values((step) => of(step)?.p95 ?? null) },
  ]
  const base = { stepName, steps: ofRuns }
  return {
    runs: {
      ...base,
      id: 'runs',
      name: `Runs ${per}`,
      hint: 'Select a bar to open the threads of its runs',
      unit: 'count',
      series: [
        { name: 'Completed', mark: 'solid', values: values(({ runs }) => runs.completed) },
        {
          name: 'Failed, expired or incomplete',
          mark: 'hatched',
          values: values(({ runs }) => endedBadly(runs)),
        },
        {
          name: 'Cancelled, or going on',
          mark: 'hollow',
          values: values(({ runs }) => runs.cancelled + runs.other),
        },
      ],
    },
    firstToken: {
      ...base,
      id: 'first-token',
      name: 'Time to first token',
      hint: 'Median and 95th percentile',
      unit: 'seconds',
      series: times((step) => step.first_token),
    },
    messages: {
      ...base,
      steps: ofMessages,
      id: 'messages',
      name: `Threads and messages ${per}`,
      hint: 'Select a bar to open the threads of its messages',
      unit: 'count',
      series: [
        { name: 'By users', mark: 'solid', values: values(({ messages }) => messages.user) },
        {
          name: 'By assistants',
          mark: 'soft',
          values: values(({ messages }) => messages.assistant),
        },
        { name: 'New threads', mark: 'dotted', values: values(({ threads }) => threads) },
      ],
    },
    duration: {
      ...base,
      id: 'duration',
      name: 'Duration of runs',
      hint: 'Median and 95th percentile',
      unit: 'seconds',
      series: times((step) => step.duration),
    },
    verdicts: {
      ...base,
      steps: ofReviews,
      id: 'verdicts',
      name: `Verdicts ${per}`,
      hint: 'Select a bar to open the threads that were judged',
      unit: 'count',
      series: [
        ...VERDICT_MARKS.map(({ verdict, name, mark }) => ({
          name,
          mark,
          values: values(({ reviews }) => reviews[verdict]),
        })),
        { name: 'Flags', mark: 'dotted', values: values(({ reviews }) => reviews.flagged) },
      ],
    },
  }
}
