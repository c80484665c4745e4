import type { Metadata } from '#contract/primitives.ts'

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
  /** The queue that is read, which stands where the list is, and the reading of it that is open. */
  queue?: string | undefined
  item?: string | undefined
}

/** What a new queue is made of. */
export interface NewQueuePlace {
  query?: string | undefined
  metadata?: Metadata | undefined
}

/** The days that an overview is of: so many up to today, all there are, or from one to another, both a part of it. */
export type OverviewDays = number | 'all' | { from: string; to: string }

/** What an overview is of. */
export interface OverviewPlace {
  days?: OverviewDays | undefined
  /** By its id. */
  assistant?: string | undefined
  model?: string | undefined
}

/** What is compared: a thread, or a run of it. */
export interface CompareSide {
  thread: string
  run?: string | undefined
}

/** What a comparison shows. */
export interface ComparePlace {
  left?: CompareSide | undefined
  right?: CompareSide | undefined
  /** What is equal is folded. */
  onlyDifferences?: boolean | undefined
  /** The difference that is looked at, counted from 1. */
  at?: number | undefined
}

/** Every address of the console. Links are built here and nowhere else. */
export const paths = {
  threads: (filters?: ThreadFilters, search?: Search) =>
    `/threads${searchText([...searchPairs(search, filters), ...filterPairs(filters)])}`,
  thread: (threadId: string, place: ThreadPlace = {}) => {
    const { message, run, call, tab, filters, search, queue, item } = place
    const pairs = [...searchPairs(search, filters), ...filterPairs(filters)]
    if (queue) pairs.push(['queue', queue])
    if (queue && item) pairs.push(['item', item])
    if (run) pairs.push(['run', run])
    if (run && call) pairs.push(['call', call])
    if (tab) pairs.push(['tab', tab])
    const hash = message ? `#${isOurs(message) ? '' : NAMED}${encodeURIComponent(message)}` : ''
    return `/threads/${encodeURIComponent(threadId)}${searchText(pairs)}${hash}`
  },
  labels: () => '/labels',
  /** All queues. @param made what a new one is to be made of */
  queues: (made?: NewQueuePlace) => {
    if (!made) return '/review'
    const pairs: [string, string][] = [['new', '']]
    if (made.query) pairs.push(['q', made.query])
    return `/review${searchText([...pairs, ...metadataPairs(made.metadata ?? {})])}`
  },
  queue: (queueId: string) => `/review/${encodeURIComponent(queueId)}`,
  /** Takes the next thread of a queue. */
  readQueue: (queueId: string) => `/review/${encodeURIComponent(queueId)}/read`,
  assistants: () => '/assistants',
  assistant: (assistantId: string) => `/assistants/${encodeURIComponent(assistantId)}`,
  overview: ({ days, assistant, model }: OverviewPlace = {}) => {
    const pairs: [string, string][] =
      typeof days === 'object' ? Object.entries(days) : days ? [['days', String(days)]] : []
    if (assistant) pairs.push(['assistant', assistant])
    if (model) pairs.push(['model', model])
    return `/overview${searchText(pairs)}`
  },
  compare: ({ left, right, onlyDifferences, at }: ComparePlace) => {
    const pairs: [string, string][] = []
    if (left) pairs.push(['left', sideText(left)])
    if (right) pairs.push(['right', sideText(right)])
    if (onlyDifferences) pairs.push(['only', 'differences'])
    if (at !== undefined) pairs.push(['at', String(at)])
    // A slash needs no escape there, and reads better without.
    return `/compare${searchText(pairs).replaceAll('%2F', '/')}`
  },
}

/** Ids of other servers may hold a slash. */
const sideText = ({ thread, run }: CompareSide): string =>
  [thread, ...(run ? [run] : [])].map(encodeURIComponent).join('/')

const sideIn = (text: string | null): CompareSide | undefined => {
  const [thread = '', run = ''] = (text ?? '').split('/').map(decoded)
  return thread ? { thread, ...(run && { run }) } : undefined
}

/** What an address compares. */
export const comparisonIn = (search: URLSearchParams): ComparePlace => {
  const at = Number(search.get('at'))
  return {
    left: sideIn(search.get('left')),
    right: sideIn(search.get('right')),
    onlyDifferences: search.get('only') === 'differences',
    at: Number.isInteger(at) && at > 0 ? at : undefined,
  }
}

/** Stands in a hash before the id of a message that another server made: it may look like anything. */
const NAMED = 'message:'

const isOurs = (messageId: string): boolean => messageId.startsWith('msg_')

const META = 'meta.'

const metadataPairs = (metadata: Metadata) =>
  Object.entries(metadata).map<[string, string]>(([key, value]) => [META + key, value])

/** What a new queue is made of, as an address says it; undefined where it asks for none. */
export const newQueueIn = (search: URLSearchParams): NewQueuePlace | undefined =>
  search.has('new')
    ? { query: searchIn(search)?.query, metadata: filtersIn(search).metadata }
    : undefined

const filterPairs = (filters?: ThreadFilters): [string, string][] => {
  if (!filters) return []
  const pairs = metadataPairs(filters.metadata)
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
    queue: search.get('queue') || undefined,
    item: search.get('item') || undefined,
  }
}
