import { newKept } from '#console/util/kept.ts'
import type { Tab } from '#console/util/tab.ts'

const KEPT = 8

const textsIn = (kept: string | null): readonly string[] => {
  try {
    const value: unknown = JSON.parse(kept ?? '[]')
    return Array.isArray(value)
      ? value
          .filter((each): each is string => typeof each === 'string' && each !== '')
          .slice(0, KEPT)
      : []
  } catch {
    return []
  }
}

export const newRecents = (tab?: Tab) => {
  const kept = newKept('clew.recent-searches', textsIn, tab)
  const without = (query: string) => kept.get().filter((each) => each !== query)
  return {
    get: kept.get,
    use: kept.use,
    remember: (query: string): void => {
      const text = query.trim()
      if (text !== '' && kept.get()[0] !== text)
        kept.change((before) =>
          JSON.stringify([text, ...before.filter((each) => each !== text)].slice(0, KEPT)),
        )
    },
    forget: (query: string): void => kept.change(() => JSON.stringify(without(query))),
  }
}

/** What was looked for last, the newest first; kept in this browser. */
export const recents = newRecents()
