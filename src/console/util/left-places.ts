/** Where something that scrolls was left. */
export interface Place {
  /** The row at the top of what was seen; undefined at the edge where it opens by itself. */
  rowId: string | undefined
  /** How far that row was scrolled out. */
  by: number
  /** What was open beside it. */
  beside?: string | undefined
}

/** As many places are kept under one key. */
const KEPT = 50

const isPlace = (value: unknown): value is Place => {
  if (typeof value !== 'object' || value === null) return false
  const { rowId, by, beside } = value as Partial<Record<keyof Place, unknown>> // each is looked at
  const isName = (name: unknown) => name === undefined || typeof name === 'string'
  return isName(rowId) && isName(beside) && Number.isFinite(by)
}

const readKept = (key: string): [string, Place][] => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept.filter(
      (entry): entry is [string, Place] =>
        Array.isArray(entry) && typeof entry[0] === 'string' && isPlace(entry[1]),
    )
  } catch {
    return []
  }
}

const keep = (key: string, places: ReadonlyMap<string, Place>): void => {
  try {
    sessionStorage.setItem(key, JSON.stringify([...places]))
  } catch {
    // Storage is full or closed to us: then a page that is loaded again opens as for the first time.
  }
}

/** Places by the names of what was left, kept in this tab also while its page is loaded again. */
export const newPlaces = (key: string) => {
  let places: Map<string, Place> | undefined
  const known = () => (places ??= new Map(readKept(key)))
  const ours = new Set<string>()
  return {
    recall: (name: string): Place | undefined => known().get(name),
    /** Whether it was left since the page was loaded. */
    isOfThisVisit: (name: string): boolean => ours.has(name),
    remember: (name: string, place: Place): void => {
      const all = known()
      all.delete(name)
      all.set(name, place)
      ours.add(name)
      for (const oldest of all.keys()) {
        if (all.size <= KEPT) break
        all.delete(oldest)
      }
      keep(key, all)
    },
    forget: (name: string): void => {
      ours.delete(name)
      if (known().delete(name)) keep(key, known())
    },
  }
}
