import '#console/styles.css'
import { MemoryRouter } from 'react-router'
import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { runAction } from '#console/hooks/use-action.ts'
import type { Thread } from '#contract/thread.ts'
import { render } from '#testing/render.tsx'

import type { ListRow } from './list-rows.ts'
import { ThreadRows } from './ThreadRows.tsx'

const thread = (index: number): Thread => ({
  id: `thread_${index}`,
  object: 'thread',
  created_at: 1_700_000_000,
  metadata: { title: `Thread ${index}` },
  summary: {
    title: `Thread ${index}`,
    preview: 'Hello',
    preview_role: 'user',
    last_active_at: 1_700_000_000,
    activity: -index,
    message_count: 2,
    attachment_count: 0,
    image_count: 0,
    last_run: { id: 'run_1', status: 'completed' },
  },
})
const rows = (count: number): ListRow[] =>
  Array.from({ length: count }, (_, index) => ({
    thread: thread(index),
    heading: index === 0 ? 'Today' : undefined,
  }))

const show = async ({
  count = 10_000,
  memory = `list ${Math.random()}`,
  selectedId = undefined as string | undefined,
} = {}) => {
  const onReading = vi.fn<(reading: boolean) => void>()
  const onNearEnd = vi.fn<() => void>()
  const list = (
    <MemoryRouter>
      <div style={{ height: 600, width: 344, display: 'flex', flexDirection: 'column' }}>
        <ThreadRows
          rows={rows(count)}
          filters={{ order: 'activity', metadata: {} }}
          memory={memory}
          selectedId={selectedId}
          onReading={onReading}
          onNearEnd={onNearEnd}
          toTop={0}
          intent={{ on: () => {}, off: () => {} }}
          footer={null}
        />
      </div>
    </MemoryRouter>
  )
  const rendered = await render(list)
  const ul = page.getByRole('list', { name: 'Threads' })
  // The list stands in what scrolls.
  const scroller = ul.element().parentElement as HTMLElement
  return { ...rendered, onReading, onNearEnd, scroller }
}
const links = () => page.getByRole('link').elements()
const focused = () => document.activeElement?.textContent
const place = (name: string) =>
  page.getByRole('link', { name, exact: true }).element().getBoundingClientRect()

test('of ten thousand rows only those near the screen exist, and each says where it stands', async () => {
  await show()
  expect(links().length).toBeLessThan(40)
  const first = page.getByRole('listitem').first()
  await expect.element(first).toHaveAttribute('aria-posinset', '1')
  await expect.element(first).toHaveAttribute('aria-setsize', '10000')
})

test('rows stand one under the other, without overlap', async () => {
  await show({ count: 30 })
  const boxes = page
    .getByRole('listitem')
    .elements()
    .map((row) => row.getBoundingClientRect())
  for (const [index, box] of boxes.entries()) {
    const above = boxes[index - 1]
    if (above) expect(Math.abs(box.top - above.bottom)).toBeLessThanOrEqual(1)
  }
})

test('the keys for next and previous move the focus and keep it on the screen', async () => {
  const { scroller } = await show()
  for (let step = 0; step < 25; step++) {
    runAction('thread.next')
    await expect.poll(focused).toBe(`Thread ${step}`)
  }
  const bounds = scroller.getBoundingClientRect()
  expect(place('Thread 24').bottom).toBeLessThanOrEqual(bounds.bottom)
  runAction('thread.previous')
  await expect.poll(focused).toBe('Thread 23')
  await userEvent.keyboard('{End}')
  await expect.poll(focused).toBe('Thread 9999')
  await userEvent.keyboard('{Home}')
  await expect.poll(focused).toBe('Thread 0')
})

test('the list is one stop for Tab, and the focused row stays while others are scrolled to', async () => {
  const { scroller } = await show({ selectedId: 'thread_2' })
  const stops = () => links().filter((link) => link.getAttribute('tabindex') === '0')
  expect(stops().map((link) => link.textContent)).toEqual(['Thread 2'])
  page.getByRole('link', { name: 'Thread 2', exact: true }).element().focus()
  scroller.scrollTo({ top: 40_000 })
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 500')).toBe(true)
  expect(focused()).toBe('Thread 2')
})

test('scrolling tells that the list is being read, and that its end is near', async () => {
  const { scroller, onReading, onNearEnd } = await show({ count: 60 })
  expect(onNearEnd).not.toHaveBeenCalled()
  scroller.scrollTo({ top: 300 })
  await expect.poll(() => onReading.mock.lastCall).toEqual([true])
  scroller.scrollTo({ top: scroller.scrollHeight })
  await expect.poll(() => onNearEnd.mock.calls.length).toBeGreaterThan(0)
  scroller.scrollTo({ top: 0 })
  await expect.poll(() => onReading.mock.lastCall).toEqual([false])
})

test('coming back finds the list where it was left', async () => {
  const memory = 'left'
  const { scroller, unmount } = await show({ memory })
  scroller.scrollTo({ top: 12_345 })
  await expect.poll(() => links().some((link) => link.textContent === 'Thread 156')).toBe(true)
  const left = scroller.scrollTop
  expect(left).toBeGreaterThan(12_000)
  unmount()
  const again = await show({ memory })
  await expect.poll(() => again.scroller.scrollTop).toBe(left)
})

test('a link to a thread further down brings it into view', async () => {
  const { scroller } = await show({ selectedId: 'thread_30' })
  const link = page.getByRole('link', { name: 'Thread 30', exact: true })
  await expect.element(link).toBeVisible()
  const bounds = scroller.getBoundingClientRect()
  await expect.poll(() => place('Thread 30').bottom).toBeLessThanOrEqual(bounds.bottom)
  expect(link.element().getAttribute('aria-current')).toBe('page')
})
