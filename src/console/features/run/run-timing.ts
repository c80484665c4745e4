import { groupsOf, timesOf } from '#console/api/event-groups.ts'
import { type LiveRun, type LoggedEvent, lastOf } from '#console/api/live-run.ts'
import { callLabel } from '#console/util/call-label.ts'
import { decimalText, numberText } from '#console/util/number.ts'
import { callSaysError } from '#console/util/output-error.ts'
import { runEnd, stepEnd } from '#console/util/run-seconds.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

/** All times in milliseconds since 1970. */
export interface Bar {
  id: string
  label: string
  kind: 'message' | 'function' | 'tool'
  from: number
  /** When the first piece of its text came. */
  firstTokenAt: number | undefined
  /** Undefined while it goes on. */
  to: number | undefined
  /** The step went well, and a call's output tells of an error all the same. */
  saysError: boolean
}

export interface RunTiming {
  from: number
  /** Undefined while the run goes on. */
  to: number | undefined
  bars: Bar[]
  /** From the last request to the model before it to the first piece of text. */
  firstTokenMs: number | undefined
  /** How long text has been coming, up to now or its end. */
  writingMs: number
  /** Pieces of text so far; a piece is about a token. */
  pieces: number
  /** Whether the times come from the log, to the millisecond; else they are whole seconds. */
  isExact: boolean
}

/**
 * Where its events are known they tell the times; a run that was imported, or polled, has only its objects'
 * seconds.
 */
export const timingOf = (
  run: Run,
  steps: readonly RunStep[],
  told: (Events & Pick<LiveRun, 'connection'>) | undefined,
): RunTiming => {
  const known = told && timesOf(told)
  // Of a log that ends before its run the rest is not known.
  const isBrokenOff = told?.connection === 'ended' && known?.run.to === undefined
  const logged = isBrokenOff ? undefined : known
  const live = logged && told
  const last = live && lastOf(live)
  const bars = steps.map((step): Bar => {
    const seen = logged?.steps[step.id] ?? step.times
    const message = messageOf(step)
    return {
      id: step.id,
      label: stepLabel(step),
      kind: kindOf(step),
      from: seen?.from ?? step.created_at * 1000,
      firstTokenAt: message === undefined ? undefined : live?.firstTokenAt[message],
      to: seen ? seen.to : inMs(stepEnd(step)),
      saysError: step.status === 'completed' && stepSaysError(step),
    }
  })
  const from = logged?.run.from ?? run.times?.from ?? run.created_at * 1000
  return {
    from,
    to: isActive(run.status) ? undefined : (last?.at ?? run.times?.to ?? endOfRun(run, bars)),
    bars,
    firstTokenMs: live && firstTokenMs(live, from),
    ...writing(live),
    isExact: logged !== undefined || run.times !== undefined,
  }
}

/**
 * From when the model was last asked, which is after the run began or went on and after each tool: what
 * people and tools took until then is not the model's. Told by the order of the log, as a short answer
 * comes and ends in one millisecond.
 */
const firstTokenMs = (live: Events, from: number): number | undefined => {
  const groups = groupsOf(live)
  const first = groups.findIndex(({ name }) => name === 'thread.message.delta')
  const token = groups[first]
  if (!token) return undefined
  const asked = groups.slice(0, first).findLast(({ name }) => ASKING.has(name))
  return token.at - (asked?.at ?? from)
}

const ASKING = new Set(['thread.run.in_progress', 'thread.run.step.completed'])

type Events = Pick<LiveRun, 'log' | 'end' | 'firstTokenAt' | 'isPolled'>

/** How much text came in what time, over all messages of the run. */
const writing = (live: Events | undefined) => {
  let writingMs = 0
  let pieces = 0
  for (const { name, from, to } of live ? groupsOf(live) : []) {
    if (name !== 'thread.message.delta') continue
    const first: LoggedEvent | undefined = live?.log[from]
    const last = live?.log[to - 1]
    pieces += to - from
    if (first && last) writingMs += last.at - first.at
  }
  return { writingMs, pieces }
}

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000)

/** Where a run does not tell its end, its last step does. */
const endOfRun = (run: Run, bars: readonly Bar[]): number =>
  inMs(runEnd(run)) ?? Math.max(run.created_at * 1000, ...bars.map(({ from, to }) => to ?? from))

const stepSaysError = ({ step_details: details }: RunStep): boolean =>
  details.type === 'tool_calls' && details.tool_calls.some(callSaysError)

const messageOf = ({ step_details: details }: RunStep): string | undefined =>
  details.type === 'message_creation' ? details.message_creation.message_id : undefined

export const stepLabel = ({ step_details: details }: RunStep): string => {
  if (details.type === 'message_creation') return 'Message'
  if (details.type === 'unknown') return details.raw.type
  const names = new Set(details.tool_calls.map(callLabel))
  return names.size > 0 ? [...names].join(', ') : 'Tool call'
}

const kindOf = ({ step_details: details }: RunStep): Bar['kind'] => {
  if (details.type === 'message_creation') return 'message'
  const isFunction =
    details.type === 'tool_calls' && details.tool_calls.some(({ type }) => type === 'function')
  return isFunction ? 'function' : 'tool'
}

/** Beyond a few seconds marks fall on parts of a minute and of an hour. */
const CLOCK_STEPS = [15, 30, 60, 120, 300, 600, 1800, 3600]

const roundStep = (least: number): number => {
  const clock = CLOCK_STEPS.find((step) => step >= least)
  if (least > 5 && clock !== undefined) return least <= 10 ? 10 : clock
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power
}

/** Round marks for a span of so many milliseconds: at most five, in seconds. */
export const ticksFor = (ms: number): number[] => {
  const span = Math.max(ms, 1) / 1000
  const step = roundStep(span / 4)
  const count = Math.floor(span / step + 1e-9)
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6)))
}

/** `0.31`, `2.9`, `62`: seconds in about three figures. */
export const figureText = (ms: number): string => {
  const value = Math.max(0, ms) / 1000
  return decimalText(value, value < 1 ? 2 : value < 100 ? 1 : 0)
}

/** A time in its unit, as a duration has it. */
export const figureOf = (ms: number): { value: string; unit: string } =>
  isInMilliseconds(ms)
    ? { value: numberText(Math.max(0, Math.round(ms))), unit: 'ms' }
    : { value: figureText(ms), unit: 's' }

/** How long after the first of its events one came. @param isShort all of them are told in milliseconds */
export const sinceText = (ms: number, isShort: boolean): string =>
  isShort ? `+${numberText(ms)} ms` : `+${decimalText(ms / 1000, 2)} s`

/** Whether a scale counts in milliseconds, as the duration at its end does. */
export const isInMilliseconds = (ms: number): boolean => ms < 999.5

/** What stands at a mark, of a scale that is as long as `span`; both in seconds. */
export const tickText = (seconds: number, span: number): string => {
  if (isInMilliseconds(span * 1000)) return numberText(Number((seconds * 1000).toPrecision(6)))
  if (span < 60 || seconds === 0) return numberText(seconds)
  if (seconds % 3600 === 0) return `${numberText(seconds / 3600)} h`
  return seconds % 60 === 0 ? `${numberText(seconds / 60)} min` : `${numberText(seconds)} s`
}

/** How much of the narrowest scale a character of a label takes, and the room between two labels. */
const CHARACTER = 0.048
const GAP = 0.04

/** The marks whose labels stand clear of the one at the end of the scale; of all, where there is none. */
export const clearTicks = (ms: number, end: string | undefined): number[] =>
  ticksFor(ms).filter((tick) => {
    if (end === undefined) return true
    const halves = ((tickText(tick, ms / 1000).length + end.length) / 2) * CHARACTER
    return (tick * 1000) / ms + halves + GAP <= 1
  })
