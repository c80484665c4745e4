import { Virtualizer } from '@tanstack/react-virtual'
import { expect, test } from 'vitest'

import { holdCorrections } from './hold-corrections.ts'

const newVirtualizer = () =>
  new Virtualizer<HTMLDivElement, HTMLDivElement>({
    count: 0,
    estimateSize: () => 10,
    getScrollElement: () => null,
    scrollToFn: () => undefined,
    observeElementRect: () => undefined,
    observeElementOffset: () => undefined,
  })
// The one method of the virtualizer that decides whether it writes.
const canWrite = (virtualizer: object) =>
  (virtualizer as { _canWriteScroll: () => boolean })._canWriteScroll()

test('corrections wait while a wheel moves the list, and only then', () => {
  const virtualizer = newVirtualizer()
  // Only listened to.
  const list = new EventTarget() as HTMLElement
  const end = holdCorrections(virtualizer, list, true)
  virtualizer.isScrolling = true
  expect(canWrite(virtualizer)).toBe(true)
  list.dispatchEvent(new Event('wheel'))
  expect(canWrite(virtualizer)).toBe(false)
  virtualizer.isScrolling = false
  expect(canWrite(virtualizer)).toBe(true)
  virtualizer.isScrolling = true
  end()
  expect(canWrite(virtualizer)).toBe(true)
})

test('other engines write at once', () => {
  const virtualizer = newVirtualizer()
  const list = new EventTarget() as HTMLElement
  holdCorrections(virtualizer, list, false)
  virtualizer.isScrolling = true
  list.dispatchEvent(new Event('wheel'))
  expect(canWrite(virtualizer)).toBe(true)
})
