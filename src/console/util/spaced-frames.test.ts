import { expect, test } from 'vitest'

import { spacedFrames } from './spaced-frames.ts'

const screen = () => {
  const asked = new Map<number, (now: number) => void>()
  let count = 0
  return {
    request: (onFrame: (now: number) => void) => {
      count += 1
      asked.set(count, onFrame)
      return count
    },
    cancel: (frame: number) => void asked.delete(frame),
    draw: (now: number) => {
      const due = [...asked.values()]
      asked.clear()
      for (const onFrame of due) onFrame(now)
    },
  }
}

test('the first comes with the next frame, another with one that is far enough, after a rest the next again', () => {
  const frames = screen()
  const ask = spacedFrames(24, frames)
  let done = 0
  ask(() => (done += 1))
  frames.draw(0)
  ask(() => (done += 1))
  frames.draw(16)
  expect(done).toBe(1)
  frames.draw(32)
  expect(done).toBe(2)
  ask(() => (done += 1))
  frames.draw(500)
  expect(done).toBe(3)
})

test('one that is given up does not come, however long it has waited', () => {
  const frames = screen()
  const ask = spacedFrames(24, frames)
  ask(() => {})
  frames.draw(0)
  const giveUp = ask(() => expect.unreachable())
  frames.draw(16)
  giveUp()
  frames.draw(32)
})
