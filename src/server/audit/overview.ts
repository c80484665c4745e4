import type { OwnOperationName } from '#contract/endpoints.ts'
import {
  DEFAULT_OVERVIEW_DAYS,
  MAX_OVERVIEW_DAYS,
  MAX_WAITS,
  MOST_TOLD,
  type Overview,
} from '#contract/overview.ts'
import { UTC, dayOf, dayStart } from '#contract/zone-days.ts'

import type { Handlers } from '../http/handler.ts'
import { readPrices } from '../making/prices.ts'
import { withCompleteness } from '../making/search-match.ts'
import { ApiError } from '../refusals/api-error.ts'
import type { OverviewCounted } from '../store/overview.ts'
import type { Store } from '../store/store.ts'
import { mostSaid, toTotals, toUsed, toWait } from './overview-answer.ts'
import { DAY, stepLength, stepsOf, toDate, toDay } from './overview-steps.ts'

export const overviewHandlers = {
  async getOverview({ services: { store, clock }, query, signal }) {
    const { time_zone: zone = UTC, assistant_id: assistant, model } = query
    const now = clock.now()
    const span = await spanOf(store, zone)
    const { from, to } = rangeOf(query, { latest: span?.latest, today: dayOf(now / 1000, zone) })
    const days = (to - from) / DAY + 1
    const step = stepLength(days)
    const steps = stepsOf(from, to, step, zone)
    const before = { start: dayStart(from - days * DAY, zone), end: dayStart(from, zone) }
    const { found: counted, complete } = await withCompleteness(
      store,
      () => store.overview({ steps, before, assistant, model, waits: MAX_WAITS }, signal),
      () => store.overviewProgress(),
    )
    const { assistants, models, ...used } = toUsed(counted.used, await readPrices(store))
    return {
      object: 'overview',
      from: toDate(from),
      to: toDate(to),
      time_zone: zone,
      step,
      complete,
      steps: steps.map((each, at) => {
        const its = counted.steps[at]
        if (!its) throw new Error('a step was not counted')
        return { ...each, ...toTotals(its) }
      }),
      totals: toTotals(counted.totals),
      before: toTotals(counted.before),
      outcomes: counted.outcomes.toSorted((a, b) => b.runs - a.runs).slice(0, MOST_TOLD),
      assistants: await withNames(store, assistants.slice(0, MOST_TOLD)),
      ...used,
      models: models.slice(0, MOST_TOLD),
      tools: counted.tools.toSorted((a, b) => b.calls - a.calls).slice(0, MOST_TOLD),
      languages: counted.languages.toSorted((a, b) => b.messages - a.messages),
      ...(await withReviews(store, counted)),
      waits: counted.waits
        .map((wait) => toWait(wait, now))
        .toSorted((a, b) => b.seconds - a.seconds),
      earliest: span ? toDate(span.earliest) : null,
      latest: span ? toDate(span.latest) : null,
    }
  },
} satisfies Partial<Handlers<OwnOperationName>>

const FIRST = toDay('0001-01-02')
const LAST = toDay('9999-12-30')

/** The first and the last day that have anything. */
const spanOf = async (store: Store, zone: string) => {
  const span = await store.overviewSpan()
  // Imported threads may tell of times that no calendar has four digits for.
  const day = (at: number) => dayOf(Math.min(Math.max(at, FIRST), LAST), zone)
  return span && { earliest: day(span.first), latest: day(span.last) }
}

/** @throws {ApiError} 400 where the range is none, or too long */
const rangeOf = (
  query: { from?: string | undefined; to?: string | undefined },
  { latest, today }: { latest: number | undefined; today: number },
): { from: number; to: number } => {
  const given = query.from === undefined ? undefined : toDay(query.from)
  const byDefault = Math.max(Math.min(latest ?? today, today), given ?? -Infinity)
  const to = query.to === undefined ? byDefault : toDay(query.to)
  const from = given ?? to - (DEFAULT_OVERVIEW_DAYS - 1) * DAY
  if (from > to) {
    throw new ApiError(
      400,
      'invalid_value',
      `Invalid 'from': '${toDate(from)}' is after 'to', which is '${toDate(to)}'.`,
      'from',
    )
  }
  const days = (to - from) / DAY + 1
  if (days > MAX_OVERVIEW_DAYS) {
    throw new ApiError(
      400,
      'invalid_value',
      `Invalid 'from': the range has ${days.toLocaleString('en')} days, and at most ${MAX_OVERVIEW_DAYS.toLocaleString('en')} are counted over.`,
      'from',
    )
  }
  return { from, to }
}

const withNames = (
  store: Store,
  assistants: readonly Omit<Overview['assistants'][number], 'name'>[],
): Promise<Overview['assistants']> =>
  Promise.all(
    assistants.map(async ({ assistant_id, ...used }) => ({
      assistant_id,
      name: assistant_id === null ? null : ((await store.getAssistant(assistant_id))?.name ?? null),
      ...used,
    })),
  )

/** By label and by reviewer; those beyond the names that are told apart are left out. */
const withReviews = async (
  store: Store,
  { labels, reviewers }: Pick<OverviewCounted, 'labels' | 'reviewers'>,
): Promise<Pick<Overview, 'labels' | 'reviewers'>> => {
  const named = new Map(
    labels.length > 0 ? (await store.listLabels()).map(({ id, name }) => [id, name]) : [],
  )
  const people = new Map(
    reviewers.length > 0 ? (await store.listPeople()).map((each) => [each.id, each]) : [],
  )
  return {
    labels: labels
      .flatMap(({ label_id, ...said }) => {
        const name = named.get(label_id ?? '')
        return label_id === null || name === undefined ? [] : [{ label_id, name, ...said }]
      })
      .toSorted(mostSaid)
      .slice(0, MOST_TOLD),
    reviewers: reviewers
      .flatMap(({ person_id, twice: judged_twice, ...said }) => {
        const person = people.get(person_id ?? '')
        if (!person) return []
        const { id, name, initials } = person
        return [{ person: { id, name, initials }, ...said, judged_twice }]
      })
      .toSorted(mostSaid)
      .slice(0, MOST_TOLD),
  }
}
