import { expect, test } from 'vitest'

import { chosenTab, filtersIn, paths, placeIn } from './paths.ts'

const filters = { order: 'newest', metadata: { channel: 'web', 'a b': 'c&d' } } as const

test('every address', () => {
  const addresses = {
    threads: paths.threads(),
    threadsFiltered: paths.threads(filters),
    thread: paths.thread('thread_1'),
    threadAtMessage: paths.thread('thread_1', { message: 'msg_2' }),
    threadAtRun: paths.thread('thread_1', { run: 'run_3', tab: 'run', filters }),
    threadDetails: paths.thread('thread_1', { tab: 'thread' }),
    assistants: paths.assistants(),
    assistant: paths.assistant('asst_4'),
  }
  expect(addresses).toMatchInlineSnapshot(`
    {
      "assistant": "/assistants/asst_4",
      "assistants": "/assistants",
      "thread": "/threads/thread_1",
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
    paths.thread('thread_1', { message: 'msg_2', run: 'run_3', tab: 'thread', filters }),
    'http://clew',
  )
  expect(placeIn(url.searchParams, url.hash)).toEqual({
    message: 'msg_2',
    run: 'run_3',
    tab: 'thread',
    filters,
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

test('a hash that is no encoding of anything leads nowhere, without a fault', () => {
  expect(placeIn(new URLSearchParams(), '#%').message).toBeUndefined()
  expect(placeIn(new URLSearchParams(), '#msg_%E0%A4%A').message).toBe('msg_%E0%A4%A')
})
