import type { Field } from './tags.ts'

/**
 * What a list of threads, or a search, can be narrowed by. Every kind is kept alike, so that each is a range of
 * one index in each of the list's orders:
 * - `metadata`: a pair of it;
 * - `assistant`: whose runs are in the thread, by id;
 * - `status`: of the thread's last run;
 * - `has`: `attachment`, `image`, `citation`, `error` where a run failed, or `flag` where a review is flagged;
 * - `label`: of any of its reviews, by id;
 * - `verdict`: that anybody gave the thread as a whole;
 * - `reviewer`: who wrote any of its reviews, by id.
 */
export type FacetKind =
  | 'metadata'
  | 'assistant'
  | 'status'
  | 'has'
  | 'label'
  | 'verdict'
  | 'reviewer'

/** What a thread has besides: a text of that field. */
export const TEXTS_OF_HAS: Readonly<Record<string, Field>> = { tool: 'tool', note: 'note' }

export interface Facet {
  kind: FacetKind
  /** Of a metadata pair; else empty. */
  key: string
  value: string
}
