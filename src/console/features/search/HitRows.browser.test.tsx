import '#console/styles.css'
import { MemoryRouter } from 'react-router'
import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { runAction } from '#console/hooks/use-action.ts'
import type { SearchHit } from '#contract/search.ts'
import type { Thread } from '#contract/thread.ts'
import { buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { HitRows, type HitRowsProps } from './HitRows.tsx'

const hits = (count: number): SearchHit[] =>
  Array.from({ length: count }, (_, index) => ({
    object: 'search.hit',
    id: `hit_${index}`,
    // Two of each thread.
    thread_id: `thread_${index >> 1}`,
    message_id: `msg_${index}`,
    run_id: null,
    step_id: null,
    field: 'text',
    role: 'user',
    created_at: 1_700_000_000,
    snippet: { text: `<b>refund</b> ${index}`, marks: [[3, 9]] },
    thread: buildThread({ id: `thread_${index >> 1}`, metadata: { title: `Title ${index >> 1}` } }),
  }))

const ids = (threads: readonly Thread[]) => threads.map(({ id }) => id)
const selected = new Map<string, unknown>()
/** What is selected is kept elsewhere: here it is noted what is asked for. */
const asked: unknown[] = []
const selecting = {
  use: () => ({ threads: selected }),
  toggle: ({ id }: Thread) => void asked.push(id),
  extend: (list: readonly Thread[], to: string, from?: string) =>
    void asked.push([ids(list), to, from]),
}

const show = async (given: Partial<HitRowsProps> = {}) => {
  const onOpen = vi.fn<HitRowsProps['onOpen']>()
  const onLeaveUp = vi.fn<() => void>()
  const onNearEnd = vi.fn<() => void>()
  const { unmount } = await render(
    <MemoryRouter>
      <div style={{ width: 344, height: 600, display: 'flex', flexDirection: 'column' }}>
        <HitRows
          hits={hits(10_000)}
          memory={`${Math.random()}`}
          selectedId={undefined}
          selecting={selecting}
          hasBelow
          onNearEnd={onNearEnd}
          onShown={() => {}}
          addressOf={({ thread_id }) => `/threads/${thread_id}`}
          onOpen={onOpen}
          onFollow={() => undefined}
          onLeaveUp={onLeaveUp}
          footer={null}
          {...given}
        />
      </div>
    </MemoryRouter>,
  )
  const scroller = document.querySelector<HTMLElement>('[data-pane="threads"]')
  if (!scroller) throw new Error('There is no list.')
  return { unmount, onOpen, onLeaveUp, onNearEnd, scroller }
}
const focused = () =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset['hit'] : undefined

test('of ten thousand matches only those near the screen exist, and marks are no HTML', async () => {
  const { onNearEnd, scroller } = await show()
  expect(page.getByRole('link').elements().length).toBeLessThan(40)
  const first = page.getByRole('listitem').first()
  expect(first.element().textContent).toContain('<b>refund</b> 0')
  expect(first.element().querySelector('mark')?.textContent).toBe('refund')
  expect(scroller.querySelector('b')).toBeNull()
  // A thread’s second match stands under the title of its first.
  expect(page.getByRole('link').elements()[1]?.textContent).toContain('Title 0')
  expect(onNearEnd).not.toHaveBeenCalled()
  scroller.scrollTo({ top: scroller.scrollHeight })
  await expect.poll(() => onNearEnd.mock.calls.length).toBeGreaterThan(0)
})

test('j opens the match it stops at, arrows move alone, and above the first is the field', async () => {
  const { onOpen, onLeaveUp } = await show()
  runAction('threads.focus')
  await expect.poll(focused).toBe('hit_0')
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(focused).toBe('hit_1')
  expect(onOpen).not.toHaveBeenCalled()
  runAction('thread.next')
  await expect.poll(focused).toBe('hit_2')
  runAction('thread.next')
  await expect.poll(() => onOpen.mock.calls.map(([{ id }]) => id)).toEqual(['hit_3'])
  await userEvent.keyboard('{Home}')
  await expect.poll(focused).toBe('hit_0')
  await userEvent.keyboard('{ArrowUp}')
  expect(onLeaveUp).toHaveBeenCalledOnce()
  await userEvent.keyboard('{End}')
  await expect.poll(focused).toBe('hit_9999')
})

test('coming back finds the matches where they were left', async () => {
  const memory = 'left'
  const { scroller, unmount } = await show({ memory })
  scroller.scrollTo({ top: 12_345 })
  // Far down, where rows are measured by now.
  await expect.poll(() => document.querySelector('[data-hit="hit_170"]')).not.toBeNull()
  const left = scroller.scrollTop
  unmount()
  const again = await show({ memory })
  await expect.poll(() => again.scroller.scrollTop).toBe(left)
})

test('threads are selected by their matches: by box, by a press with a key, and by keyboard', async () => {
  const few = hits(6)
  await show({ hits: few, hasBelow: false })
  const threads = ['thread_0', 'thread_1', 'thread_2']
  const calls = () => asked.splice(0)
  const boxes = page.getByRole('checkbox')
  await boxes.nth(3).click()
  expect(calls()).toEqual(['thread_1'])
  await boxes.nth(4).click({ modifiers: ['Shift'] })
  expect(calls()).toEqual([[threads, 'thread_2', undefined]])
  await page
    .getByRole('link')
    .nth(5)
    .click({ modifiers: ['Control'] })
  expect(calls()).toEqual(['thread_2'])
  expect(focused()).toBe('hit_5')
  await userEvent.keyboard('{Home}')
  await expect.poll(focused).toBe('hit_0')
  await userEvent.keyboard('{ArrowDown}{Shift>}{ArrowDown}{/Shift}')
  await expect.poll(focused).toBe('hit_2')
  expect(calls()).toEqual([[threads, 'thread_1', 'thread_0']])
  runAction('thread.select')
  expect(calls()).toEqual(['thread_1'])
})

test('all matches in a thread that is selected are marked', async () => {
  selected.set('thread_1', {})
  await show({ hits: hits(6), hasBelow: false })
  selected.clear()
  const boxes = page.getByRole('checkbox').elements() as HTMLInputElement[]
  expect(boxes.map(({ checked }) => checked)).toEqual([false, false, true, true, false, false])
  await expect.element(page.getByRole('link').nth(2)).toHaveAccessibleDescription('Selected')
})

test('matches that come in the place of one have the focus at it, in sight, and go on from it', async () => {
  const { onOpen } = await show({ leftId: 'hit_30' })
  await expect.poll(focused).toBe('hit_30')
  await expect.element(document.activeElement as HTMLElement).toBeInViewport()
  runAction('thread.next')
  await expect.poll(focused).toBe('hit_31')
  await expect.poll(() => onOpen.mock.lastCall?.[0].id).toBe('hit_31')
})

test('matches that come in the place of one are where they were left', async () => {
  const memory = 'left before a match'
  const { scroller, unmount } = await show({ memory })
  scroller.scrollTo({ top: 12_345 })
  await expect.poll(() => document.querySelector('[data-hit="hit_172"]')).not.toBeNull()
  const left = scroller.scrollTop
  unmount()
  const again = await show({ memory, leftId: 'hit_172' })
  await expect.poll(focused).toBe('hit_172')
  expect(again.scroller.scrollTop).toBe(left)
})
