import { MemoryRouter, type NavigateFunction, useLocation, useNavigate } from 'react-router'
import { beforeEach, expect, test, vi } from 'vitest'

import { paths, placeIn } from '#console/paths.ts'
import { render } from '#testing/render.tsx'

import { linkName, rememberPlace } from './scroll-memory.ts'
import { useLink } from './use-link.ts'

const PLACE = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
const LINE = { messageId: 'msg_9', by: 3 }

// Kept by the page before this one was loaded.
const BEFORE = ['default', 'made'].map((entry) => [
  linkName('thread_before', entry, 'msg_1'),
  { rowId: 'msg_9', by: 3 },
])
sessionStorage.setItem('clew.left-threads', JSON.stringify(BEFORE))

let thread = ''
beforeEach(() => {
  thread = `thread_${Math.random()}`
})

const open = async (address: string, key = 'default', threadId = thread) => {
  let seen: ReturnType<typeof useLink> = { link: undefined, name: undefined }
  let navigate: NavigateFunction = () => undefined
  let entry = ''
  const Probe = () => {
    const { hash, search, key: current } = useLocation()
    entry = current
    navigate = useNavigate()
    const { message, run, call, search: found } = placeIn(new URLSearchParams(search), hash)
    const rowId = message ?? (call && run)
    const callId = message === undefined ? call : undefined
    seen = useLink(threadId, rowId === undefined ? undefined : { rowId, callId }, found?.query)
    return null
  }
  const [pathname = '', hash] = address.split('#')
  await render(
    <MemoryRouter initialEntries={[{ pathname, hash: `#${hash}`, key }]}>
      <Probe />
    </MemoryRouter>,
  )
  return {
    seen: () => seen,
    go: async (to: string | number, replace = false) => {
      const before = entry
      if (typeof to === 'number') void navigate(to)
      else void navigate(to, { replace })
      await expect.poll(() => entry).not.toBe(before)
    },
    leave: () => rememberPlace(seen.name ?? '', PLACE, LINE),
  }
}

test('a link leads to its message, until its step in history is left and come back to', async () => {
  const { seen, go, leave } = await open(paths.thread(thread, { message: 'msg_1' }))
  const { name } = seen()
  expect(seen().link).toMatchObject({ rowId: 'msg_1', memory: undefined })
  leave()
  await go(paths.thread(thread, { message: 'msg_2' }))
  expect(seen().link).toMatchObject({ rowId: 'msg_2', memory: undefined })
  await go(-1)
  expect(seen().link).toMatchObject({ rowId: 'msg_1', memory: name })
  // Nothing was read on there.
  await go(1)
  expect(seen().link).toMatchObject({ rowId: 'msg_2', memory: undefined })
})

test('the same link followed again leads to its message anew', async () => {
  const address = paths.thread(thread, { message: 'msg_1' })
  const { seen, go, leave } = await open(address)
  const { link } = seen()
  leave()
  await go(address, true)
  expect(seen().link).not.toBe(link)
  expect(seen().link).toMatchObject({ rowId: 'msg_1', memory: undefined })
  leave()
  await go(paths.thread(thread))
  expect(seen()).toEqual({ link: undefined, name: undefined })
  await go(address)
  expect(seen().link).toMatchObject({ rowId: 'msg_1', memory: undefined })
})

test('what opens beside the messages is a step of its own, and follows no link', async () => {
  const { seen, go, leave } = await open(paths.thread(thread, { message: 'msg_1' }))
  const { link, name } = seen()
  leave()
  await go(paths.thread(thread, { message: 'msg_1', tab: 'run', run: 'run_1' }))
  expect(seen().link).toBe(link)
  expect(seen().name).not.toBe(name)
  await go(-1)
  expect(seen()).toEqual({ link, name })
})

test('a way back to another search of the same message follows its link again, and one to the same search does not', async () => {
  const found = (query: string, more = {}) =>
    paths.thread(thread, { message: 'msg_1', search: { query, order: 'newest' }, ...more })
  const { seen, go } = await open(paths.thread(thread))
  await go(found('hotel'))
  const { link } = seen()
  expect(link).toMatchObject({ query: 'hotel' })
  // What is typed in the search follows no link until one is.
  await go(found('train'))
  expect(seen().link).toBe(link)
  await go(-1)
  expect(seen().link).toBe(link)
  await go(1)
  expect(seen().link).toMatchObject({ rowId: 'msg_1', query: 'train' })
  await go(-1)
  expect(seen().link).toMatchObject({ rowId: 'msg_1', query: 'hotel' })
  const back = seen().link
  await go(found('hotel', { run: 'run_1', tab: 'run' }))
  await go(-1)
  expect(seen().link).toBe(back)
})

test('a match in a call leads to its run, whose place stays while other runs are opened beside it', async () => {
  const hit = paths.thread(thread, { run: 'run_1', call: 'step_1', tab: 'run' })
  const { seen, go } = await open(paths.thread(thread))
  await go(hit)
  const { link } = seen()
  expect(link).toMatchObject({ rowId: 'run_1', callId: 'step_1', memory: undefined })
  await go(paths.thread(thread, { run: 'run_2', tab: 'run' }))
  expect(seen()).toEqual({ link, name: undefined })
  await go(-1)
  expect(seen().link).toBe(link)
  // Another match in the same run, and the first one once more.
  await go(paths.thread(thread, { run: 'run_1', call: 'step_2', tab: 'run' }))
  expect(seen().link).toMatchObject({ rowId: 'run_1', callId: 'step_2' })
  await go(paths.thread(thread, { run: 'run_2', tab: 'run' }))
  await go(hit)
  expect(seen().link).toMatchObject({ rowId: 'run_1', callId: 'step_1' })
  expect(seen().link).not.toBe(link)
})

test.each([
  { key: 'default', type: 'reload', returns: true },
  { key: 'default', type: 'back_forward', returns: true },
  // The first step of every page has that key: an address opened anew is not the one of before.
  { key: 'default', type: 'navigate', returns: false },
  { key: 'made', type: 'navigate', returns: true },
])('a step with the key $key, in a page opened by $type', async ({ key, type, returns }) => {
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([
    { type } as PerformanceNavigationTiming, // all that is read of it
  ])
  const address = paths.thread('thread_before', { message: 'msg_1' })
  const { seen } = await open(address, key, 'thread_before')
  expect(seen().link?.memory).toBe(returns ? seen().name : undefined)
})
