import { CHANGES, type ChangeEvent } from '#contract/change.ts'

import { toSeconds } from '../clock.ts'
import type { Recorded } from '../store/changes.ts'

/** A change as it is told, and the number up to which everything is told with it. */
export type Told = ChangeEvent & { number: number }

/**
 * What is left to tell of changes that are read together, in order: of each object its last change of a
 * kind, of what was deleted the deletion alone, and of imported threads how many there are.
 */
export const coalesce = (changes: readonly Recorded[]): Told[] => {
  const told = new Map<string, { ids: readonly string[]; change: Told }>()
  for (const change of changes) {
    const ids = idsOf(change)
    if (change.type === 'reset') told.clear()
    if (change.type.endsWith('.deleted')) {
      for (const [key, earlier] of told) if (isWithin(earlier.ids, ids)) told.delete(key)
    }
    const key = change.type === 'thread.imported' ? change.type : [change.type, ...ids].join('\n')
    const threads = (told.get(key)?.change.threads ?? 0) + 1
    // Moved to the end: a reader that is cut off before it has not been told of it.
    told.delete(key)
    told.set(key, { ids, change: toTold(change, threads) })
  }
  return [...told.values()].map(({ change }) => change)
}

const idsOf = (change: Recorded): string[] => {
  // The cast: the table says which ids a change of its type has.
  const named = change as unknown as Record<string, string>
  return CHANGES[change.type].map((name) => named[name] ?? '')
}

const isWithin = (ids: readonly string[], outer: readonly string[]): boolean =>
  outer.every((id, at) => ids[at] === id)

const toTold = (recorded: Recorded, threads: number): Told => {
  const { at_ms, actor: _, ...change } = recorded
  const at = toSeconds(at_ms)
  if (change.type !== 'thread.imported') return { ...change, at }
  return { type: change.type, number: change.number, threads, at }
}
