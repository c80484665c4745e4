import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { runAction } from '#console/hooks/use-action.ts'
import { between, focused, links, place, rows, showRows } from '#testing/thread-rows.tsx'

import { rememberScroll } from './scroll-memory.ts'

test('the keys for next and previous move the focus and keep it on the screen', async () => {
  const { scroller } = await showRows()
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
  const { scroller } = await showRows({ selectedId: 'thread_2' })
  const stops = () => links().filter((link) => link.getAttribute('tabindex') === '0')
  expect(stops().map((link) => link.textContent)).toEqual(['Thread 2'])
  page.getByRole('link', { name: 'Thread 2', exact: true }).element().focus()
  scroller.scrollTo({ top: 27_000 })
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 500')).toBe(true)
  expect(focused()).toBe('Thread 2')
})

test('Home goes to the first row once the top is there', async () => {
  const { change } = await showRows({ count: 60, hasAbove: true, selectedId: 'thread_30' })
  page.getByRole('link', { name: 'Thread 30', exact: true }).element().focus()
  await userEvent.keyboard('{Home}')
  change([...between(-40, 0), ...rows(60)], 'thread_30', false)
  await expect.poll(focused).toBe('Thread -40')
})

test('a Home whose page could not be read is over: the focus stays where the reader goes on', async () => {
  const { change } = await showRows({
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
  const { onOpen } = await showRows({ count: 60, selectedId: 'thread_2' })
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

test('j opens the thread it stops at, and passes over those before', async () => {
  const { onOpen } = await showRows({ count: 60, selectedId: 'thread_2' })
  for (const next of ['Thread 3', 'Thread 4', 'Thread 5']) {
    runAction('thread.next')
    await expect.poll(focused, { interval: 5 }).toBe(next)
  }
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_5'])
})

test('a step back that comes before the page shows the step before opens the first again', async () => {
  const { change, onOpen } = await showRows({ count: 60, selectedId: 'thread_2' })
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
  const { change, onOpen } = await showRows({ count: 60, selectedId: 'thread_2' })
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

test('a list that comes in the place of a thread has the focus at its row, and stays where it was left', async () => {
  const memory = 'in the place'
  rememberScroll(memory, { rowId: 'thread_3', by: 10 })
  const { scroller, onOpen } = await showRows({ count: 60, memory, leftId: 'thread_5' })
  await expect.poll(focused).toBe('Thread 5')
  expect(Math.round(scroller.getBoundingClientRect().top - place('Thread 3').top)).toBeGreaterThan(
    0,
  )
  runAction('thread.next')
  await expect.poll(focused).toBe('Thread 6')
  await expect.poll(() => onOpen.mock.lastCall).toEqual(['thread_6'])
})

test('the row of the thread that was left takes the focus when it is loaded, and only once', async () => {
  const { change } = await showRows({ count: 4, leftId: 'thread_5' })
  change(rows(60))
  await expect.poll(focused).toBe('Thread 5')
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  change(rows(61))
  for (let frames = 0; frames < 5; frames++) await new Promise(requestAnimationFrame)
  expect(document.activeElement).toBe(document.body)
})

test('what has the focus keeps it, and steps go on from the thread that was left', async () => {
  const field = document.createElement('input')
  document.body.append(field)
  field.focus()
  const { unmount } = await showRows({ count: 60, leftId: 'thread_5' })
  for (let frames = 0; frames < 30; frames++) await new Promise(requestAnimationFrame)
  expect(document.activeElement).toBe(field)
  runAction('thread.previous')
  await expect.poll(focused).toBe('Thread 4')
  field.remove()
  unmount()
})

test('beside a thread that is closed the list leaves the focus alone, and steps go on from its row', async () => {
  const { change } = await showRows({ count: 60, selectedId: 'thread_5' })
  change(rows(60), undefined, false, { selectedId: undefined, leftId: 'thread_5' })
  await expect.poll(() => document.querySelector('[aria-current]')).toBeNull()
  for (let frames = 0; frames < 5; frames++) await new Promise(requestAnimationFrame)
  expect(document.activeElement).toBe(document.body)
  runAction('thread.next')
  await expect.poll(focused).toBe('Thread 6')
})
