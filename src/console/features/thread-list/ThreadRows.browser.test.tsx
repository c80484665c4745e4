import '#console/styles.css'
import { MemoryRouter } from 'react-router'
import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { runAction } from '#console/hooks/use-action.ts'
import type { Thread } from '#contract/thread.ts'
import { render } from '#testing/render.tsx'

import type { ListRow } from './list-rows.ts'
import { rememberScroll } from './scroll-memory.ts'
import { ThreadRows } from './ThreadRows.tsx'

const thread = (index: number): Thread => ({
  id: `thread_${index}`,
  object: 'thread',
  created_at: 1_700_000_000,
  metadata: { title: `Thread ${index}` },
  summary: {
    title: `Thread ${index}`,
    preview: 'Hello',
    preview_role: 'user',
    last_active_at: 1_700_000_000,
    activity: -index,
    message_count: 2,
    attachment_count: 0,
    image_count: 0,
    last_run: { id: 'run_1', status: 'completed' },
  },
})
const rows = (count: number): ListRow[] =>
  Array.from({ length: count }, (_, index) => ({
    thread: thread(index),
    heading: index === 0 ? 'Today' : undefined,
  }))

const show = async ({
  count = 10_000,
  memory = `list ${Math.random()}`,
  selectedId = undefined as string | undefined,
  readId = undefined as string | undefined,
  hasAbove = false,
  hasBelow = false,
  onTop = () => Promise.resolve(true),
} = {}) => {
  const onReading = vi.fn<(reading: boolean) => void>()
  const onNearEnd = vi.fn<() => void>()
  const onNearStart = vi.fn<() => void>()
  const onFar = vi.fn<(isFar: boolean) => void>()
  const onOpen = vi.fn<(threadId: string) => void>()
  const listOf = (threads: ListRow[], selected = selectedId, above = hasAbove) => (
    <MemoryRouter>
      <div style={{ height: 600, width: 344, display: 'flex', flexDirection: 'column' }}>
        <ThreadRows
          rows={threads}
          filters={{ order: 'activity', metadata: {} }}
          memory={memory}
          selectedId={selected}
          readId={readId}
          hasAbove={above}
          hasBelow={hasBelow}
          onNearStart={onNearStart}
          onOpen={onOpen}
          onTop={onTop}
          onReading={onReading}
          onFar={onFar}
          onNearEnd={onNearEnd}
          toTop={0}
          intent={{ on: () => {}, off: () => {} }}
          footer={null}
        />
      </div>
    </MemoryRouter>
  )
  const rendered = await render(listOf(rows(count)))
  const change = (threads: ListRow[], selected?: string, above?: boolean) =>
    rendered.rerender(listOf(threads, selected, above))
  const ul = page.getByRole('list', { name: 'Threads' })
  // The list stands in what scrolls.
  const scroller = ul.element().parentElement as HTMLElement
  return { ...rendered, change, onReading, onFar, onNearStart, onNearEnd, onOpen, scroller }
}
const links = () => page.getByRole('link').elements()
const focused = () => document.activeElement?.textContent
const place = (name: string) =>
  page.getByRole('link', { name, exact: true }).element().getBoundingClientRect()

test('of ten thousand rows only those near the screen exist, and each says where it stands', async () => {
  await show()
  expect(links().length).toBeLessThan(40)
  const first = page.getByRole('listitem').first()
  await expect.element(first).toHaveAttribute('aria-posinset', '1')
  await expect.element(first).toHaveAttribute('aria-setsize', '10000')
})

test('rows stand one under the other, without overlap', async () => {
  await show({ count: 30 })
  const boxes = page
    .getByRole('listitem')
    .elements()
    .map((row) => row.getBoundingClientRect())
  for (const [index, box] of boxes.entries()) {
    const above = boxes[index - 1]
    if (above) expect(Math.abs(box.top - above.bottom)).toBeLessThanOrEqual(1)
  }
})

test('the keys for next and previous move the focus and keep it on the screen', async () => {
  const { scroller } = await show()
  for (let step = 0; step < 25; step++) {
    runAction('thread.next')
    await expect.poll(focused).toBe(`Thread ${step}`)
  }
  const bounds = scroller.getBoundingClientRect()
  expect(place('Thread 24').bottom).toBeLessThanOrEqual(bounds.bottom)
  runAction('thread.previous')
  await expect.poll(focused).toBe('Thread 23')
  await userEvent.keyboard('{End}')
  await expect.poll(focused).toBe('Thread 9999')
  await userEvent.keyboard('{Home}')
  await expect.poll(focused).toBe('Thread 0')
})

test('the list is one stop for Tab, and the focused row stays while others are scrolled to', async () => {
  const { scroller } = await show({ selectedId: 'thread_2' })
  const stops = () => links().filter((link) => link.getAttribute('tabindex') === '0')
  expect(stops().map((link) => link.textContent)).toEqual(['Thread 2'])
  page.getByRole('link', { name: 'Thread 2', exact: true }).element().focus()
  scroller.scrollTo({ top: 27_000 })
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 500')).toBe(true)
  expect(focused()).toBe('Thread 2')
})

test('scrolling tells that the list is being read, and that its end is near', async () => {
  const { scroller, onReading, onNearEnd } = await show({ count: 60, hasBelow: true })
  expect(onNearEnd).not.toHaveBeenCalled()
  scroller.scrollTo({ top: 300 })
  await expect.poll(() => onReading.mock.lastCall).toEqual([true])
  scroller.scrollTo({ top: scroller.scrollHeight })
  await expect.poll(() => onNearEnd.mock.calls.length).toBeGreaterThan(0)
  scroller.dispatchEvent(new PointerEvent('pointerleave'))
  scroller.scrollTo({ top: 0 })
  await expect.poll(() => onReading.mock.lastCall).toEqual([false])
})

test('coming back finds the list where it was left', async () => {
  const memory = 'left'
  const { scroller, unmount } = await show({ memory })
  scroller.scrollTo({ top: 12_345 })
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 230')).toBe(true)
  const left = scroller.scrollTop
  expect(left).toBeGreaterThan(12_000)
  unmount()
  const again = await show({ memory })
  await expect.poll(() => again.scroller.scrollTop).toBe(left)
})

/** A window of the list, as one is loaded around a row. */
const between = (from: number, to: number): ListRow[] =>
  Array.from({ length: to - from }, (_, index) => ({
    thread: thread(from + index),
    heading: undefined,
  }))

test('a window around the row that was left opens at its line, and holds it while rows come in', async () => {
  const memory = 'deep'
  rememberScroll(memory, { rowId: 'thread_3', by: 23, beside: undefined })
  const { scroller, change } = await show({ memory, count: 12, hasAbove: true, hasBelow: true })
  const lineOf = () => place('Thread 3').top - scroller.getBoundingClientRect().top
  // Nothing stands below yet that would let it be scrolled so far.
  expect(lineOf()).toBeGreaterThan(0)
  change(rows(60))
  await expect.poll(lineOf).toBeLessThan(0)
  const before = lineOf()
  change([...between(-40, 0), ...rows(60)])
  await expect.poll(() => scroller.scrollTop).toBeGreaterThan(2000)
  await expect.poll(() => Math.abs(lineOf() - before)).toBeLessThanOrEqual(1)
})

test('a list left at its top opens there, whatever thread is open', async () => {
  const memory = 'at the top'
  rememberScroll(memory, { rowId: undefined, by: 0, beside: 'thread_30' })
  const { scroller } = await show({ memory, selectedId: 'thread_30', count: 60 })
  await new Promise(requestAnimationFrame)
  expect(scroller.scrollTop).toBe(0)
})

test('Home goes to the first row once the top is there', async () => {
  const { change } = await show({ count: 60, hasAbove: true, selectedId: 'thread_30' })
  page.getByRole('link', { name: 'Thread 30', exact: true }).element().focus()
  await userEvent.keyboard('{Home}')
  change([...between(-40, 0), ...rows(60)], 'thread_30', false)
  await expect.poll(focused).toBe('Thread -40')
})

test('a Home whose page could not be read is over: the focus stays where the reader goes on', async () => {
  const { change } = await show({
    count: 60,
    hasAbove: true,
    selectedId: 'thread_30',
    onTop: () => Promise.resolve(false),
  })
  page.getByRole('link', { name: 'Thread 30', exact: true }).element().focus()
  await userEvent.keyboard('{Home}')
  // Later the reader scrolls there.
  change([...between(-40, 0), ...rows(60)], 'thread_30', false)
  for (let frames = 0; frames < 5; frames++) await new Promise(requestAnimationFrame)
  expect(focused()).toBe('Thread 30')
})

test('steps count from the row that the arrows moved the focus to', async () => {
  const { onOpen } = await show({ count: 60, selectedId: 'thread_2' })
  page.getByRole('link', { name: 'Thread 2', exact: true }).element().focus()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
  await expect.poll(focused).toBe('Thread 5')
  runAction('thread.next')
  await expect.poll(focused).toBe('Thread 6')
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_6'])
  await userEvent.keyboard('{ArrowUp}{ArrowUp}')
  await expect.poll(focused).toBe('Thread 4')
  runAction('thread.previous')
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_3'])
})

test('a link to a thread further down brings it into view', async () => {
  const { scroller } = await show({ selectedId: 'thread_30' })
  const link = page.getByRole('link', { name: 'Thread 30', exact: true })
  await expect.element(link).toBeVisible()
  const bounds = scroller.getBoundingClientRect()
  await expect.poll(() => place('Thread 30').bottom).toBeLessThanOrEqual(bounds.bottom)
  expect(link.element().getAttribute('aria-current')).toBe('page')
})

const rowTop = (name: string) => place(name).top

test('what takes room beside the list while it opens does not cut the row it opened at', async () => {
  const { scroller } = await show({ count: 38, selectedId: 'thread_37' })
  const room = () => scroller.getBoundingClientRect().bottom - place('Thread 37').bottom
  await expect.poll(room).toBeGreaterThanOrEqual(0)
  const frame = scroller.parentElement as HTMLElement
  frame.style.height = '560px'
  await expect.poll(room).toBeGreaterThanOrEqual(0)
  // From here on the reader moves it.
  scroller.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  const { scrollTop } = scroller
  frame.style.height = '520px'
  await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  expect(scroller.scrollTop).toBe(scrollTop)
})

test('only the reader moves the list: choosing a row, or opening one far away, leaves it as it is', async () => {
  const { scroller, change } = await show({ count: 400 })
  scroller.scrollTo({ top: 800 })
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 20')).toBe(true)
  const before = rowTop('Thread 20')
  change(rows(400), 'thread_20')
  await expect.poll(() => document.querySelector('[aria-current]')?.textContent).toBe('Thread 20')
  expect(rowTop('Thread 20')).toBe(before)
  change(rows(400), 'thread_380')
  await expect
    .poll(() => document.querySelector('[aria-current]')?.textContent)
    .not.toBe('Thread 20')
  expect(scroller.scrollTop).toBe(800)
})

test('rows put above a list that opens leave the row in view that it opened at', async () => {
  const { scroller, change } = await show({ count: 60, hasAbove: true, selectedId: 'thread_30' })
  const link = page.getByRole('link', { name: 'Thread 30', exact: true })
  await expect.element(link).toBeVisible()
  // As where the rows come before the list has its place: it is far from the row then.
  scroller.scrollTo({ top: 0 })
  const above = rows(40).map((row) => ({
    heading: undefined,
    thread: { ...row.thread, id: `above_${row.thread.id}` },
  }))
  change([...above, ...rows(60)], 'thread_30')
  await expect.element(link).toBeInViewport()
})

test('rows put above what is read do not move it', async () => {
  const { scroller, change, onNearStart } = await show({
    count: 60,
    hasAbove: true,
    selectedId: 'thread_30',
  })
  await expect.element(page.getByRole('link', { name: 'Thread 30', exact: true })).toBeVisible()
  scroller.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  scroller.scrollTo({ top: 100 })
  await expect.poll(() => onNearStart.mock.calls.length).toBeGreaterThan(0)
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 3')).toBe(true)
  const before = rowTop('Thread 3')
  const above = rows(40).map((row) => ({
    heading: undefined,
    thread: { ...row.thread, id: `above_${row.thread.id}` },
  }))
  change([...above, ...rows(60)], 'thread_30')
  await expect.poll(() => scroller.scrollTop).toBeGreaterThan(2000)
  expect(Math.abs(rowTop('Thread 3') - before)).toBeLessThanOrEqual(1)
})

test('a list counts as read while the pointer is over it or the keyboard in it', async () => {
  const { scroller, onReading } = await show({ count: 60 })
  const pointer = (type: string) => scroller.dispatchEvent(new PointerEvent(type))
  pointer('pointerleave')
  await expect.poll(() => onReading.mock.lastCall).toEqual([false])
  pointer('pointerenter')
  expect(onReading.mock.lastCall).toEqual([true])
  pointer('pointerleave')
  expect(onReading.mock.lastCall).toEqual([false])
  runAction('thread.next')
  await expect.poll(() => onReading.mock.lastCall).toEqual([true])
})

test('how many there are is told once it is known', async () => {
  await show({ count: 40, hasBelow: true })
  const first = page.getByRole('listitem').first()
  await expect.element(first).toHaveAttribute('aria-setsize', '-1')
  await expect.element(first).toHaveAttribute('aria-posinset', '1')
})

test('in a window further down no row claims a place it may not have', async () => {
  await show({ count: 40, hasAbove: true, selectedId: 'thread_20' })
  const first = page.getByRole('listitem').first()
  await expect.element(first).not.toHaveAttribute('aria-posinset')
  await expect.element(first).toHaveAttribute('aria-setsize', '-1')
})

test('a title of usual length stands whole beside its date', async () => {
  const title = 'Refund of a cancelled night train'
  const { change } = await show({ count: 1 })
  const [row] = rows(1)
  if (!row) throw new Error('There is no row.')
  change([{ ...row, thread: { ...row.thread, metadata: { title } } }])
  await expect.element(page.getByRole('link', { name: title })).toBeVisible()
  const text = page.getByRole('link', { name: title }).element().querySelector('span')
  expect(text?.scrollWidth).toBe(text?.clientWidth)
})

test('rows are as high as they are taken for, so that the list is as long as it will be', async () => {
  const { scroller } = await show({ count: 1000 })
  const items = page.getByRole('listitem').elements()
  const [first, second] = items.map((row) => row.getBoundingClientRect().height)
  const list = scroller.querySelector('ul')?.getBoundingClientRect()
  expect(list?.height).toBe((first ?? 0) + 999 * (second ?? 0))
})

test('nothing lies over the ring of a row: not its menu, nor the heading above', async () => {
  await show({ count: 3, selectedId: 'thread_0' })
  const link = page.getByRole('link', { name: 'Thread 0', exact: true }).element()
  const box = link.closest('.rounded-row')?.getBoundingClientRect()
  const menu = page.getByRole('button', { name: 'Actions on Thread 0' }).element()
  const plate = menu.closest('span.absolute')?.getBoundingClientRect()
  const heading = document.querySelector('.sticky > p')?.getBoundingClientRect()
  if (!box || !plate || !heading) throw new Error('A part of the row is not there.')
  // Its border, and a pixel around it.
  expect(plate.bottom).toBeLessThanOrEqual(box.bottom - 1)
  expect(plate.right).toBeLessThanOrEqual(box.right - 1)
  expect(heading.bottom).toBeLessThanOrEqual(box.top - 1)
})

test('a row is two lines: at most 64 px, whatever the thread holds', async () => {
  await show({ count: 5 })
  const heights = page
    .getByRole('listitem')
    .elements()
    .slice(1)
    .map((row) => row.getBoundingClientRect().height)
  expect(Math.max(...heights)).toBeLessThanOrEqual(64)
})

test('j opens the thread it stops at, and passes over those before', async () => {
  const { onOpen } = await show({ count: 60, selectedId: 'thread_2' })
  for (const next of ['Thread 3', 'Thread 4', 'Thread 5']) {
    runAction('thread.next')
    await expect.poll(focused, { interval: 5 }).toBe(next)
  }
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_5'])
})

test('a step back that comes before the page shows the step before opens the first again', async () => {
  const { change, onOpen } = await show({ count: 60, selectedId: 'thread_2' })
  runAction('thread.next')
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_3'])
  // The page still shows the thread before.
  runAction('thread.previous')
  change(rows(60), 'thread_3')
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_2'])
  change(rows(60), 'thread_2')
  await expect.poll(focused).toBe('Thread 2')
})

test('steps go on from the thread that is open, however it was opened', async () => {
  const { change, onOpen } = await show({ count: 60, selectedId: 'thread_2' })
  runAction('thread.next')
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_3'])
  change(rows(60), 'thread_3')
  const shown = () => document.querySelector('[aria-current]')?.textContent
  await expect.poll(shown).toBe('Thread 3')
  // Back.
  change(rows(60), 'thread_2')
  await expect.poll(focused).toBe('Thread 2')
  onOpen.mockClear()
  runAction('thread.next')
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_3'])
})

test('the menu of a row leaves its time as it is', async () => {
  await show({ count: 3 })
  const row = page.getByRole('listitem').nth(1)
  await row.hover()
  const time = row.getByRole('time').element().getBoundingClientRect()
  const menu = row.getByRole('button').element().getBoundingClientRect()
  expect(menu.top).toBeGreaterThanOrEqual(time.bottom)
})

test('where the list takes the place of a thread, it opens at the one that was read', async () => {
  await show({ readId: 'thread_300' })
  await expect.element(page.getByText('Thread 300', { exact: true })).toBeInViewport()
})

test('tells when its top is far above', async () => {
  const { scroller, onFar } = await show()
  expect(onFar).toHaveBeenLastCalledWith(false)
  scroller.scrollTo({ top: 3000 })
  await vi.waitFor(() => expect(onFar).toHaveBeenLastCalledWith(true))
  scroller.scrollTo({ top: 0 })
  await vi.waitFor(() => expect(onFar).toHaveBeenLastCalledWith(false))
})
