import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { selectedThreads } from './selected-threads.ts'
import { ThreadList } from './ThreadList.tsx'

afterEach(() => vi.unstubAllGlobals())

const EMPTY = { object: 'list', data: [], first_id: null, last_id: null, has_more: false }

/** The list in a low window, with what stands below it. */
const showLow = async (answer: () => Promise<Response>) => {
  vi.stubGlobal('fetch', answer)
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <div className="flex h-52 w-80 flex-col">
          <ThreadList
            filters={{ order: 'activity', metadata: {}, query: 'role:user' }}
            tab={undefined}
            search={null}
            queryFilters={null}
            onFilters={() => undefined}
            onClear={undefined}
            onOpen={() => undefined}
          />
        </div>
        <nav className="h-96 w-80">Below</nav>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const below = page.getByText('Below').element()
  const { left, top, width, height } = below.getBoundingClientRect()
  const painted = () =>
    Array.from({ length: 10 }, (_, at) =>
      document.elementFromPoint(left + width / 3, top + ((at + 0.5) * height) / 10),
    )
  return { painted, below }
}

test('in a low window what is loading is painted over nothing below', async () => {
  const { painted, below } = await showLow(() => new Promise(() => {}))
  await expect.element(page.getByText('Loading threads')).toBeInTheDocument()
  expect(painted().every((element) => element === below)).toBe(true)
})

test('in a low window the words of an empty list are scrolled to', async () => {
  const { painted, below } = await showLow(async () => Response.json(EMPTY))
  const clear = page.getByRole('button', { name: 'Clear filters' })
  await expect.element(clear).toBeInTheDocument()
  expect(painted().every((element) => element === below)).toBe(true)
  clear.element().scrollIntoView({ block: 'nearest' })
  const { bottom } = clear.element().getBoundingClientRect()
  expect(bottom).toBeLessThanOrEqual(below.getBoundingClientRect().top)
})

test('beside a search all threads are selected that it finds in those of the filter', async () => {
  const asked: URLSearchParams[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    const { pathname, searchParams } = new URL(url, 'http://x')
    if (pathname === '/v1/threads') asked.push(searchParams)
    return Response.json(EMPTY)
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <ThreadList
          filters={{ order: 'activity', metadata: { size: '5" pipe' } }}
          tab={undefined}
          search={null}
          queryFilters={null}
          results={<p>One match</p>}
          found="refund"
          onFilters={() => undefined}
          onClear={undefined}
          onOpen={() => undefined}
        />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  selectedThreads.toggle({ id: 'thread_1', object: 'thread', created_at: 1, metadata: {} })
  await page.getByRole('button', { name: 'Select all' }).click()
  await expect.poll(() => asked.map((each) => each.get('query'))).toContain('refund')
  const found = asked.find((each) => each.has('query'))
  expect(found?.get('metadata[size]')).toBe('5" pipe')
  selectedThreads.clear()
})
