import '#console/styles.css'
import { MemoryRouter } from 'react-router'
import { vi } from 'vitest'
import { page } from 'vitest/browser'

import type { ListRow } from '#console/features/thread-list/list-rows.ts'
import { ThreadRows } from '#console/features/thread-list/ThreadRows.tsx'
import type { Thread } from '#contract/thread.ts'

import { render } from './render.tsx'

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
export const rows = (count: number): ListRow[] =>
  Array.from({ length: count }, (_, index) => ({
    thread: thread(index),
    heading: index === 0 ? 'Today' : undefined,
  }))

/** A window of the list, as one is loaded around a row. */
export const between = (from: number, to: number): ListRow[] =>
  Array.from({ length: to - from }, (_, index) => ({
    thread: thread(from + index),
    heading: undefined,
  }))

/** What is open, or was: also nothing. */
interface Open {
  selectedId?: string | undefined
  leftId?: string | undefined
}

/** The rows alone, in a box of 344 by 600 pixels. */
export const showRows = async ({
  count = 10_000,
  memory = `list ${Math.random()}`,
  selectedId = undefined as string | undefined,
  readId = undefined as string | undefined,
  leftId = undefined as string | undefined,
  hasAbove = false,
  hasBelow = false,
  onTop = () => Promise.resolve(true),
} = {}) => {
  const onReading = vi.fn<(reading: boolean) => void>()
  const onNearEnd = vi.fn<() => void>()
  const onNearStart = vi.fn<() => void>()
  const onFar = vi.fn<(isFar: boolean) => void>()
  const onOpen = vi.fn<(threadId: string) => void>()
  const listOf = (threads: ListRow[], selected = selectedId, above = hasAbove, open: Open = {}) => (
    <MemoryRouter>
      <div style={{ height: 600, width: 344, display: 'flex', flexDirection: 'column' }}>
        <ThreadRows
          rows={threads}
          filters={{ order: 'activity', metadata: {} }}
          memory={memory}
          selectedId={selected}
          readId={readId}
          leftId={leftId}
          {...open}
          hasAbove={above}
          hasBelow={hasBelow}
          onNearStart={onNearStart}
          onOpen={onOpen}
          onTop={onTop}
          onReading={onReading}
          onFar={onFar}
          onNearEnd={onNearEnd}
          toTop={0}
          intent={{ on: () => {}, off: () => {} }}
          footer={null}
        />
      </div>
    </MemoryRouter>
  )
  const rendered = await render(listOf(rows(count)))
  const change = (threads: ListRow[], selected?: string, above?: boolean, open?: Open) =>
    rendered.rerender(listOf(threads, selected, above, open))
  const ul = page.getByRole('list', { name: 'Threads' })
  // The list stands in what scrolls.
  const scroller = ul.element().parentElement as HTMLElement
  return { ...rendered, change, onReading, onFar, onNearStart, onNearEnd, onOpen, scroller }
}
export const links = () => page.getByRole('link').elements()
export const focused = () => document.activeElement?.textContent
export const place = (name: string) =>
  page.getByRole('link', { name, exact: true }).element().getBoundingClientRect()
