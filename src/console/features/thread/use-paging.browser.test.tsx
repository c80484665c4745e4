import { expect, test, vi } from 'vitest'

import { frame, frames, messages, settled, showList, topOf } from '#testing/message-list.tsx'

test('older messages arrive without moving the line being read, in any frame', async () => {
  const { log, update } = await showList(messages(100, 200))
  await settled(log)
  log.scrollTop = 900
  await settled(log)
  const middle = log.getBoundingClientRect().top + 300
  const [read] = [...document.querySelectorAll<HTMLElement>('[data-message]')].filter(
    (each) => each.getBoundingClientRect().bottom > middle,
  )
  const index = Number(read?.dataset['message']?.slice(4))
  const before = topOf(index)
  update(messages(50, 200))
  let worst = 0
  for (let passed = 0; passed < 30; passed += 1) {
    await frame()
    worst = Math.max(worst, Math.abs(topOf(index) - before))
  }
  expect(log.scrollTop).toBeGreaterThan(3000)
  expect(worst).toBeLessThanOrEqual(2)
})

test('an older page is asked for near the edge, and not on opening at the end', async () => {
  const onOlder = vi.fn<() => void>()
  const { log } = await showList(messages(0, 100), { onOlder })
  await settled(log)
  expect(onOlder).not.toHaveBeenCalled()
  log.scrollTop = 600
  await expect.poll(() => onOlder.mock.calls.length).toBeGreaterThan(0)
})

test('nothing more is asked for where all is loaded', async () => {
  const onOlder = vi.fn<() => void>()
  const { log } = await showList(messages(0, 10), { onOlder, hasOlder: false })
  log.scrollTop = 0
  await settled(log)
  expect(onOlder).not.toHaveBeenCalled()
})

test('a short list that may have more asks for it at once', async () => {
  const onOlder = vi.fn<() => void>()
  await showList(messages(0, 2), { onOlder })
  await expect.poll(() => onOlder.mock.calls.length).toBeGreaterThan(0)
})

/** How far each step up moved the line being read. */
const stepsUp = async (log: HTMLElement, count: number, during?: (read: number) => void) => {
  const moved: number[] = []
  for (let step = 0; step < count; step += 1) {
    const { bottom } = log.getBoundingClientRect()
    const read = [...document.querySelectorAll<HTMLElement>('[data-message]')].findLast(
      (each) => each.getBoundingClientRect().top < bottom - 260,
    )
    const index = Number(read?.dataset['message']?.slice(4))
    const before = topOf(index)
    log.scrollTop -= 260
    await frames(2)
    during?.(index)
    await frames(6)
    moved.push(Math.round(topOf(index) - before))
  }
  return moved
}

test('a row above the screen that grows while the reader scrolls up does not move the line', async () => {
  const { log } = await showList(messages(0, 80))
  await settled(log)
  const moved = await stepsUp(log, 5, () => {
    const { top } = log.getBoundingClientRect()
    const above = [...document.querySelectorAll<HTMLElement>('[data-message]')].findLast(
      (each) => each.getBoundingClientRect().bottom < top - 1,
    )
    if (above) above.style.minHeight = `${above.offsetHeight + 59}px`
  })
  expect(moved.filter((by) => Math.abs(by - 260) > 2)).toEqual([])
})
