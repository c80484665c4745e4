import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { rows, showRows } from '#testing/thread-rows.tsx'

import { selectedThreads } from './selected-threads.ts'

test('a title of usual length stands whole beside its date', async () => {
  const title = 'Refund of a cancelled night train'
  const { change } = await showRows({ count: 1 })
  const [row] = rows(1)
  if (!row) throw new Error('There is no row.')
  change([{ ...row, thread: { ...row.thread, metadata: { title } } }])
  await expect.element(page.getByRole('link', { name: title })).toBeVisible()
  const text = page.getByRole('link', { name: title }).element().querySelector('span')
  expect(text?.scrollWidth).toBe(text?.clientWidth)
})

test.each([
  [true, 'Messages not fetched yet'],
  [undefined, 'No messages yet'],
])('of a thread without messages that is partial: %s, it says: %s', async (partial, words) => {
  const { change } = await showRows({ count: 1 })
  const [row] = rows(1)
  if (!row?.thread.summary) throw new Error('There is no row.')
  const summary = { ...row.thread.summary, preview: null, message_count: 0, partial }
  change([{ ...row, thread: { ...row.thread, summary } }])
  await expect.element(page.getByText(words)).toBeVisible()
})

test('rows are as high as they are taken for, so that the list is as long as it will be', async () => {
  const { scroller } = await showRows({ count: 1000 })
  const items = page.getByRole('listitem').elements()
  const [first, second] = items.map((row) => row.getBoundingClientRect().height)
  const list = scroller.querySelector('ul')?.getBoundingClientRect()
  expect(list?.height).toBe((first ?? 0) + 999 * (second ?? 0))
})

test('nothing lies over the ring of a row: not its menu, nor the heading above', async () => {
  await showRows({ count: 3, selectedId: 'thread_0' })
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
  await showRows({ count: 5 })
  const heights = page
    .getByRole('listitem')
    .elements()
    .slice(1)
    .map((row) => row.getBoundingClientRect().height)
  expect(Math.max(...heights)).toBeLessThanOrEqual(64)
})

test('the menu of a row leaves its time as it is', async () => {
  await showRows({ count: 3 })
  const row = page.getByRole('listitem').nth(1)
  await row.hover()
  const time = row.getByRole('time').element().getBoundingClientRect()
  const menu = row.getByRole('button').element().getBoundingClientRect()
  expect(menu.top).toBeGreaterThanOrEqual(time.bottom)
})

test('the box that selects a row stands within its card, and before its text', async () => {
  await showRows({ count: 3, selectedId: 'thread_0' })
  const link = page.getByRole('link', { name: 'Thread 0', exact: true })
  await link.hover()
  const card = link.element().closest('.rounded-row')?.getBoundingClientRect()
  const box = page
    .getByRole('checkbox', { name: 'Select Thread 0' })
    .element()
    .getBoundingClientRect()
  if (!card) throw new Error('There is no card.')
  // Its border, and a pixel beside it.
  expect(box.left).toBeGreaterThanOrEqual(card.left + 2)
  expect(box.right).toBeLessThanOrEqual(link.element().getBoundingClientRect().left - 1)
})

test.each([
  ['under a pointer', () => page.getByRole('link', { name: 'Thread 0', exact: true }).hover(), 3],
  [
    'while some are selected',
    () => page.getByRole('checkbox', { name: 'Select Thread 1' }).click(),
    6,
  ],
])('the box of a row stands clear of its text %s', async (_, act, room) => {
  selectedThreads.clear()
  await showRows({ count: 2 })
  await act()
  const box = page.getByRole('checkbox', { name: 'Select Thread 0' }).element()
  const text = page
    .getByRole('link', { name: 'Thread 0', exact: true })
    .element()
    .querySelector('span')
  const [right, left] = [box.getBoundingClientRect().right, text?.getBoundingClientRect().left ?? 0]
  expect(left - right).toBeGreaterThanOrEqual(room)
})
