import type { ThreadFilters } from './api/threads.ts'

export type InspectorTab = 'run' | 'thread'

/** Where in a thread a link leads. */
export interface ThreadPlace {
  /** The message to open at. */
  message?: string | undefined
  /** The run shown in the inspector. */
  run?: string | undefined
  tab?: InspectorTab | undefined
  filters?: ThreadFilters | undefined
}

/** Every address of the console. Links are built here and nowhere else. */
export const paths = {
  threads: (filters?: ThreadFilters) => `/threads${searchText(filterPairs(filters))}`,
  thread: (threadId: string, { message, run, tab, filters }: ThreadPlace = {}) => {
    const pairs = filterPairs(filters)
    if (run) pairs.push(['run', run])
    if (tab) pairs.push(['tab', tab])
    const hash = message ? `#${encodeURIComponent(message)}` : ''
    return `/threads/${encodeURIComponent(threadId)}${searchText(pairs)}${hash}`
  },
  assistants: () => '/assistants',
  assistant: (assistantId: string) => `/assistants/${encodeURIComponent(assistantId)}`,
}

const META = 'meta.'

const filterPairs = (filters?: ThreadFilters): [string, string][] => {
  if (!filters) return []
  const pairs = Object.entries(filters.metadata).map<[string, string]>(([key, value]) => [
    META + key,
    value,
  ])
  if (filters.order !== 'activity') pairs.push(['order', filters.order])
  return pairs
}

const searchText = (pairs: [string, string][]): string =>
  pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : ''

/** The filters an address names. */
export const filtersIn = (search: URLSearchParams): ThreadFilters => {
  const order = search.get('order')
  const named = [...search].filter(([name]) => name.startsWith(META) && name.length > META.length)
  // `__proto__` is a key like any other, which an assignment would take for something else.
  const metadata = Object.fromEntries(
    named.map(([name, value]) => [name.slice(META.length), value]),
  )
  return { order: order === 'newest' || order === 'oldest' ? order : 'activity', metadata }
}

/** What an address was mistyped into may be no encoding of anything. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The tab that goes along to other threads: one that was chosen, not one that came with a run. */
export const chosenTab = ({ run, tab }: ThreadPlace): InspectorTab | undefined =>
  tab === 'run' && run !== undefined ? undefined : tab

/** Where in a thread an address leads. */
export const placeIn = (search: URLSearchParams, hash: string): ThreadPlace => {
  const tab = search.get('tab')
  const message = decoded(hash.slice(1))
  return {
    message: message.startsWith('msg_') ? message : undefined,
    run: search.get('run') ?? undefined,
    tab: tab === 'run' || tab === 'thread' ? tab : undefined,
    filters: filtersIn(search),
  }
}
