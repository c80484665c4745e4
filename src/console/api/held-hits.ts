import type { SearchHit, SearchResult } from '#contract/search.ts'

import type { HitOrder } from './search.ts'

/** What the newest answer of a search says of the matches that are held, by their ids. */
export interface HitNews {
  /** As they are by now. */
  renewed: ReadonlyMap<string, SearchHit>
  gone: ReadonlySet<string>
}

/** Where the text of a match stands: written anew it may have another id. */
const textOf = ({ thread_id, message_id, step_id, field }: SearchHit): string =>
  JSON.stringify([thread_id, message_id, step_id, field])

/** @param loaded all matches that are held, in their order; @param now the first page as it is by now */
export const newsOfHits = (
  loaded: readonly SearchHit[],
  now: SearchResult,
  order: HitOrder,
): HitNews => {
  const there = new Map(now.data.map((hit) => [hit.id, hit]))
  const held = new Set(loaded.map(({ id }) => id))
  const others = new Map(
    now.data.filter(({ id }) => !held.has(id)).map((hit) => [textOf(hit), hit]),
  )
  const covered = coveredOf(loaded, now, order)
  const renewed = new Map<string, SearchHit>()
  const gone = new Set<string>()
  for (const [at, hit] of loaded.entries()) {
    const text = textOf(hit)
    const other = at < covered ? others.get(text) : undefined
    const same = there.get(hit.id) ?? other
    if (same) renewed.set(hit.id, same)
    else if (at < covered) gone.add(hit.id)
    if (same && same === other) others.delete(text)
  }
  return { renewed, gone }
}

/** How many of the matches that are held would stand in the answer, were they still there. */
const coveredOf = (loaded: readonly SearchHit[], now: SearchResult, order: HitOrder): number => {
  if (!now.has_more) return loaded.length
  // The most relevant change places: one that is missing may stand further down.
  if (order === 'relevance') return 0
  const ids = new Set(now.data.map(({ id }) => id))
  return loaded.findLastIndex(({ id }) => ids.has(id)) + 1
}
