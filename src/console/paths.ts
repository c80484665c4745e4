import type { Search } from './api/search.ts'
import type { ThreadFilters } from './api/threads.ts'

export type InspectorTab = 'run' | 'thread' | 'review'
const TABS: readonly string[] = ['run', 'thread', 'review'] satisfies InspectorTab[]
const isTab = (name: string | null): name is InspectorTab => name !== null && TABS.includes(name)

/** Where in a thread a link leads. */
export interface ThreadPlace {
  /** The message to open at. */
  message?: string | undefined
  /** The run shown in the inspector. */
  run?: string | undefined
  /** The tool call of the run to show: its name, its step, or the id it has of its own. */
  call?: string | undefined
  tab?: InspectorTab | undefined
  filters?: ThreadFilters | undefined
  /** What was looked for: the results stand where the list is. */
  search?: Search | undefined
}

/** Every address of the console. Links are built here and nowhere else. */
export const paths = {
  threads: (filters?: ThreadFilters, search?: Search) =>
    `/threads${searchText([...searchPairs(search, filters), ...filterPairs(filters)])}`,
  thread: (threadId: string, { message, run, call, tab, filters, search }: ThreadPlace = {}) => {
    const pairs = [...searchPairs(search, filters), ...filterPairs(filters)]
    if (run) pairs.push(['run', run])
    if (run && call) pairs.push(['call', call])
    if (tab) pairs.push(['tab', tab])
    const hash = message ? `#${isOurs(message) ? '' : NAMED}${encodeURIComponent(message)}` : ''
    return `/threads/${encodeURIComponent(threadId)}${searchText(pairs)}${hash}`
  },
  labels: () => '/labels',
  assistants: () => '/assistants',
  assistant: (assistantId: string) => `/assistants/${encodeURIComponent(assistantId)}`,
}

/** Stands in a hash before the id of a message that another server made: it may look like anything. */
const NAMED = 'message:'

const isOurs = (messageId: string): boolean => messageId.startsWith('msg_')

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

/** What is looked for; a list that is narrowed by a query is a search as well. */
const searchPairs = (search?: Search, filters?: ThreadFilters): [string, string][] => {
  if (!search) return filters?.query === undefined ? [] : [['q', filters.query]]
  const query: [string, string] = ['q', search.query]
  return search.order === 'newest' ? [query] : [query, ['sort', search.order]]
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

/** What an address looks for; undefined where it shows the list. */
export const searchIn = (search: URLSearchParams): Search | undefined => {
  // A field of one line keeps no line breaks: the words at one would be joined.
  const query = search
    .get('q')
    ?.replaceAll(/[\r\n]+/g, ' ')
    .trim()
  const sort = search.get('sort')
  if (!query) return undefined
  return { query, order: sort === 'oldest' || sort === 'relevance' ? sort : 'newest' }
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
  const name = hash.slice(1)
  const message = decoded(name.startsWith(NAMED) ? name.slice(NAMED.length) : name)
  const run = search.get('run') ?? undefined
  return {
    message: isOurs(message) || name.startsWith(NAMED) ? message || undefined : undefined,
    run,
    call: run === undefined ? undefined : (search.get('call') ?? undefined),
    tab: isTab(tab) ? tab : undefined,
    filters: filtersIn(search),
    search: searchIn(search),
  }
}
