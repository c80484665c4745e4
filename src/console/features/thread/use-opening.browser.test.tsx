import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'

import { openedNow } from '#console/ui/opened-focus.ts'
import {
  focused,
  frame,
  isAtEnd,
  linkTo,
  message,
  messages,
  row,
  settled,
  showList,
  topOf,
} from '#testing/message-list.tsx'

import { recallLine, rememberPlace } from './scroll-memory.ts'

test.each([10, 700, 2900])(
  'a page loaded again opens at the line that was read, %d px into a long message, and takes no focus',
  async (by) => {
    const threadId = `read before ${by}`
    const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
    rememberPlace(threadId, nothing, { messageId: 'msg_30', by })
    const long = message(30, { text: 'A line of a long account.\n\n'.repeat(150) })
    const list = [...messages(0, 30), long, ...messages(31, 60)]
    const { log } = await showList(list, { threadId, around: 'msg_30', startAt: 'around' })
    const read = () => log.getBoundingClientRect().top - topOf(30)
    await expect.poll(() => Math.abs(read() - by)).toBeLessThanOrEqual(1)
    for (let frames = 0; frames < 10; frames++) await frame()
    expect(Math.abs(read() - by)).toBeLessThanOrEqual(1)
    expect(document.activeElement).toBe(document.body)
  },
)

test('the line that was found again is for the reader to move', async () => {
  const threadId = 'moved on'
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  rememberPlace(threadId, nothing, { messageId: 'msg_30', by: 10 })
  const { log } = await showList(messages(0, 60), { threadId, around: 'msg_30', startAt: 'around' })
  const read = () => log.getBoundingClientRect().top - topOf(30)
  await expect.poll(() => Math.abs(read() - 10)).toBeLessThanOrEqual(1)
  log.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  log.scrollBy({ top: 40 })
  for (let frames = 0; frames < 10; frames++) await frame()
  expect(Math.abs(read() - 50)).toBeLessThanOrEqual(1)
})

test('a line that was read in the window of another message is found again though more was put above', async () => {
  const threadId = 'grown above'
  const place = {
    around: 'msg_40',
    atEnd: false,
    offset: 900,
    firstKey: 'msg_20',
    measurements: [],
  }
  rememberPlace(threadId, place, { messageId: 'msg_55', by: 10 })
  const { log } = await showList(messages(0, 80), { threadId, around: 'msg_40', startAt: 'around' })
  const read = () => log.getBoundingClientRect().top - topOf(55)
  await expect.poll(() => Math.abs(read() - 10)).toBeLessThanOrEqual(1)
})

/** As a link is that the reader comes back to. */
const backTo = (messageId: string, memory: string) => ({
  link: { rowId: messageId, entry: memory, memory, opened: openedNow() },
  linkName: memory,
  memory,
})

test('a link that the reader comes back to is marked, and its thread opens where it was left', async () => {
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  rememberPlace('come back', nothing, { messageId: 'msg_30', by: 10 })
  const { log } = await showList(messages(0, 60), {
    ...backTo('msg_32', 'come back'),
    around: 'msg_30',
    startAt: 'around',
  })
  const read = () => log.getBoundingClientRect().top - topOf(30)
  await expect.poll(() => Math.abs(read() - 10)).toBeLessThanOrEqual(1)
  await settled(log)
  expect(Math.abs(read() - 10)).toBeLessThanOrEqual(1)
  expect(row(32)?.getAttribute('aria-current')).toBe('true')
  expect(document.activeElement).toBe(document.body)
})

test('a link whose thread was left at its end opens there, also where its message is loaded', async () => {
  const end = { around: undefined, atEnd: true, offset: 0, firstKey: '', measurements: [] }
  rememberPlace('left at the end', end, { messageId: 'msg_59', by: 10 })
  const { log } = await showList(messages(0, 60), backTo('msg_30', 'left at the end'))
  await expect.poll(() => isAtEnd(log)).toBe(true)
  await settled(log)
  expect(isAtEnd(log)).toBe(true)
  expect(document.activeElement).toBe(document.body)
})

test('the place of a link is kept once the reader has done anything, and for each step in history', async () => {
  const list = messages(0, 60)
  const link = linkTo('msg_30')
  // Of another link, by which the page was opened before.
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  rememberPlace('step 1', nothing, { messageId: 'msg_50', by: 10 })
  const { log, update } = await showList(list, { ...link, linkName: 'step 1' })
  await settled(log)
  update(list, { linkName: 'step 2' })
  expect(recallLine('step 1')).toBeUndefined()
  log.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  log.scrollBy({ top: -2000 })
  await settled(log)
  update(list, { linkName: 'step 3' })
  const read = recallLine('step 2')
  expect(Number(read?.rowId?.slice(4))).toBeLessThan(30)
  // Another link is followed, which nobody has read on from.
  update(list, { ...linkTo('msg_40'), linkName: 'step 4' })
  expect(recallLine('step 3')).toEqual(read)
  await expect.poll(focused).toBe('msg_40')
  update(list, { ...linkTo('msg_20'), linkName: 'step 5' })
  expect(recallLine('step 4')).toBeUndefined()
})

test('the place of a link that was left before is kept anew, though nothing is done there', async () => {
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  rememberPlace('left twice', nothing, { messageId: 'msg_30', by: 10 })
  const list = messages(0, 60)
  const { log, update } = await showList(list, {
    ...backTo('msg_32', 'left twice'),
    around: 'msg_30',
    startAt: 'around',
  })
  await settled(log)
  update(list, { linkName: 'the step after' })
  update(list, { linkName: 'one more' })
  expect(recallLine('the step after')?.rowId).toBe('msg_30')
})

test('a link that is followed again leads to its message again', async () => {
  const list = messages(0, 300)
  const { log, update } = await showList(list, linkTo('msg_40'))
  await expect.poll(focused).toBe('msg_40')
  log.scrollTop += 9000
  await settled(log)
  row(40)?.blur()
  update(list, linkTo('msg_40'))
  await expect.poll(focused).toBe('msg_40')
  const { top, bottom } = log.getBoundingClientRect()
  await expect.poll(() => topOf(40)).toBeGreaterThanOrEqual(top)
  expect(topOf(40)).toBeLessThan(bottom - 200)
})

test('a list that opened where it was left follows a link to a message that it holds', async () => {
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  const threadId = 'left, then led'
  rememberPlace(threadId, nothing, { messageId: 'msg_30', by: 10 })
  const list = messages(0, 60)
  const given = { threadId, around: 'msg_30', startAt: 'around' } as const
  const { log, update } = await showList(list, given)
  await settled(log)
  update(list, { link: { rowId: 'msg_5', entry: 'step', memory: undefined, opened: openedNow() } })
  await expect.poll(focused).toBe('msg_5')
})

test('a link that leads on before anybody acted is not undone by the line that was found again', async () => {
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  rememberPlace('left, then on', nothing, { messageId: 'msg_30', by: 10 })
  const list = messages(0, 60)
  const given = {
    ...backTo('msg_32', 'left, then on'),
    around: 'msg_30',
    startAt: 'around',
  } as const
  const { log, update } = await showList(list, given)
  update(list, linkTo('msg_5'))
  await expect.poll(focused).toBe('msg_5')
  await settled(log)
  const { top, bottom } = log.getBoundingClientRect()
  expect(topOf(5)).toBeGreaterThanOrEqual(top)
  expect(topOf(5)).toBeLessThan(bottom)
})

/** In the place of the box of finding: as high, and nothing else. */
const showBox = () => {
  const box = document.createElement('div')
  box.dataset['find'] = ''
  box.style.height = '41px'
  document.body.append(box)
  onTestFinished(() => box.remove())
  return box
}

test('a line is kept as it would stand without the box of finding', async () => {
  const list = messages(0, 60)
  const name = 'found, then left'
  const { log, update } = await showList(list, { ...linkTo('msg_30'), linkName: name })
  await settled(log)
  log.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  log.scrollBy({ top: 100 })
  await settled(log)
  const read = log.getBoundingClientRect().top - topOf(30)
  showBox()
  update(list, { linkName: 'the step after it' })
  expect(recallLine(name)?.rowId).toBe('msg_30')
  expect(recallLine(name)?.by).toBeCloseTo(read - 41, 0)
})

test('the line that is found again makes room for the box of finding, there or to come', async () => {
  const threadId = 'found again'
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  rememberPlace(threadId, nothing, { messageId: 'msg_30', by: 10 })
  const { log } = await showList(messages(0, 60), { threadId, around: 'msg_30', startAt: 'around' })
  const read = () => log.getBoundingClientRect().top - topOf(30)
  await expect.poll(() => Math.abs(read() - 10)).toBeLessThanOrEqual(1)
  const box = showBox()
  await expect.poll(() => Math.abs(read() - 51)).toBeLessThanOrEqual(1)
  box.remove()
  await expect.poll(() => Math.abs(read() - 10)).toBeLessThanOrEqual(1)
})

test('opened at a message above the end, the way there is offered, and less room moves nothing', async () => {
  const { log } = await showList(messages(0, 100), linkTo('msg_80'))
  await settled(log)
  await expect.element(page.getByRole('button', { name: 'To the end' })).toBeVisible()
  const before = log.scrollTop
  const box = log.parentElement?.parentElement
  if (box) box.style.height = '500px'
  await settled(log)
  expect(Math.abs(log.scrollTop - before)).toBeLessThan(2)
})

test('opened at a message where all fits on the screen, no way to the end is offered', async () => {
  const list = [message(1, { text: 'One' }), message(2, { text: 'Two' })]
  const { log } = await showList(list, { ...linkTo('msg_1'), hasOlder: false })
  await settled(log)
  expect(page.getByRole('button', { name: 'To the end' }).query()).toBeNull()
})

test('following a link within the thread scrolls to the message, marks it and moves the focus', async () => {
  const list = messages(0, 300)
  const { log, update } = await showList(list)
  await settled(log)
  update(list, linkTo('msg_40'))
  await expect.poll(focused).toBe('msg_40')
  expect(row(40)?.getAttribute('aria-current')).toBe('true')
  const { top, bottom } = log.getBoundingClientRect()
  await expect.poll(() => topOf(40)).toBeGreaterThanOrEqual(top)
  expect(topOf(40)).toBeLessThan(bottom - 200)
})
