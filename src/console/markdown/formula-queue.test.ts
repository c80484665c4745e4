import { expect, it, vi } from 'vitest'

import { drawSoon } from './formula-queue.ts'

it('draws formulas some at a time, in their order, and none that was taken back', () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
  const drawn: number[] = []
  const stops = Array.from({ length: 10 }, (_, index) =>
    drawSoon(() => {
      drawn.push(index)
      now += 5
    }),
  )
  stops[1]?.()
  vi.advanceTimersToNextTimer()
  expect(drawn).toEqual([0, 2, 3])
  vi.runAllTimers()
  expect(drawn).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9])
  vi.useRealTimers()
  clock.mockRestore()
})
