import { expect, onTestFinished, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { Message } from '#contract/message.ts'
import { textPart } from '#testing/builders.ts'
import {
  focused,
  frame,
  frames,
  isAtEnd,
  message,
  messages,
  row,
  settled,
  showList,
  WORDS,
} from '#testing/message-list.tsx'

import { recallLine, recallPlace } from './scroll-memory.ts'

test('opens at its end, with the rows near it alone', async () => {
  const { log } = await showList(messages(0, 500))
  await expect.poll(() => isAtEnd(log)).toBe(true)
  expect(row(499)).not.toBeNull()
  expect(document.querySelectorAll('[data-message]').length).toBeLessThan(40)
})

test('the day at the top stands on the column of the days between the messages', async () => {
  await page.viewport(1280, 800)
  const next = message(4, { created_at: 1_700_200_000 })
  const { log } = await showList([...messages(0, 4), next], { onDate: () => undefined })
  await settled(log)
  const centre = (selector: string) => {
    const { left = NaN, right = NaN } = log.querySelector(selector)?.getBoundingClientRect() ?? {}
    return (left + right) / 2
  }
  await expect.poll(() => centre('h2 button') - centre('.sticky button')).toBeCloseTo(0, 0)
})

test('one step up leaves the end at once, and less room then does not throw the reader', async () => {
  const { log } = await showList(messages(0, 100))
  await settled(log)
  log.scrollTop -= 300
  await frames(2)
  await expect.element(page.getByRole('button', { name: 'To the end' })).toBeVisible()
  const before = log.scrollTop
  const box = log.parentElement?.parentElement
  if (box) box.style.height = '500px'
  await settled(log)
  expect(Math.abs(log.scrollTop - before)).toBeLessThan(2)
})

test('whoever reads the end stays exactly there when there is less room', async () => {
  const { log } = await showList(messages(0, 100))
  await settled(log)
  const box = log.parentElement?.parentElement
  if (box) box.style.height = '400px'
  await settled(log)
  expect(log.scrollHeight - log.clientHeight - log.scrollTop).toBeLessThan(2)
})

test('Tab leads through one message, not through all that can be pressed', async () => {
  const { log } = await showList(messages(0, 100))
  await settled(log)
  const buttons = () => [...log.querySelectorAll('button')]
  await expect.poll(() => buttons().length, { timeout: 10_000 }).toBeGreaterThan(8)
  expect(buttons().filter(({ tabIndex }) => tabIndex === 0).length).toBeLessThanOrEqual(2)
  expect(log.querySelectorAll('[data-message][tabindex="0"]')).toHaveLength(1)
})

test('a new message is followed by a reader at the end', async () => {
  const { log, update } = await showList(messages(0, 60))
  await settled(log)
  update(messages(0, 61))
  await expect.poll(() => row(60) !== null && isAtEnd(log)).toBe(true)
  await expect.element(page.getByRole('button', { name: /new message/ })).not.toBeInTheDocument()
})

test('a new message does not move a reader further up, who is told of it', async () => {
  const { log, update } = await showList(messages(0, 60))
  await settled(log)
  log.scrollTop -= 1500
  await settled(log)
  const before = log.scrollTop
  update(messages(0, 62))
  await frames(10)
  expect(Math.abs(log.scrollTop - before)).toBeLessThanOrEqual(2)
  const pill = page.getByRole('button', { name: '2 new messages' })
  await pill.click()
  await expect.poll(() => isAtEnd(log)).toBe(true)
  await expect.poll(() => document.activeElement).toBe(row(61))
})

test('a message that grows and ends keeps its row, and the end in view', async () => {
  const grown = (length: number, status: Message['status'] = 'in_progress') => [
    ...messages(0, 21),
    message(21, { status, content: [textPart(WORDS.repeat(60).slice(0, length))] }),
  ]
  const { log, update } = await showList(grown(400))
  await settled(log)
  const onError = vi.fn<() => void>()
  addEventListener('error', onError)
  onTestFinished(() => removeEventListener('error', onError))
  const element = row(21)
  for (let length = 500; length <= 3000; length += 100) {
    update(grown(length))
    await frame()
  }
  update(grown(3000, 'completed'))
  await expect.poll(() => isAtEnd(log)).toBe(true)
  expect(row(21)).toBe(element)
  // Nor does measuring it go in circles.
  expect(onError).not.toHaveBeenCalled()
})

test('the row that has the focus keeps it while it is scrolled away and others arrive', async () => {
  const { log, update } = await showList(messages(100, 200))
  await settled(log)
  row(199)?.focus()
  log.scrollTop = 0
  await settled(log)
  update(messages(50, 200))
  await frames(5)
  expect(focused()).toBe('msg_199')
})

test('arrow keys go from message to message; Home asks for the first of all', async () => {
  const onFirst = vi.fn<() => void>()
  const { log } = await showList(messages(0, 40), { onFirst })
  await settled(log)
  row(39)?.focus()
  await userEvent.keyboard('{ArrowUp}')
  await expect.poll(focused).toBe('msg_38')
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(focused).toBe('msg_39')
  await userEvent.keyboard('{Home}')
  expect(onFirst).toHaveBeenCalledOnce()
})

test.each([768, 1920])('at %i pixels a line holds what is read at ease', async (width) => {
  await page.viewport(width, 800)
  const { log } = await showList([message(1, { text: WORDS.repeat(30) })])
  await settled(log)
  const text = row(1)?.querySelector('.md p')?.firstChild
  if (!text) throw new Error('There is no text.')
  const range = document.createRange()
  range.selectNodeContents(text)
  const lines = range.getClientRects().length
  const aLine = (WORDS.length * 30) / lines
  expect(aLine).toBeGreaterThan(55)
  expect(aLine).toBeLessThan(80)
})

// While the rows are laid out anew, which takes some frames.
test.each([0, 1, 2])(
  'a page that is loaded again %i frames after its window was made smaller opens at its end',
  async (passed) => {
    const threadId = `thread ${Math.random()}`
    const { log } = await showList(messages(0, 100), { threadId })
    await settled(log)
    const box = log.closest<HTMLElement>('[style*="width"]')
    box?.style.setProperty('width', '420px')
    box?.style.setProperty('height', '300px')
    await frames(passed)
    window.dispatchEvent(new Event('pagehide'))
    expect(recallPlace(threadId)?.atEnd).toBe(true)
    expect(recallLine(threadId)).toBeUndefined()
  },
)
