import { afterEach, beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { runAction } from '#console/hooks/use-action.ts'
import { focused, showRows } from '#testing/thread-rows.tsx'

import { selectedThreads } from './selected-threads.ts'

// Elsewhere a test may have left some.
beforeEach(() => selectedThreads.clear())
afterEach(() => selectedThreads.clear())

const selected = () => [...selectedThreads.get().threads.values()].map(({ title }) => title)
const link = (index: number) => page.getByRole('link', { name: `Thread ${index}`, exact: true })
const box = (index: number) =>
  page.getByRole('checkbox', { name: `Select Thread ${index}`, exact: true })

test('a box selects its row, and Shift all between', async () => {
  await showRows({ count: 20 })
  await box(2).click()
  expect(selected()).toEqual(['Thread 2'])
  await expect.element(box(2)).toBeChecked()
  await expect.element(link(2)).toHaveAccessibleDescription('Selected')
  await box(5).click({ modifiers: ['Shift'] })
  expect(selected()).toEqual(['Thread 2', 'Thread 3', 'Thread 4', 'Thread 5'])
  await expect.element(box(4)).toBeChecked()
  await box(2).click()
  await expect.element(box(2)).not.toBeChecked()
  expect(selected()).toEqual(['Thread 3', 'Thread 4', 'Thread 5'])
})

test('a row is selected by a press with a key, and a press without one changes nothing', async () => {
  await showRows({ count: 20 })
  await link(1).click({ modifiers: ['Control'] })
  expect(selected()).toEqual(['Thread 1'])
  await link(3).click({ modifiers: ['Shift'] })
  expect(selected()).toEqual(['Thread 1', 'Thread 2', 'Thread 3'])
  expect(document.getSelection()?.toString()).toBe('')
  expect(focused()).toBe('Thread 3')
  await link(6).click()
  expect(selected()).toHaveLength(3)
})

test('by keyboard: Shift and an arrow select on and back, and x takes out', async () => {
  await showRows({ count: 20 })
  runAction('threads.focus')
  await expect.poll(focused).toBe('Thread 0')
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}')
  await expect.poll(focused).toBe('Thread 1')
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}')
  await expect.poll(focused).toBe('Thread 2')
  expect(selected()).toEqual(['Thread 0', 'Thread 1', 'Thread 2'])
  await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}')
  await expect.poll(focused).toBe('Thread 1')
  expect(selected()).toEqual(['Thread 0', 'Thread 1'])
  runAction('thread.select')
  expect(selected()).toEqual(['Thread 0'])
  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  await expect.poll(focused).toBe('Thread 3')
  runAction('thread.select-range')
  expect(selected()).toEqual(['Thread 0', 'Thread 1', 'Thread 2', 'Thread 3'])
})

test('selecting moves nothing: the text of the rows stays where it was', async () => {
  await showRows({ count: 20 })
  const before = link(4).element().getBoundingClientRect()
  await box(2).click()
  await expect.element(box(2)).toBeChecked()
  expect(link(4).element().getBoundingClientRect()).toEqual(before)
})

test('only the row that Tab reaches has a box that Tab reaches', async () => {
  await showRows({ count: 20 })
  const reached = [...document.querySelectorAll<HTMLElement>('input[type=checkbox]')].filter(
    ({ tabIndex }) => tabIndex === 0,
  )
  expect(reached).toHaveLength(1)
})
