import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import type { Facet, FacetKind } from '../search/facet.ts'
import { reviewFacets } from './review-summary.ts'
import type { SummaryState } from './summary.ts'

/** How many assistants of a thread are told apart. */
export const MAX_ASSISTANTS = 16

const of = (kind: FacetKind, value: string): Facet => ({ kind, key: '', value })

export const metadataFacets = (metadata: Metadata): Facet[] =>
  Object.entries(metadata).map(([key, value]) => ({ kind: 'metadata', key, value }))

/** What a thread can be found by, but for its metadata. */
export const summaryFacets = (summary: SummaryState): Facet[] => [
  ...(summary.assistants ?? []).map((id) => of('assistant', id)),
  ...(summary.last_run ? [of('status', summary.last_run.status)] : []),
  ...(summary.attachment_count > 0 ? [of('has', 'attachment')] : []),
  ...(summary.image_count > 0 ? [of('has', 'image')] : []),
  ...((summary.citation_count ?? 0) > 0 ? [of('has', 'citation')] : []),
  ...(summary.has_failed ? [of('has', 'error')] : []),
  ...reviewFacets(summary.review),
]

/** A thread with what its facets come from. */
export interface Faceted {
  thread: Pick<Thread, 'metadata'>
  summary: SummaryState
}

export const facetsOf = ({ thread, summary }: Faceted): Facet[] => [
  ...metadataFacets(thread.metadata),
  ...summaryFacets(summary),
]

/** Whether a thread can be found by anything. */
export const hasFacets = ({ thread, summary }: Faceted): boolean =>
  summaryFacets(summary).length > 0 || Object.keys(thread.metadata).length > 0

/** What a write takes from a thread's facets, and what it adds. */
export const changedFacets = (
  was: Faceted,
  now: Faceted,
): { gone: readonly Facet[]; added: readonly Facet[] } => {
  // Most writes leave the metadata alone.
  const isSame = was.thread.metadata === now.thread.metadata
  const [before, after] = isSame
    ? [summaryFacets(was.summary), summaryFacets(now.summary)]
    : [facetsOf(was), facetsOf(now)]
  return { gone: without(before, after), added: without(after, before) }
}

const without = (facets: readonly Facet[], others: readonly Facet[]): Facet[] =>
  facets.filter(
    ({ kind, key, value }) =>
      !others.some((each) => each.value === value && each.kind === kind && each.key === key),
  )
