import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { flushSync } from 'react-dom'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { Message } from '#contract/message.ts'
import { buildMessage, textPart } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { MessageList, type MessageListProps } from './MessageList.tsx'
import { rowsOf } from './rows.ts'
import { recallLine, rememberPlace } from './scroll-memory.ts'

const THREAD = 'thread_1'
const WORDS = 'The parcel is on its way to you and should arrive in the coming days. '

const message = (index: number, fields: Partial<Message> & { text?: string } = {}) =>
  buildMessage({
    id: `msg_${index}`,
    thread_id: THREAD,
    created_at: 1_700_000_000 + index,
    role: index % 2 === 0 ? 'user' : 'assistant',
    // Of very different heights, so that no guess of them is right.
    text: `Message ${index}. ${WORDS.repeat((index * 7) % 23)}`,
    ...fields,
  })
const messages = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => message(from + index))

const rowsFor = (list: readonly Message[], hasOlder = true) =>
  rowsOf({ messages: list, runs: [], streamingIds: [], hasOlder, hasNewer: false })

const client = new QueryClient()

const show = async (list: readonly Message[], given: Partial<MessageListProps> = {}) => {
  // Each list is of a thread of its own: where another was left does not count.
  const threadId = `${THREAD} ${Math.random()}`
  const view = (shown: readonly Message[], changed: Partial<MessageListProps> = {}) => (
    <QueryClientProvider client={client}>
      <div style={{ width: 800, height: 600, display: 'flex', flexDirection: 'column' }}>
        <MessageList
          threadId={threadId}
          rows={rowsFor(shown)}
          around={undefined}
          link={undefined}
          linkName={undefined}
          memory={given.threadId ?? threadId}
          startAt="end"
          jumped={false}
          takesFocus={false}
          ref={null}
          activeRunId={undefined}
          hasOlder
          hasNewer={false}
          failed={null}
          onOlder={() => undefined}
          onNewer={() => undefined}
          onFirst={() => undefined}
          onLast={() => undefined}
          onOpenRun={() => undefined}
          {...given}
          {...changed}
        />
      </div>
    </QueryClientProvider>
  )
  const { rerender } = await render(view(list))
  const log = page.getByRole('log', { name: 'Messages' }).element() as HTMLElement
  return {
    log,
    // At once, as the store of a run does it: what is left for later is rendered by the list while it
    // measures, and the browser reports that as an error.
    update: (next: readonly Message[], changed?: Partial<MessageListProps>) =>
      flushSync(() => rerender(view(next, changed))),
  }
}

/** As a link is followed: where the list was left does not count. */
const linkTo = (messageId: string) => ({
  link: { messageId, entry: `${Math.random()}`, memory: undefined },
  memory: undefined,
})

const row = (index: number) => document.querySelector<HTMLElement>(`[data-message="msg_${index}"]`)
const focused = () => document.activeElement?.getAttribute('data-message')
const topOf = (index: number) => row(index)?.getBoundingClientRect().top ?? NaN
const isAtEnd = (log: HTMLElement) => log.scrollHeight - log.clientHeight - log.scrollTop < 4
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
const frames = async (count: number) => {
  for (let passed = 0; passed < count; passed += 1) await frame()
}
/** Once nothing moves any more. */
const settled = async (log: HTMLElement) => {
  let before = NaN
  await expect
    .poll(async () => {
      await frames(3)
      const now = log.scrollTop + log.scrollHeight * 1e6
      const isSame = now === before
      before = now
      return isSame
    })
    .toBe(true)
}

test('opens at its end, with the rows near it alone', async () => {
  const { log } = await show(messages(0, 500))
  await expect.poll(() => isAtEnd(log)).toBe(true)
  expect(row(499)).not.toBeNull()
  expect(document.querySelectorAll('[data-message]').length).toBeLessThan(40)
})

test('one step up leaves the end at once, and less room then does not throw the reader', async () => {
  const { log } = await show(messages(0, 100))
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
  const { log } = await show(messages(0, 100))
  await settled(log)
  const box = log.parentElement?.parentElement
  if (box) box.style.height = '400px'
  await settled(log)
  expect(log.scrollHeight - log.clientHeight - log.scrollTop).toBeLessThan(2)
})

test.each([10, 700, 2900])(
  'a page loaded again opens at the line that was read, %d px into a long message, and takes no focus',
  async (by) => {
    const threadId = `read before ${by}`
    const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
    rememberPlace(threadId, nothing, { messageId: 'msg_30', by })
    const long = message(30, { text: 'A line of a long account.\n\n'.repeat(150) })
    const list = [...messages(0, 30), long, ...messages(31, 60)]
    const { log } = await show(list, { threadId, around: 'msg_30', startAt: 'around' })
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
  const { log } = await show(messages(0, 60), { threadId, around: 'msg_30', startAt: 'around' })
  const read = () => log.getBoundingClientRect().top - topOf(30)
  await expect.poll(() => Math.abs(read() - 10)).toBeLessThanOrEqual(1)
  log.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  log.scrollBy({ top: 40 })
  for (let frames = 0; frames < 10; frames++) await frame()
  expect(Math.abs(read() - 50)).toBeLessThanOrEqual(1)
})

/** As a link is that the reader comes back to. */
const backTo = (messageId: string, memory: string) => ({
  link: { messageId, entry: memory, memory },
  linkName: memory,
  memory,
})

test('a link that the reader comes back to is marked, and its thread opens where it was left', async () => {
  const nothing = { around: undefined, atEnd: false, offset: 0, firstKey: '', measurements: [] }
  rememberPlace('come back', nothing, { messageId: 'msg_30', by: 10 })
  const { log } = await show(messages(0, 60), {
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
  const { log } = await show(messages(0, 60), backTo('msg_30', 'left at the end'))
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
  const { log, update } = await show(list, { ...link, linkName: 'step 1' })
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
  const { log, update } = await show(list, {
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
  const { log, update } = await show(list, linkTo('msg_40'))
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
  const { log, update } = await show(list, given)
  await settled(log)
  update(list, { link: { messageId: 'msg_5', entry: 'step', memory: undefined } })
  await expect.poll(focused).toBe('msg_5')
})

test('opened at a message above the end, the way there is offered, and less room moves nothing', async () => {
  const { log } = await show(messages(0, 100), linkTo('msg_80'))
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
  const { log } = await show(list, { ...linkTo('msg_1'), hasOlder: false })
  await settled(log)
  expect(page.getByRole('button', { name: 'To the end' }).query()).toBeNull()
})

test('Tab leads through one message, not through all that can be pressed', async () => {
  const { log } = await show(messages(0, 100))
  await settled(log)
  const buttons = () => [...log.querySelectorAll('button')]
  await expect.poll(() => buttons().length, { timeout: 10_000 }).toBeGreaterThan(8)
  expect(buttons().filter(({ tabIndex }) => tabIndex === 0).length).toBeLessThanOrEqual(2)
  expect(log.querySelectorAll('[data-message][tabindex="0"]')).toHaveLength(1)
})

test('older messages arrive without moving the line being read, in any frame', async () => {
  const { log, update } = await show(messages(100, 200))
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

test('a new message is followed by a reader at the end', async () => {
  const { log, update } = await show(messages(0, 60))
  await settled(log)
  update(messages(0, 61))
  await expect.poll(() => row(60) !== null && isAtEnd(log)).toBe(true)
  await expect.element(page.getByRole('button', { name: /new message/ })).not.toBeInTheDocument()
})

test('a new message does not move a reader further up, who is told of it', async () => {
  const { log, update } = await show(messages(0, 60))
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
})

test('a message that grows and ends keeps its row, and the end in view', async () => {
  const grown = (length: number, status: Message['status'] = 'in_progress') => [
    ...messages(0, 21),
    message(21, { status, content: [textPart(WORDS.repeat(60).slice(0, length))] }),
  ]
  const { log, update } = await show(grown(400))
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
  const { log, update } = await show(messages(100, 200))
  await settled(log)
  row(199)?.focus()
  log.scrollTop = 0
  await settled(log)
  update(messages(50, 200))
  await frames(5)
  expect(focused()).toBe('msg_199')
})

test('following a link within the thread scrolls to the message, marks it and moves the focus', async () => {
  const list = messages(0, 300)
  const { log, update } = await show(list)
  await settled(log)
  update(list, linkTo('msg_40'))
  await expect.poll(focused).toBe('msg_40')
  expect(row(40)?.getAttribute('aria-current')).toBe('true')
  const { top, bottom } = log.getBoundingClientRect()
  await expect.poll(() => topOf(40)).toBeGreaterThanOrEqual(top)
  expect(topOf(40)).toBeLessThan(bottom - 200)
})

test('arrow keys go from message to message; Home asks for the first of all', async () => {
  const onFirst = vi.fn<() => void>()
  const { log } = await show(messages(0, 40), { onFirst })
  await settled(log)
  row(39)?.focus()
  await userEvent.keyboard('{ArrowUp}')
  await expect.poll(focused).toBe('msg_38')
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(focused).toBe('msg_39')
  await userEvent.keyboard('{Home}')
  expect(onFirst).toHaveBeenCalledOnce()
})

test('an older page is asked for near the edge, and not on opening at the end', async () => {
  const onOlder = vi.fn<() => void>()
  const { log } = await show(messages(0, 100), { onOlder })
  await settled(log)
  expect(onOlder).not.toHaveBeenCalled()
  log.scrollTop = 600
  await expect.poll(() => onOlder.mock.calls.length).toBeGreaterThan(0)
})

test('nothing more is asked for where all is loaded', async () => {
  const onOlder = vi.fn<() => void>()
  const { log } = await show(messages(0, 10), { onOlder, hasOlder: false })
  log.scrollTop = 0
  await settled(log)
  expect(onOlder).not.toHaveBeenCalled()
})

test('a short list that may have more asks for it at once', async () => {
  const onOlder = vi.fn<() => void>()
  await show(messages(0, 2), { onOlder })
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
  const { log } = await show(messages(0, 80))
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
