import { Virtualizer } from '@tanstack/react-virtual'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

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

/** Only listened to, and asked where it stands. */
const newList = (scrollTop = 500) =>
  Object.assign(new EventTarget(), { scrollTop }) as unknown as HTMLElement

const FRAME_MS = 16

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, FRAME_MS))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('corrections wait while a wheel moves the list, and come in when it rests', () => {
  const virtualizer = newVirtualizer()
  const list = newList()
  const flush = vi.spyOn(
    virtualizer as unknown as { _flushHoldIfReady: () => void },
    '_flushHoldIfReady',
  )
  holdCorrections(virtualizer, list, 'all')
  expect(canWrite(virtualizer)).toBe(true)
  // The first step comes before anything has moved.
  list.dispatchEvent(new Event('wheel'))
  expect(canWrite(virtualizer)).toBe(false)
  for (let frame = 0; frame < 60; frame += 1) {
    list.scrollTop -= 5
    list.dispatchEvent(new Event('scroll'))
    vi.advanceTimersByTime(FRAME_MS)
    expect(canWrite(virtualizer)).toBe(false)
  }
  expect(flush).not.toHaveBeenCalled()
  vi.advanceTimersByTime(500)
  expect(canWrite(virtualizer)).toBe(true)
  expect(flush).toHaveBeenCalledOnce()
})

test('a list that moved on while the page was busy does not rest', () => {
  const virtualizer = newVirtualizer()
  const list = newList()
  holdCorrections(virtualizer, list, 'all')
  list.dispatchEvent(new Event('wheel'))
  list.scrollTop -= 200
  vi.advanceTimersByTime(400)
  expect(canWrite(virtualizer)).toBe(false)
  vi.advanceTimersByTime(400)
  expect(canWrite(virtualizer)).toBe(true)
})

test('at the top nothing waits: there is no way left', () => {
  const virtualizer = newVirtualizer()
  const list = newList()
  holdCorrections(virtualizer, list, 'all')
  list.dispatchEvent(new Event('wheel'))
  list.scrollTop = 0
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(true)
  // The write itself leaves the top. One that was allowed stays so until the next step of the wheel.
  list.scrollTop = 6000
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(true)
  list.dispatchEvent(new Event('wheel'))
  expect(canWrite(virtualizer)).toBe(false)
})

/** Rows behind what the virtualizer knows of them: less is above where it is below zero. */
const holdBy = (virtualizer: object, by: number) =>
  void ((virtualizer as { _holdOffset: number })._holdOffset = by)

test('rows that turn out lower come in before there is nothing over the first', () => {
  const virtualizer = newVirtualizer()
  const list = Object.assign(newList(5000), { clientHeight: 800 })
  holdCorrections(virtualizer, list, 'all')
  list.dispatchEvent(new Event('wheel'))
  holdBy(virtualizer, -2000)
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(false)
  list.scrollTop = 3500
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(true)
})

test('rows that turn out higher wait until the way is at its end', () => {
  const virtualizer = newVirtualizer()
  const list = Object.assign(newList(5000), { clientHeight: 800 })
  holdCorrections(virtualizer, list, 'all')
  list.dispatchEvent(new Event('wheel'))
  holdBy(virtualizer, 2000)
  list.scrollTop = 10
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(false)
})

test('scrolling by anything but the wheel holds nothing, as do lists that are gone', () => {
  const virtualizer = newVirtualizer()
  const list = newList()
  const end = holdCorrections(virtualizer, list, 'all')
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(true)
  list.dispatchEvent(new Event('wheel'))
  end()
  expect(canWrite(virtualizer)).toBe(true)
})

test('where only leaving the end holds, a step down or elsewhere writes at once', () => {
  const virtualizer = newVirtualizer()
  const list = Object.assign(newList(), { scrollHeight: 1100, clientHeight: 600 })
  const turn = (deltaY: number) => list.dispatchEvent(Object.assign(new Event('wheel'), { deltaY }))
  holdCorrections(virtualizer, list, 'leaving')
  turn(120)
  expect(canWrite(virtualizer)).toBe(true)
  turn(-120)
  expect(canWrite(virtualizer)).toBe(false)
  vi.advanceTimersByTime(500)
  expect(canWrite(virtualizer)).toBe(true)
  list.scrollTop = 300
  turn(-120)
  expect(canWrite(virtualizer)).toBe(true)
})

test('where only leaving the end holds, nothing waits once the page was told of the step', () => {
  const virtualizer = newVirtualizer()
  const list = Object.assign(newList(), { scrollHeight: 1100, clientHeight: 600 })
  holdCorrections(virtualizer, list, 'leaving')
  list.dispatchEvent(Object.assign(new Event('wheel'), { deltaY: -120 }))
  list.scrollTop = 490
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(false)
  list.scrollTop = 400
  list.dispatchEvent(new Event('scroll'))
  expect(canWrite(virtualizer)).toBe(true)
})

test('other engines write at once', () => {
  const virtualizer = newVirtualizer()
  const list = newList()
  holdCorrections(virtualizer, list, 'none')
  list.dispatchEvent(new Event('wheel'))
  expect(canWrite(virtualizer)).toBe(true)
})
