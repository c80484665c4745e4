import * as z from 'zod/mini'

import { DEFAULT_LIMIT, LARGEST_LIMIT } from './page-limits.ts'
import {
  UnixSeconds,
  integerText,
  list,
  nullable,
  openEnum,
  pairsQuery,
  timeZoneQuery,
  wireForm,
} from './primitives.ts'
import { MAX_QUERY_CHARACTERS, OPERATORS } from './search-language.ts'
import { Thread } from './thread.ts'

/** Where a text stands in which something was found. */
export const SEARCH_FIELDS = ['text', 'title', 'metadata', 'file_name', 'tool', 'note'] as const
export type SearchField = (typeof SEARCH_FIELDS)[number]

/** What `GET /api/search` is asked: `search-language.ts` says how a query is written. */
export const SearchQuery = z.object({
  query: z.string().check(z.maxLength(MAX_QUERY_CHARACTERS)),
  /** The next page is asked with the same. */
  time_zone: z.optional(timeZoneQuery),
  /** Of the thread; any pair, also what the language has no way to write. */
  metadata: z.optional(pairsQuery),
  order: z.optional(
    z.enum(['newest', 'oldest', 'relevance']).register(wireForm, { default: 'newest' }),
  ),
  limit: z.optional(integerText(1, LARGEST_LIMIT, DEFAULT_LIMIT)),
  after: z.optional(z.string()),
})

/** What `GET /api/search/values` is asked: what an operator can be followed by. */
export const ListSearchValuesQuery = z.object({
  operator: z.enum(OPERATORS),
  /** Of metadata: without one, the keys themselves are listed. Of `run`, `review` and `thread` what stands behind the full stop. */
  key: z.optional(z.string()),
  /** How the values begin, in capitals or not. */
  prefix: z.optional(z.string()),
  limit: z.optional(integerText(1, LARGEST_LIMIT, DEFAULT_LIMIT)),
})

export const SearchValue = z.object({
  object: z.literal('search.value'),
  operator: openEnum(...OPERATORS),
  /** Of metadata, and what was asked for; else empty. */
  key: z.string(),
  value: z.string(),
  /** What it is called, where that is known. */
  label: nullable(z.string()),
  /** How many threads have it, counted up to 10,000; null where that is not counted. */
  threads: nullable(z.int()),
  /** Whether there are more than that. */
  more: z.boolean(),
})
export type SearchValue = z.infer<typeof SearchValue>

/** Those of most threads first, among the first 2,000. */
export const SearchValues = z.object({ object: z.literal('list'), data: z.array(SearchValue) })
export type SearchValues = z.infer<typeof SearchValues>

/** A text in which something was found. */
export const SearchHit = z.object({
  object: z.literal('search.hit'),
  id: z.string(),
  thread_id: z.string(),
  message_id: nullable(z.string()),
  run_id: nullable(z.string()),
  step_id: nullable(z.string()),
  /** Of a note: the review that it stands in. */
  review_id: z.optional(z.string()),
  field: openEnum(...SEARCH_FIELDS),
  role: nullable(openEnum('user', 'assistant')),
  created_at: UnixSeconds,
  /** The part of the text around the first place that was looked for; places in UTF-16 units. */
  snippet: z.object({
    text: z.string(),
    marks: z.array(z.tuple([z.int(), z.int()])),
  }),
  /** With its summary; null where it was deleted at that moment. */
  thread: z.nullable(Thread),
})
export type SearchHit = z.infer<typeof SearchHit>

/**
 * `last_id` is what `after` takes for the next page. A page has few hits, or none, and `has_more` where the first
 * texts that match, as many as are looked at at once, do not pass the conditions on threads.
 */
export const SearchResult = z.extend(list(SearchHit), {
  /** How many texts match: counted up to 10,000, among those that were looked at. */
  total: z.int(),
  /** Whether there are more than that. */
  more: z.boolean(),
  /** In how many threads they stand; left out where they are more. */
  threads: z.optional(z.int()),
  /** Whether all that was written can be found; false while the index is made, or threads are fetched. */
  complete: z.boolean(),
  /** How many threads of the upstream server are not fetched whole yet, counted up to 10,000; left out where none is known. */
  unfetched: z.optional(z.int()),
  /** Where nothing matches, and `more` is false: the query with misspelt words as they are written elsewhere, if it finds something so. */
  suggestion: nullable(z.string()),
})
export type SearchResult = z.infer<typeof SearchResult>
