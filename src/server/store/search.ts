import type { FacetKind } from '#server/search/facet.ts'
import type { Match } from '#server/search/match.ts'
import type { Snippet } from '#server/search/snippet.ts'
import type { Field } from '#server/search/tags.ts'

export interface SearchStore {
  /**
   * Finds texts, a page at a time. Nothing that is deleted is found; what was written a moment ago may not be
   * found yet.
   * @param signal a search that nobody waits for any more is not begun
   * @throws {NoCursor}
   */
  search(search: Search, signal?: AbortSignal): Promise<FoundPage>
  /** The numbers by which the index knows a thread, a run and a message; undefined where there is none of that id. */
  numberOf(noun: 'thread' | 'run' | 'message', id: string): Promise<number | undefined>
  /**
   * Of each name, the ids of the assistants in whose own its words stand: of more than `MOST_CALLED`, one more
   * than that.
   */
  assistantsCalled(names: readonly string[], signal?: AbortSignal): Promise<string[][]>
  /** For each of those words that no text has, the one that is most like it, where there is any. */
  nearWords(words: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>>
  /** What threads can be narrowed by, as it exists. */
  valuesOf(asked: ValuesAsked, signal?: AbortSignal): Promise<Value[]>
  /** How much of what was written can be found. */
  searchProgress(): Promise<{ isWhole: boolean }>
  /** Whether all that was written up to the change of that number can be found. */
  isSearchedUpTo(change: number): Promise<boolean>
}

/** Values of a kind of facet. */
export interface ValuesAsked {
  kind: FacetKind | 'model'
  /** Of metadata; without one, the keys themselves are asked for. */
  key?: string
  /** How they begin, in capitals or not. */
  prefix: string
  limit: number
}

export interface Value {
  value: string
  /** How many have it, counted up to `MOST_COUNTED`; null where that is not counted. */
  threads: number | null
  /** Whether there are more than that. */
  more: boolean
}

export interface Search {
  match: Match
  order: 'newest' | 'oldest' | 'relevance'
  limit: number
  /** A hit, or what the page before says is its `last`. */
  after?: string
}

/** How many assistants one name may stand for. */
export const MOST_CALLED = 20
/** How many matches are counted: of more it is only known that there are more. */
export const MOST_COUNTED = 10_000
/** How many of the newest matches are compared where the most relevant come first. */
export const MOST_RANKED = 20_000

/** A text in which something was found. */
export interface Found {
  id: string
  field: Field
  thread_id: string
  message_id: string | null
  run_id: string | null
  step_id: string | null
  /** Of a note. */
  review_id?: string
  role: 'user' | 'assistant' | null
  created_at: number
  snippet: Snippet
}

export interface FoundPage {
  data: Found[]
  has_more: boolean
  /** Where the next page begins: behind what was looked at last, which need not be a hit. */
  last: string | null
  /** Up to `MOST_COUNTED`. */
  total: number
  /** Whether there are more than that. */
  more: boolean
  /** In how many threads they stand, where they are not more. */
  threads?: number
}
