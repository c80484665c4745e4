import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { runAction } from '#console/hooks/use-action.ts'
import { between, links, place, rows, showRows } from '#testing/thread-rows.tsx'

import { rememberScroll } from './scroll-memory.ts'

test('of ten thousand rows only those near the screen exist, and each says where it stands', async () => {
  await showRows()
  expect(links().length).toBeLessThan(40)
  const first = page.getByRole('listitem').first()
  await expect.element(first).toHaveAttribute('aria-posinset', '1')
  await expect.element(first).toHaveAttribute('aria-setsize', '10000')
})

test('rows stand one under the other, without overlap', async () => {
  await showRows({ count: 30 })
  const boxes = page
    .getByRole('listitem')
    .elements()
    .map((row) => row.getBoundingClientRect())
  for (const [index, box] of boxes.entries()) {
    const above = boxes[index - 1]
    if (above) expect(Math.abs(box.top - above.bottom)).toBeLessThanOrEqual(1)
  }
})

test('scrolling tells that the list is being read, and that its end is near', async () => {
  const { scroller, onReading, onNearEnd } = await showRows({ count: 60, hasBelow: true })
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
  const { scroller, unmount } = await showRows({ memory })
  scroller.scrollTo({ top: 12_345 })
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 230')).toBe(true)
  const left = scroller.scrollTop
  expect(left).toBeGreaterThan(12_000)
  unmount()
  const again = await showRows({ memory })
  await expect.poll(() => again.scroller.scrollTop).toBe(left)
})

test('a window around the row that was left opens at its line, and holds it while rows come in', async () => {
  const memory = 'deep'
  rememberScroll(memory, { rowId: 'thread_3', by: 23, beside: undefined })
  const { scroller, change } = await showRows({ memory, count: 12, hasAbove: true, hasBelow: true })
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
  const { scroller } = await showRows({ memory, selectedId: 'thread_30', count: 60 })
  await new Promise(requestAnimationFrame)
  expect(scroller.scrollTop).toBe(0)
})

test('a link to a thread further down brings it into view', async () => {
  const { scroller } = await showRows({ selectedId: 'thread_30' })
  const link = page.getByRole('link', { name: 'Thread 30', exact: true })
  await expect.element(link).toBeVisible()
  const bounds = scroller.getBoundingClientRect()
  await expect.poll(() => place('Thread 30').bottom).toBeLessThanOrEqual(bounds.bottom)
  expect(link.element().getAttribute('aria-current')).toBe('page')
})

const frames = async (count: number) => {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame)
}

const rowTop = (name: string) => place(name).top

test('what takes room beside the list while it opens does not cut the row it opened at', async () => {
  const { scroller } = await showRows({ count: 38, selectedId: 'thread_37' })
  const room = () => scroller.getBoundingClientRect().bottom - place('Thread 37').bottom
  await expect.poll(room).toBeGreaterThanOrEqual(0)
  const frame = scroller.parentElement as HTMLElement
  frame.style.height = '560px'
  await expect.poll(room).toBeGreaterThanOrEqual(0)
  // From here on the reader moves it.
  scroller.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  const { scrollTop } = scroller
  frame.style.height = '520px'
  await frames(2)
  expect(scroller.scrollTop).toBe(scrollTop)
})

test('the reader’s first act ends the opening at once, however shortly it began before', async () => {
  for (let after = 1; after < 5; after++) {
    const { scroller, unmount } = await showRows({ count: 38, selectedId: 'thread_37' })
    const frame = scroller.parentElement as HTMLElement
    frame.style.height = '560px'
    await frames(after)
    scroller.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
    const { scrollTop } = scroller
    frame.style.height = '520px'
    await frames(8)
    expect(scroller.scrollTop).toBe(scrollTop)
    unmount()
  }
})

test('only the reader moves the list: choosing a row, or opening one far away, leaves it as it is', async () => {
  const { scroller, change } = await showRows({ count: 400 })
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
  const { scroller, change } = await showRows({
    count: 60,
    hasAbove: true,
    selectedId: 'thread_30',
  })
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
  const { scroller, change, onNearStart } = await showRows({
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
  const { scroller, onReading } = await showRows({ count: 60 })
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
  await showRows({ count: 40, hasBelow: true })
  const first = page.getByRole('listitem').first()
  await expect.element(first).toHaveAttribute('aria-setsize', '-1')
  await expect.element(first).toHaveAttribute('aria-posinset', '1')
})

test('in a window further down no row claims a place it may not have', async () => {
  await showRows({ count: 40, hasAbove: true, selectedId: 'thread_20' })
  const first = page.getByRole('listitem').first()
  await expect.element(first).not.toHaveAttribute('aria-posinset')
  await expect.element(first).toHaveAttribute('aria-setsize', '-1')
})

test('where the list takes the place of a thread, it opens at the one that was read', async () => {
  await showRows({ readId: 'thread_300' })
  await expect.element(page.getByText('Thread 300', { exact: true })).toBeInViewport()
})

test('tells when its top is far above', async () => {
  const { scroller, onFar } = await showRows()
  expect(onFar).toHaveBeenLastCalledWith(false)
  scroller.scrollTo({ top: 3000 })
  await vi.waitFor(() => expect(onFar).toHaveBeenLastCalledWith(true))
  scroller.scrollTo({ top: 0 })
  await vi.waitFor(() => expect(onFar).toHaveBeenLastCalledWith(false))
})
