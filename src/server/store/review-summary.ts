import type { Verdict } from '#contract/review.ts'
import type { ThreadReview } from '#contract/thread.ts'

import type { Facet, FacetKind } from '../search/facet.ts'
import type { Place } from './summary.ts'

/** What is kept of a thread's reviews beside the thread. What is usual is left out. */
export interface ReviewState {
  /** Ids of people. */
  reviewers: string[]
  /** Of the thread as a whole: the newest, and the last message when it was given. */
  verdict?: Verdict
  last?: Place
  verdicts?: Verdict[]
  /** Ids. */
  labels?: string[]
  split?: true
  flags?: number
  notes?: number
}

/** What of a review makes a part of the thread's. */
export interface Summed {
  person_id: string
  isOfThread: boolean
  verdict: Verdict | null
  /** Which verdicts were given before which. */
  verdict_place: number
  /** The last message of the thread when the verdict was given. */
  last: Place
  labels: readonly string[]
  flagged: boolean
  hasNote: boolean
}

/** All reviews of a thread in short; undefined where there is none. */
export const sumUp = (reviews: readonly Summed[]): ReviewState | undefined => {
  if (reviews.length === 0) return undefined
  const judging = reviews
    .filter(({ isOfThread, verdict }) => isOfThread && verdict !== null)
    .toSorted((a, b) => b.verdict_place - a.verdict_place)
  const verdicts = distinct(judging.flatMap(({ verdict }) => verdict ?? []))
  const judges = distinct(judging.map(({ person_id }) => person_id))
  const labels = distinct(reviews.flatMap((review) => review.labels))
  const flags = reviews.filter(({ flagged }) => flagged).length
  const notes = reviews.filter(({ hasNote }) => hasNote).length
  const [newest] = judging
  return {
    reviewers: distinct(reviews.map(({ person_id }) => person_id)),
    ...(newest?.verdict && { verdict: newest.verdict, last: newest.last, verdicts }),
    ...(labels.length > 0 && { labels }),
    // Of two people and two verdicts, some two differ.
    ...(verdicts.length > 1 && judges.length > 1 && { split: true as const }),
    ...(flags > 0 && { flags }),
    ...(notes > 0 && { notes }),
  }
}

const distinct = <Value extends string>(values: readonly Value[]): Value[] =>
  [...new Set(values)].toSorted()

/** @param goesOn whether messages stand behind a place of the thread */
export const toThreadReview = (
  state: ReviewState,
  goesOn: (last: Place) => boolean,
): ThreadReview => ({
  verdict: state.verdict ?? null,
  split: state.split ?? false,
  labels: state.labels ?? [],
  flags: state.flags ?? 0,
  notes: state.notes ?? 0,
  went_on: state.last !== undefined && goesOn(state.last),
})

/** What a thread can be found by of its reviews. */
export const reviewFacets = (state: ReviewState | undefined): Facet[] => {
  if (!state) return []
  const of = (kind: FacetKind, values: readonly string[] = []) =>
    values.map((value) => ({ kind, key: '', value }))
  return [
    ...of('label', state.labels),
    ...of('verdict', state.verdicts),
    ...of('reviewer', state.reviewers),
    ...of('has', state.flags ? ['flag'] : []),
  ]
}
