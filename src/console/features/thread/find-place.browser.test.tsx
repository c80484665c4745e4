import { expect, test } from 'vitest'

import { frames, message, row, showList, topOf } from '#testing/message-list.tsx'

import { bringIntoView, rangeOf } from './find-place.ts'

const WORD = 'quetzalcoatl'
const find = { messageId: 'msg_1', nth: 0 }
const paragraphs = (count: number) => 'A line of a long account.\n\n'.repeat(count)
const long = () => [
  message(1, { text: `${paragraphs(3000)}${WORD}\n\n${paragraphs(500)}` }),
  message(2, { text: 'Thank you.' }),
]
const isSeen = (log: HTMLElement) => {
  const place = rangeOf(find, WORD)?.getBoundingClientRect()
  const view = log.getBoundingClientRect()
  return place !== undefined && place.top >= view.top && place.bottom <= view.bottom
}

test('a place far down in a long text is shown once the text is opened that far', async () => {
  const { log } = await showList(long(), { hasOlder: false })
  const told: boolean[] = []
  bringIntoView(find, WORD, (isOpening) => told.push(isOpening))
  await expect.poll(() => isSeen(log), { timeout: 30_000 }).toBe(true)
  expect(told[0]).toBe(true)
  expect(told.at(-1)).toBe(false)
})

test('a reader who goes elsewhere meanwhile stays there, and is led back when asking again', async () => {
  const { log } = await showList(long(), { hasOlder: false })
  let isOpening = false
  const bring = () => bringIntoView(find, WORD, (is) => (isOpening = is))
  bring()
  await expect.poll(() => isOpening).toBe(true)
  log.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  expect(isOpening).toBe(false)
  const asked = row(1)?.querySelectorAll('[data-shows-more]').length
  await frames(30)
  expect(isSeen(log)).toBe(false)
  expect(row(1)?.querySelectorAll('[data-shows-more]').length).toBe(asked)
  bring()
  await expect.poll(() => isSeen(log), { timeout: 30_000 }).toBe(true)
  expect(topOf(1)).toBeLessThan(-10_000)
})
