import { expect, test } from 'vitest'

import { frames, message, row, showList, topOf } from '#testing/message-list.tsx'

import { bringIntoView, rangeOf } from './find-place.ts'

const WORD = 'quetzalcoatl'
const findIn = (index: number) => ({ messageId: `msg_${index}`, nth: 0 })
const paragraphs = (count: number) => 'A line of a long account.\n\n'.repeat(count)
/** A message of its own for each test: what was opened once stays open. */
const long = (index: number) => [
  message(index, { text: `${paragraphs(1200)}${WORD}\n\n${paragraphs(200)}` }),
  message(index + 1, { text: 'Thank you.' }),
]
const isSeen = (log: HTMLElement, index: number) => {
  const place = rangeOf(findIn(index), WORD)?.getBoundingClientRect()
  const view = log.getBoundingClientRect()
  return place !== undefined && place.top >= view.top && place.bottom <= view.bottom
}

test('a place far down in a long text is shown once the text is opened that far', async () => {
  const { log } = await showList(long(1), { hasOlder: false })
  const told: boolean[] = []
  bringIntoView(findIn(1), WORD, (isOpening) => told.push(isOpening))
  await expect.poll(() => isSeen(log, 1), { timeout: 30_000 }).toBe(true)
  expect(told[0]).toBe(true)
  expect(told.at(-1)).toBe(false)
}, 60_000)

test('a reader who goes elsewhere meanwhile stays there, and is led back when asking again', async () => {
  const { log } = await showList(long(11), { hasOlder: false })
  let isOpening = false
  const bring = (onOpening?: () => void) =>
    bringIntoView(findIn(11), WORD, (is) => {
      isOpening = is
      if (is) onOpening?.()
    })
  // At once: a fast machine has opened all of it some frames later.
  await new Promise<void>((resolve) => void bring(resolve))
  log.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  expect(isOpening).toBe(false)
  const asked = row(11)?.querySelectorAll('[data-shows-more]').length
  await frames(30)
  expect(isSeen(log, 11)).toBe(false)
  expect(row(11)?.querySelectorAll('[data-shows-more]').length).toBe(asked)
  bring()
  await expect.poll(() => isSeen(log, 11), { timeout: 30_000 }).toBe(true)
  expect(topOf(11)).toBeLessThan(-10_000)
}, 60_000)
