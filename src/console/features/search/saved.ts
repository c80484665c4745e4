import { nanoid } from 'nanoid'

import type { HitOrder, NarrowedSearch } from '#console/api/search.ts'
import { paths } from '#console/paths.ts'
import { newKept } from '#console/util/kept.ts'
import type { Tab } from '#console/util/tab.ts'
import type { Metadata } from '#contract/primitives.ts'

/** A search with a name. */
export interface SavedSearch {
  id: string
  name: string
  query: string
  order: HitOrder
  /** What the list is narrowed to besides; none where nothing is. */
  metadata?: Metadata
}

/** A search as it is saved. */
export const toSaved = ({
  query,
  order,
  metadata = {},
}: NarrowedSearch): Omit<SavedSearch, 'id' | 'name'> => ({
  query,
  order,
  ...(Object.keys(metadata).length > 0 && { metadata }),
})

/** Whether two of them find the same. */
const meaningOf = ({ query, order, metadata = {} }: NarrowedSearch): string =>
  JSON.stringify([query, order, Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1))])

export const savedAs = (
  all: readonly SavedSearch[],
  search: NarrowedSearch,
): SavedSearch | undefined => all.find((each) => meaningOf(each) === meaningOf(search))

/** Where a saved search leads. */
export const pathOf = (search: SavedSearch): string =>
  paths.threads(search.metadata && { order: 'activity', metadata: search.metadata }, search)

const isSaved = (value: unknown): value is SavedSearch => {
  if (typeof value !== 'object' || value === null) return false
  const {
    id,
    name,
    query,
    order,
    metadata = {},
  } = value as Partial<Record<keyof SavedSearch, unknown>> // each is looked at
  const isOrder = order === 'newest' || order === 'oldest' || order === 'relevance'
  const isMetadata =
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every((text) => typeof text === 'string')
  return (
    isOrder &&
    isMetadata &&
    [id, name, query].every((text) => typeof text === 'string' && text !== '')
  )
}

const searchesIn = (kept: string | null): readonly SavedSearch[] => {
  try {
    const value: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(value) ? value.filter(isSaved) : []
  } catch {
    return []
  }
}

/** The longest name a search is saved under. */
export const MAX_NAME = 80

export const newSaved = (tab?: Tab) => {
  const kept = newKept('clew.saved-searches', searchesIn, tab)
  const change = (to: (before: readonly SavedSearch[]) => readonly SavedSearch[]) =>
    kept.change((before) => JSON.stringify(to(before)))
  return {
    get: kept.get,
    use: kept.use,
    add: (search: Omit<SavedSearch, 'id'>): void =>
      change((before) => [...before, { ...search, id: nanoid(10) }]),
    /** Gives one another name; what another tab deleted meanwhile is there again. */
    rename: (search: SavedSearch, name: string): void =>
      change((before) =>
        before.some(({ id }) => id === search.id)
          ? before.map((each) => (each.id === search.id ? { ...each, name } : each))
          : [...before, { ...search, name }],
      ),
    /** Takes one away. @returns puts it back where it was */
    remove: (id: string): (() => void) => {
      const at = kept.get().findIndex((each) => each.id === id)
      const gone = kept.get()[at]
      change((before) => before.filter((each) => each.id !== id))
      return () => {
        if (gone && !kept.get().some((each) => each.id === id))
          change((before) => [...before.slice(0, at), gone, ...before.slice(at)])
      }
    },
  }
}

/** Searches with a name, oldest first; kept in this browser. */
export const saved = newSaved()
