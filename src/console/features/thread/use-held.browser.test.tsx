import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { textPart } from '#testing/builders.ts'
import {
  frame,
  frames,
  isAtEnd,
  message,
  messages,
  row,
  settled,
  showList,
  topOf,
  WORDS,
} from '#testing/message-list.tsx'

const written = (length: number) => [
  ...messages(0, 21),
  message(21, {
    status: 'in_progress',
    content: [textPart(WORDS.repeat(60).slice(0, length))],
  }),
]

/** A list at its end whose last message is written on. */
const showWritten = async () => {
  const { log, update } = await showList(written(400))
  await settled(log)
  const writeOn = async (from: number, to: number) => {
    for (let length = from; length <= to; length += 100) {
      update(written(length))
      await frame()
    }
    await frames(3)
  }
  return { log, update, writeOn }
}

const select = (index: number): string => {
  const content = row(index)?.querySelector('[data-message-content]')
  if (!content) throw new Error('There is no text.')
  const texts = document.createTreeWalker(content, NodeFilter.SHOW_TEXT)
  while (texts.nextNode() && (texts.currentNode.nodeValue ?? '').length < 30);
  getSelection()?.setBaseAndExtent(texts.currentNode, 4, texts.currentNode, 30)
  return getSelection()?.toString() ?? ''
}

const press = (type: 'pointerdown' | 'pointerup') =>
  row(21)?.dispatchEvent(new PointerEvent(type, { bubbles: true, buttons: 1 }))

const toEnd = page.getByRole('button', { name: 'To the end' })

test('a growing answer stands still under a selection, and is followed again without one', async () => {
  const { log, writeOn } = await showWritten()
  const selected = select(20)
  await frames(3)
  const before = topOf(21)
  await writeOn(500, 2500)
  expect(topOf(21)).toBeCloseTo(before, 0)
  expect(getSelection()?.toString()).toBe(selected)
  await expect.element(toEnd).toBeVisible()
  getSelection()?.removeAllRanges()
  await expect.poll(() => isAtEnd(log)).toBe(true)
  await writeOn(2600, 3000)
  expect(isAtEnd(log)).toBe(true)
  await expect.element(toEnd).not.toBeInTheDocument()
})

test('a growing answer stands still under a pressed pointer', async () => {
  const { log, writeOn } = await showWritten()
  press('pointerdown')
  const before = topOf(21)
  await writeOn(500, 1500)
  expect(topOf(21)).toBeCloseTo(before, 0)
  await expect.element(toEnd).toBeVisible()
  press('pointerup')
  await expect.poll(() => isAtEnd(log)).toBe(true)
})

test('messages that come under a selection are counted', async () => {
  const { log, update } = await showList(messages(0, 60))
  await settled(log)
  select(59)
  await frames(3)
  const before = log.scrollTop
  update(messages(0, 62))
  await expect.element(page.getByRole('button', { name: '2 new messages' })).toBeVisible()
  expect(log.scrollTop).toBe(before)
  getSelection()?.removeAllRanges()
  await expect.poll(() => row(61) !== null && isAtEnd(log)).toBe(true)
})

test('whoever has left the end is not taken there when the selection goes', async () => {
  const { log, writeOn } = await showWritten()
  select(21)
  await frames(3)
  log.scrollTop -= 200
  await frames(3)
  const before = log.scrollTop
  await writeOn(500, 1500)
  getSelection()?.removeAllRanges()
  await settled(log)
  expect(log.scrollTop).toBe(before)
})

test('the end is followed for whoever asks for it with a selection', async () => {
  const { log, writeOn } = await showWritten()
  select(21)
  await frames(3)
  await writeOn(500, 1500)
  await toEnd.click()
  await writeOn(1600, 2500)
  await expect.poll(() => isAtEnd(log)).toBe(true)
})
