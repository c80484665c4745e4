import type { RunEvent } from '#contract/event.ts'
import { VERDICTS } from '#contract/keyed-operators.ts'
import type { Message } from '#contract/message.ts'
import { OUTCOMES, type Outcome } from '#contract/overview.ts'
import type { Review, ReviewAct } from '#contract/review.ts'
import { isActive, isRunEnd } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { languageOf } from '#server/search/text/language.ts'

import {
  type Counted,
  type OverviewAsked,
  type OverviewCounted,
  type ReviewsCounted,
  timeBin,
} from '../overview.ts'
import type { Listed, Page } from '../pages.ts'
import type { Store } from '../store.ts'

/** A thread with all that is in it, as a store tells it. */
export interface Whole {
  thread: Thread
  messages: Message[]
  runs: { run: Run; steps: RunStep[]; events: RunEvent[] }[]
  /** Those that are told, each with its history. */
  reviews: { review: Review; acts: ReviewAct[] }[]
  /** Newest first. */
  history: ReviewAct[]
}

const allOf = async <T extends { id: string }>(
  list: (page: Page) => Promise<Listed<T>>,
): Promise<T[]> => {
  const all: T[] = []
  for (;;) {
    const after = all.at(-1)?.id
    const { data, has_more } = await list({
      limit: 100,
      order: 'asc',
      ...(after !== undefined && { after }),
    })
    all.push(...data)
    if (!has_more) return all
  }
}

export const readAll = async (store: Store): Promise<Whole[]> => {
  const threads = await allOf((page) =>
    store.listThreads({ ...page, order_by: 'created_at', summary: false }),
  )
  return Promise.all(
    threads.map(async (thread) => ({
      thread,
      messages: await allOf((page) => store.listMessages(thread.id, page)),
      runs: await Promise.all(
        (await allOf((page) => store.listRuns(thread.id, page))).map(async (run) => ({
          run,
          steps: await allOf((page) => store.listRunSteps(thread.id, run.id, page)),
          events: (await store.listRunEvents(run.id, 0, 1000)).data,
        })),
      ),
      ...(await readReviews(store, thread.id)),
    })),
  )
}

const readReviews = async (
  store: Store,
  thread_id: string,
): Promise<Pick<Whole, 'reviews' | 'history'>> => {
  const { data } = await store.listReviews({ thread_id, limit: 100, order: 'desc' })
  const history = (await store.listReviewHistory(thread_id, { limit: 1000 }))?.data ?? []
  const reviews = data.map((review) => ({
    review,
    acts: history.filter(({ review_id }) => review_id === review.id),
  }))
  return { reviews, history }
}

/** What an overview is to tell, by looking at every object. */
export const countPlainly = (all: readonly Whole[], asked: OverviewAsked): OverviewCounted => {
  const ran = (run: Run) =>
    (asked.assistant === undefined || run.assistant_id === asked.assistant) &&
    (asked.model === undefined || run.model === asked.model)
  const isAny = asked.assistant === undefined && asked.model === undefined
  const inScope = all.filter(({ runs }) => isAny || runs.some(({ run }) => ran(run)))
  const whole = { start: asked.steps[0]!.start, end: asked.steps.at(-1)!.end }
  const of = ({ start, end }: { start: number; end: number }) => {
    const within = ({ created_at: at }: { created_at: number }) => at >= start && at < end
    return {
      threads: inScope.filter(({ thread }) => within(thread)),
      messages: inScope.flatMap(({ messages }) => messages.filter(within)),
      runs: inScope.flatMap(({ runs }) => runs.filter(({ run }) => ran(run) && within(run))),
      ...reviewed(inScope, (at) => within({ created_at: at })),
    }
  }
  const { runs, messages, judged, flagged, pairs } = of(whole)
  return {
    steps: asked.steps.map((step) => counted(of(step))),
    totals: counted(of(whole)),
    before: counted(of(asked.before)),
    outcomes: tally(
      runs.map(({ run }) => ({
        status: run.status,
        reason: run.incomplete_details?.reason ?? run.last_error?.code ?? null,
      })),
    ).map(([each, { length }]) => ({ ...each, runs: length })),
    used: tally(
      runs.map(({ run: { assistant_id, model } }) => ({ assistant_id, model })),
      runs,
    ).map(([each, its]) => ({ ...each, runs: its.length, ...tokens(its) })),
    tools: tools(runs.flatMap(({ steps }) => steps)),
    languages: tally(
      messages.filter(({ role }) => role === 'user').map((each) => ({ language: spokenIn(each) })),
    ).map(([each, { length }]) => ({ ...each, messages: length })),
    labels: byName(
      [...judged, ...flagged].flatMap(({ review }) => review.labels),
      (id) => saidOf(judged, flagged, ({ labels }) => labels.includes(id)),
    ).map(([label_id, said]) => ({ label_id, ...said })),
    reviewers: byName(
      [...judged, ...flagged, ...pairs.flat()].map(({ review }) => review.person.id),
      (id) => {
        const own = pairs.filter((pair) => pair.some(({ review }) => review.person.id === id))
        return {
          ...saidOf(judged, flagged, ({ person }) => person.id === id),
          twice: own.length,
          agreed: own.filter(([a, b]) => a.review.verdict === b.review.verdict).length,
        }
      },
    ).map(([person_id, said]) => ({ person_id, ...said })),
    waits: runs
      .flatMap((each) => waitOf(each))
      .toSorted((a, b) => (b.ms ?? Infinity) - (a.ms ?? Infinity) || a.since - b.since)
      .slice(0, asked.waits),
  }
}

const spokenIn = ({ content }: Message) =>
  languageOf(content.map((part) => (part.type === 'text' ? part.text.value : '')).join('\n'))

const sum = <T>(all: readonly T[], of: (each: T) => number) =>
  all.reduce((total, each) => total + of(each), 0)

type LoggedRun = Whole['runs'][number]

const tokens = (runs: readonly LoggedRun[]) => ({
  prompt_tokens: sum(runs, ({ run }) => run.usage?.prompt_tokens ?? 0),
  completion_tokens: sum(runs, ({ run }) => run.usage?.completion_tokens ?? 0),
})

const counted = ({
  threads,
  messages,
  runs,
  judged,
  flagged,
  pairs,
}: {
  threads: unknown[]
  messages: Message[]
  runs: LoggedRun[]
} & Reviewed): Counted => ({
  threads: threads.length,
  user_messages: messages.filter(({ role }) => role === 'user').length,
  assistant_messages: messages.filter(({ role }) => role === 'assistant').length,
  ...tokens(runs),
  runs: OUTCOMES.map((outcome) => sum(runs, ({ run }) => Number(outcomeOf(run) === outcome))),
  first_token: histogram(runs.flatMap((run) => firstOf(run) ?? [])),
  duration: histogram(runs.flatMap((run) => durationOf(run) ?? [])),
  verdicts: VERDICTS.map(
    (verdict) => judged.filter((each) => each.review.verdict === verdict).length,
  ),
  flags: flagged.length,
  pairs: VERDICTS.map((first) =>
    VERDICTS.map(
      (second) =>
        pairs.filter(([a, b]) => a.review.verdict === first && b.review.verdict === second).length,
    ),
  ),
})

type Told = Whole['reviews'][number]
interface Reviewed {
  judged: Told[]
  flagged: Told[]
  /** Earlier and later verdict of two people. */
  pairs: [Told, Told][]
}

/** When the verdict that a review has was given, as its history tells. */
const givenIn = ({ review, acts }: Told): { at: number; act: ReviewAct } => {
  const act = acts.find(
    ({ was, now }) =>
      now?.verdict != null &&
      (now.verdict !== was?.verdict || JSON.stringify(was) === JSON.stringify(now)),
  )
  return { act: act!, at: Math.max(act!.at, review.created_at) }
}

/** The second on whose day a review counts. */
export const countsAt = (told: Told): number =>
  told.review.verdict === null ? told.review.created_at : givenIn(told).at

const reviewed = (all: readonly Whole[], isWithin: (at: number) => boolean): Reviewed => {
  const isJudged = ({ review }: Told) => review.message_id === null && review.verdict !== null
  const told = all.flatMap(({ reviews }) => reviews.filter((each) => isWithin(countsAt(each))))
  const pairs = all.flatMap(({ reviews, history }): [Told, Told][] => {
    const given = (each: Told) => history.indexOf(givenIn(each).act)
    const judged = reviews.filter(isJudged).toSorted((a, b) => given(a) - given(b))
    const [later] = judged
    const earlier = judged.find(({ review }) => review.person.id !== later?.review.person.id)
    return later && earlier && isWithin(givenIn(later).at) ? [[earlier, later]] : []
  })
  return {
    judged: told.filter(isJudged),
    flagged: told.filter(({ review }) => review.flagged),
    pairs,
  }
}

const byName = <Said>(names: readonly string[], said: (name: string) => Said): [string, Said][] =>
  [...new Set(names)].map((name) => [name, said(name)])

const saidOf = (
  judged: readonly Told[],
  flagged: readonly Told[],
  isOf: (review: Review) => boolean,
): ReviewsCounted => {
  const of = (all: readonly Told[], verdict?: string) =>
    all.filter(
      ({ review }) => isOf(review) && (verdict === undefined || review.verdict === verdict),
    ).length
  return {
    pass: of(judged, 'pass'),
    needs_work: of(judged, 'needs_work'),
    fail: of(judged, 'fail'),
    flagged: of(flagged),
  }
}

const outcomeOf = ({ status }: Run): Outcome =>
  OUTCOMES.find((outcome) => outcome === status) ?? 'other'

const histogram = (times: readonly number[]) =>
  new Map([...Map.groupBy(times, timeBin)].map(([bin, { length }]) => [bin, length]))

/** Each different one, with what stands in the same places. */
const tally = <Key, Value = unknown>(
  keys: readonly Key[],
  values: readonly Value[] = [],
): [Key, Value[]][] => {
  const groups = Map.groupBy([...keys.entries()], ([, key]) => JSON.stringify(key))
  return [...groups].map(([key, places]) => [
    JSON.parse(key) as Key,
    places.map(([at]) => values[at] as Value),
  ])
}

const firstOf = ({ run, events }: LoggedRun) => {
  const words = events.find(({ event }) => event === 'thread.message.delta')
  return words && !isActive(run.status) ? words.created_at_ms - events[0]!.created_at_ms : undefined
}

const durationOf = ({ run, events }: LoggedRun) => {
  if (isActive(run.status)) return undefined
  const last = events.at(-1)
  if (last && isRunEnd(last.event)) return last.created_at_ms - events[0]!.created_at_ms
  const { completed_at: completed, failed_at: failed, cancelled_at: cancelled } = run
  const end = completed ?? failed ?? cancelled
  return run.started_at === null || end === null ? undefined : (end - run.started_at) * 1000
}

const tools = (steps: readonly RunStep[]): OverviewCounted['tools'] => {
  const calls = steps.flatMap(({ status, step_details: details }) =>
    details.type === 'tool_calls'
      ? details.tool_calls.map((call) => ({
          failed: status === 'failed' || status === 'expired',
          key: { type: call.type, name: 'function' in call ? call.function.name : null },
        }))
      : [],
  )
  return tally(
    calls.map(({ key }) => key),
    calls,
  ).map(([key, its]) => ({
    ...key,
    calls: its.length,
    failed: sum(its, ({ failed }) => Number(failed)),
  }))
}

const waitOf = ({ run, events }: LoggedRun): OverviewCounted['waits'] => {
  const ids = { thread_id: run.thread_id, run_id: run.id }
  if (isActive(run.status) && run.status !== 'requires_action') return []
  const states = events.filter(({ event }) => /^thread\.run\.[a-z_]+$/.test(event))
  const waits = states.flatMap(({ event, created_at_ms: since }, at): OverviewCounted['waits'] => {
    if (event !== 'thread.run.requires_action') return []
    const next = states[at + 1]
    if (!next) return [{ ...ids, ms: null, since, ended: 'waiting' }]
    const ended =
      next.event === 'thread.run.expired'
        ? 'expired'
        : next.event.startsWith('thread.run.cancel')
          ? 'cancelled'
          : 'answered'
    return [{ ...ids, ms: next.created_at_ms - since, since, ended }]
  })
  const lasting = waits.find(({ ms }) => ms === null)
  if (lasting) return [lasting]
  return waits.toSorted((a, b) => (b.ms ?? 0) - (a.ms ?? 0)).slice(0, 1)
}
