import { expect, test } from 'vitest'

import { chosenTab, comparisonIn, filtersIn, paths, placeIn, searchIn } from './paths.ts'

const search = { query: 'refund role:user', order: 'relevance' } as const
const filters = { order: 'newest', metadata: { channel: 'web', 'a b': 'c&d' } } as const

test('every address', () => {
  const addresses = {
    threads: paths.threads(),
    threadsFiltered: paths.threads(filters),
    searched: paths.threads(undefined, { query: '"退款" a&b', order: 'newest' }),
    thread: paths.thread('thread_1'),
    threadAtMessage: paths.thread('thread_1', { message: 'msg_2' }),
    threadAtRun: paths.thread('thread_1', { run: 'run_3', tab: 'run', filters }),
    threadAtCall: paths.thread('thread_1', { run: 'run_3', call: 'call_4', tab: 'run' }),
    threadAtHit: paths.thread('thread_1', { message: 'msg_2', search }),
    threadDetails: paths.thread('thread_1', { tab: 'thread' }),
    assistants: paths.assistants(),
    assistant: paths.assistant('asst_4'),
    overview: paths.overview(),
    overviewOfDays: paths.overview({ days: 90, assistant: 'asst_4', model: 'gpt 4&5' }),
    overviewOfRange: paths.overview({ days: { from: '2026-11-01', to: '2026-11-20' } }),
    compareNothing: paths.compare({}),
    compareThreads: paths.compare({ left: { thread: 'thread_1' }, right: { thread: 'thread_2' } }),
    compareRuns: paths.compare({
      left: { thread: 'thread_1', run: 'run_3' },
      right: { thread: 'thread_2', run: 'run_4' },
      onlyDifferences: true,
      at: 2,
    }),
  }
  expect(addresses).toMatchInlineSnapshot(`
    {
      "assistant": "/assistants/asst_4",
      "assistants": "/assistants",
      "compareNothing": "/compare",
      "compareRuns": "/compare?left=thread_1/run_3&right=thread_2/run_4&only=differences&at=2",
      "compareThreads": "/compare?left=thread_1&right=thread_2",
      "overview": "/overview",
      "overviewOfDays": "/overview?days=90&assistant=asst_4&model=gpt+4%265",
      "overviewOfRange": "/overview?from=2026-11-01&to=2026-11-20",
      "searched": "/threads?q=%22%E9%80%80%E6%AC%BE%22+a%26b",
      "thread": "/threads/thread_1",
      "threadAtCall": "/threads/thread_1?run=run_3&call=call_4&tab=run",
      "threadAtHit": "/threads/thread_1?q=refund+role%3Auser&sort=relevance#msg_2",
      "threadAtMessage": "/threads/thread_1#msg_2",
      "threadAtRun": "/threads/thread_1?meta.channel=web&meta.a+b=c%26d&order=newest&run=run_3&tab=run",
      "threadDetails": "/threads/thread_1?tab=thread",
      "threads": "/threads",
      "threadsFiltered": "/threads?meta.channel=web&meta.a+b=c%26d&order=newest",
    }
  `)
})

test('an address gives back what it was built from', () => {
  const url = new URL(
    paths.thread('thread_1', {
      message: 'msg_2',
      run: 'run_3',
      call: 'call_4',
      tab: 'thread',
      filters,
      search,
    }),
    'http://clew',
  )
  expect(placeIn(url.searchParams, url.hash)).toEqual({
    message: 'msg_2',
    run: 'run_3',
    call: 'call_4',
    tab: 'thread',
    filters,
    search,
  })
})

test.each(['conv 123', 'section', 'message:1', '100%', '8b1f6a2e-3b5c-4d0a'])(
  'ids of another form give back what they were built from: %s',
  (id) => {
    const url = new URL(paths.thread(id, { message: id, run: id, call: id }), 'http://clew')
    expect(placeIn(url.searchParams, url.hash)).toMatchObject({ message: id, run: id, call: id })
    expect(decodeURIComponent(url.pathname.slice('/threads/'.length))).toBe(id)
  },
)

test.each(['thread_1', 'conv 123', 'a/b%2Fc&d', '100%'])(
  'a comparison gives back what it was built from: %s',
  (id) => {
    const place = {
      left: { thread: id, run: id },
      right: { thread: id },
      onlyDifferences: true,
      at: 3,
    }
    expect(comparisonIn(new URL(paths.compare(place), 'http://clew').searchParams)).toEqual(place)
  },
)

test('an address that compares nothing known means nothing', () => {
  expect(comparisonIn(new URLSearchParams('left=&right=/run_1&at=x&only=some'))).toEqual({
    left: undefined,
    right: undefined,
    onlyDifferences: false,
    at: undefined,
  })
})

test('any key of metadata can be filtered by', () => {
  const metadata = Object.fromEntries([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  const path = paths.threads({ order: 'activity', metadata })
  const found = filtersIn(new URL(path, 'http://clew').searchParams).metadata
  expect(Object.entries(found)).toEqual(Object.entries(metadata))
})

test.each([
  ['?tab=thread', 'thread'],
  ['?tab=run', 'run'],
  ['?run=run_3&tab=thread', 'thread'],
  ['?run=run_3&tab=run', undefined],
  ['', undefined],
])('of %s the tab %s goes along to another thread', (search, tab) => {
  expect(chosenTab(placeIn(new URLSearchParams(search), ''))).toBe(tab)
})

test('an address that names nothing known means the defaults', () => {
  const search = new URLSearchParams('order=sideways&tab=x&meta.=none')
  expect(filtersIn(search)).toEqual({ order: 'activity', metadata: {} })
  expect(placeIn(search, '#section')).toMatchObject({ message: undefined, tab: undefined })
})

test('a list that is narrowed by a query is a search as well', () => {
  const narrowed = { order: 'activity', metadata: {}, query: 'role:user' } as const
  expect(paths.threads(narrowed)).toBe('/threads?q=role%3Auser')
  expect(paths.thread('thread_1', { filters: narrowed, search })).toBe(
    '/threads/thread_1?q=refund+role%3Auser&sort=relevance',
  )
})

test('an address that looks for nothing shows the list', () => {
  expect(searchIn(new URLSearchParams('q=+&sort=oldest'))).toBeUndefined()
  expect(searchIn(new URLSearchParams('q=a&sort=best'))).toEqual({ query: 'a', order: 'newest' })
})

test('a hash that is no encoding of anything leads nowhere, without a fault', () => {
  expect(placeIn(new URLSearchParams(), '#%').message).toBeUndefined()
  expect(placeIn(new URLSearchParams(), '#msg_%E0%A4%A').message).toBe('msg_%E0%A4%A')
})

test.each([
  ['?q=apple%0Abanana', 'apple banana'],
  ['?q=%0D%0Aapple%0D%0Abanana%0A', 'apple banana'],
  ['?q=%0A', undefined],
])('the search of %s is written in one line', (search, query) => {
  expect(searchIn(new URLSearchParams(search))?.query).toBe(query)
})
