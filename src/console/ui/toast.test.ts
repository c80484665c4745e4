import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { closeToast, showToast, toasts } from './toast.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.runAllTimers()
  for (const { id } of toasts.get()) closeToast(id)
  vi.useRealTimers()
})
const texts = () => toasts.get().map(({ text }) => text)

test('the same words told again stand once, as the newest, for the whole time', () => {
  showToast({ text: 'Selected' })
  showToast({ text: 'Copied' })
  vi.advanceTimersByTime(4000)
  showToast({ text: 'Selected' })
  expect(texts()).toEqual(['Copied', 'Selected'])
  vi.advanceTimersByTime(4000)
  expect(texts()).toEqual(['Selected'])
  vi.advanceTimersByTime(2000)
  expect(texts()).toEqual([])
})

test('errors that differ in their detail stand each', () => {
  showToast({ text: 'Not sent', tone: 'error', detail: 'req_1' })
  showToast({ text: 'Not sent', tone: 'error', detail: 'req_2' })
  expect(toasts.get()).toHaveLength(2)
})

test('no error goes before it is read, however many there are', () => {
  for (const nth of [1, 2, 3, 4, 5]) showToast({ text: `Error ${nth}`, tone: 'error' })
  for (const nth of [1, 2, 3, 4]) showToast({ text: `Done ${nth}` })
  expect(texts().filter((text) => text.startsWith('Error'))).toHaveLength(5)
  expect(texts().filter((text) => text.startsWith('Done'))).toEqual(['Done 2', 'Done 3', 'Done 4'])
})

test('the same words of two things stand each', () => {
  showToast({ text: 'Not renamed', tone: 'error', about: 'thread_1' })
  showToast({ text: 'Not renamed', tone: 'error', about: 'thread_2' })
  showToast({ text: 'Not renamed', tone: 'error', about: 'thread_2' })
  expect(toasts.get().map(({ about }) => about)).toEqual(['thread_1', 'thread_2'])
})
