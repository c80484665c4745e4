import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { copyAndTell, copyOrOffer } from './copy-text.ts'
import { toasts } from './toast.ts'

const writeText = vi.fn<(text: string) => Promise<void>>()
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('navigator', { clipboard: { writeText } })
})
afterEach(() => {
  toasts.set([])
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
const told = () => toasts.get().map(({ text }) => text)

test('what is copied is told, and what the browser refuses', async () => {
  writeText.mockResolvedValue()
  await copyAndTell('a', 'Link copied')
  expect(told()).toEqual(['Link copied'])
  writeText.mockRejectedValue(new Error('no'))
  await copyAndTell('a', 'Link copied again')
  expect(told().at(-1)).toBe('The browser did not allow copying.')
})

test('a refusal that one more press mends offers that press, and tells nothing else', async () => {
  writeText.mockRejectedValueOnce(new Error('It was not pressed.')).mockResolvedValue()
  await copyOrOffer('a', 'Thread copied', 'The thread is read.')
  expect(told()).toEqual(['The thread is read.'])
  toasts.get()[0]?.action?.onSelect()
  await vi.advanceTimersByTimeAsync(0)
  expect(told().at(-1)).toBe('Thread copied')
})
