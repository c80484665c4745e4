import { countText, decimalText, numberText } from '#console/util/number.ts'
import { inSeconds, secondsText } from '#console/util/time.ts'
import { verdictWord } from '#console/util/verdict-word.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'
import type { OverviewTotals, ReviewsSaid } from '#contract/overview.ts'

type Runs = OverviewTotals['runs']

/** Runs that ended and did not complete, or were cut short. */
export const endedBadly = ({ failed, expired, incomplete }: Runs): number =>
  failed + expired + incomplete
const ended = (runs: Runs): number => runs.completed + endedBadly(runs) + runs.cancelled
export const allRuns = (runs: Runs): number => ended(runs) + runs.other

/** The share of runs that ended well, of all that ended. */
export const endedWell = (runs: Runs): number | null =>
  ended(runs) === 0 ? null : runs.completed / ended(runs)

/** A time as a figure: `0.58 s`, `12.4 s`, `2 min 5 s`. */
export const timeText = (seconds: number): string => {
  if (seconds < 9.995) return inSeconds(decimalText(seconds, 2))
  return seconds < 59.95 ? inSeconds(decimalText(seconds, 1)) : secondsText(seconds)
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })
export const percentText = (share: number): string => percent.format(share)

const compact = new Intl.NumberFormat(undefined, {
  notation: 'compact',
  minimumSignificantDigits: 1,
  maximumSignificantDigits: 3,
})
/** `6.2M`, where the exact number is told elsewhere. */
export const roundText = (value: number): string =>
  value < 10_000 ? numberText(value) : compact.format(value)

export const costText = (cost: number, currency: string): string => {
  const options = { style: 'currency', currency } as const
  // A few tokens cost less than the smallest coin.
  const isTiny = cost > 0 && cost < 0.1
  return new Intl.NumberFormat(undefined, {
    ...options,
    ...(isTiny && { maximumSignificantDigits: 2 }),
  }).format(cost)
}

/** How a figure compares with the one of as many days before. */
export interface Change {
  text: string
  tone: 'better' | 'worse' | 'same'
}
const SAME: Change = { text: 'No change', tone: 'same' }

const signed = (options: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero', ...options })
const signedPercent = signed({ style: 'percent', maximumFractionDigits: 1 })
const signedMany = signed({ style: 'percent', maximumFractionDigits: 0 })
const signedPoints = signed({ minimumFractionDigits: 1, maximumFractionDigits: 1 })
const signedSeconds = signed({ minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** Many languages write a hyphen for it, which is narrower than a plus. */
const minus = (text: string): string => text.replace('-', '−')

const changed = (by: number, isMoreBetter: boolean, text: string): Change =>
  by === 0 ? SAME : { text, tone: by > 0 === isMoreBetter ? 'better' : 'worse' }

const relative = (by: number): string =>
  minus((Math.abs(by) < 1 ? signedPercent : signedMany).format(by))

/** Undefined where there was nothing before. */
export const countChange = (now: number, before: number): Change | undefined =>
  before === 0 ? undefined : changed(now - before, true, relative(now / before - 1))

export const pointsChange = (now: number | null, before: number | null): Change | undefined => {
  if (now === null || before === null) return undefined
  const by = (now - before) * 100
  return changed(Math.round(by * 10), true, `${minus(signedPoints.format(by))} points`)
}

/** Of a time less is better. */
export const timeChange = (
  now: number | undefined,
  before: number | undefined,
): Change | undefined => {
  if (now === undefined || before === undefined) return undefined
  const by = now - before
  const text =
    Math.abs(by) < 60
      ? inSeconds(minus(signedSeconds.format(by)))
      : `${by < 0 ? '−' : '+'}${secondsText(Math.abs(by))}`
  return changed(Math.round(by * 100), false, text)
}

export const daysText = (days: number): string => countText(days, 'day')

export const verdictsIn = ({ pass, needs_work, fail }: ReviewsSaid): number =>
  pass + needs_work + fail

/** What reviews say, as it is heard: `3 pass, 1 needs work, 0 fail, 1 flagged`. */
export const saidText = (said: ReviewsSaid): string =>
  [
    ...VERDICTS.map(
      (verdict) => `${numberText(said[verdict])} ${verdictWord(verdict).toLowerCase()}`,
    ),
    `${numberText(said.flagged)} flagged`,
  ].join(', ')
