import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { outdateSearches } from '#console/api/search.ts'
import { Failure } from '#console/ui/Failure.tsx'
import type { SearchResult } from '#contract/search.ts'
import { render } from '#testing/render.tsx'

import { SearchResults, type SearchResultsProps } from './SearchResults.tsx'

afterEach(() => vi.unstubAllGlobals())

/** No thread is selected. */
const NONE_SELECTED = { use: () => ({ threads: new Map() }), toggle: () => {}, extend: () => {} }

/** The results of a search, of which nothing is opened. */
const Results = ({ query, ...changed }: { query: string } & Partial<SearchResultsProps>) => (
  <SearchResults
    search={{ query, order: 'newest' }}
    asked={query}
    metadata={{}}
    isUnasked={false}
    isOpened={false}
    selecting={NONE_SELECTED}
    selectedIn={() => undefined}
    addressOf={() => '/'}
    onOpen={() => undefined}
    onOrder={() => undefined}
    onQuery={() => undefined}
    onSuggestion={() => undefined}
    {...changed}
  />
)

const found = (text: string, total = 1): SearchResult => ({
  object: 'list',
  data: [
    {
      object: 'search.hit',
      id: `hit_${text}`,
      thread_id: 'thread_1',
      message_id: 'msg_1',
      run_id: null,
      step_id: null,
      field: 'text',
      role: 'user',
      created_at: 1_700_000_000,
      snippet: { text, marks: [] },
      thread: null,
    },
  ],
  first_id: `hit_${text}`,
  last_id: `hit_${text}`,
  has_more: false,
  total,
  more: false,
  complete: true,
  suggestion: null,
})

/** Results whose answers are given by hand, by what is asked. */
const show = async () => {
  const asked = new Map<string, (response: Response) => void>()
  vi.stubGlobal('fetch', (url: string) => {
    const query = new URL(url, 'http://x').searchParams.get('query') ?? ''
    return new Promise<Response>((answer) => void asked.set(query, answer))
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const of = (query: string, isUnasked = false, asked = query) => (
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <Results query={query} asked={asked} isUnasked={isUnasked} />
      </MemoryRouter>
    </QueryClientProvider>
  )
  const { rerender } = await render(of('card'))
  const answer = async (query: string, total?: number, text = query) => {
    await expect.poll(() => asked.has(query), { timeout: 10_000 }).toBe(true)
    asked.get(query)?.(Response.json(found(text, total)))
    asked.delete(query)
  }
  await answer('card')
  const matches = page.getByRole('list', { name: 'Matches' })
  await expect.element(matches.getByText('card')).toBeVisible()
  const opacity = () =>
    Number(getComputedStyle(matches.element().closest('[aria-busy]') ?? document.body).opacity)
  return {
    client,
    asked,
    rerender: (...of_: Parameters<typeof of>) => rerender(of(...of_)),
    answer,
    matches,
    opacity,
  }
}

test('matches of the search before are told from those of a search that waits', async () => {
  const { rerender, answer, matches, opacity } = await show()
  expect(opacity()).toBe(1)
  rerender('refund')
  await expect.element(page.getByRole('status')).toHaveTextContent('Searching…')
  await expect.poll(opacity).toBeLessThan(0.8)
  await expect.element(matches.getByText('card')).toBeVisible()
  await answer('refund')
  await expect.element(matches.getByText('refund')).toBeVisible()
  await expect.element(page.getByRole('status')).toHaveTextContent('1 match')
  await expect.poll(opacity).toBe(1)
})

test('matches of what was asked are told from what is being written', async () => {
  const { rerender, opacity } = await show()
  rerender('card', true)
  await expect.poll(opacity).toBeLessThan(0.8)
  rerender('card')
  await expect.poll(opacity).toBe(1)
})

test('matches that came since are told, and shown once they are asked for', async () => {
  const { client, answer } = await show()
  outdateSearches(client)
  await answer('card', 2)
  const pill = page.getByRole('button', { name: '1 new' })
  await expect.element(page.getByRole('status')).toHaveTextContent('1 match')
  await pill.click()
  await answer('card', 2)
  await expect.element(page.getByRole('status')).toHaveTextContent('2 matches')
  await expect.element(pill).not.toBeInTheDocument()
})

test('a search asks for the metadata that the list is narrowed to, whatever stands in it', async () => {
  const urls: URL[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    urls.push(new URL(url, 'http://x'))
    return Response.json(found('refund'))
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <Results query="refund" metadata={{ size: '5" pipe', note: 'one\ntwo' }} />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  await expect.element(page.getByRole('status')).toHaveTextContent('1 match')
  // Also those that came since.
  outdateSearches(client)
  await expect.poll(() => urls.length, { timeout: 10_000 }).toBe(2)
  for (const { searchParams } of urls) {
    expect(searchParams.get('query')).toBe('refund')
    expect(searchParams.get('metadata[size]')).toBe('5" pipe')
    expect(searchParams.get('metadata[note]')).toBe('one\ntwo')
  }
})

test('where nothing was found, what comes is shown by itself', async () => {
  const { client, rerender, asked } = await show()
  rerender('refund')
  const none = { ...found('refund', 0), data: [], last_id: null, first_id: null }
  const answer = async (result: object) => {
    await expect.poll(() => asked.has('refund'), { timeout: 10_000 }).toBe(true)
    asked.get('refund')?.(Response.json(result))
    asked.delete('refund')
  }
  await answer(none)
  await expect.element(page.getByText('Nothing was found')).toBeVisible()
  outdateSearches(client)
  await answer(found('refund'))
  await answer(found('refund'))
  await expect.element(page.getByRole('status')).toHaveTextContent('1 match')
  await expect.element(page.getByText('Nothing was found')).not.toBeInTheDocument()
})

test('after a reload the list reads on to the match that is open, and shows it', async () => {
  /** Three pages of matches; the one that is open is the last of all. */
  const pageOf = (at: number): SearchResult => {
    const { data, ...rest } = found('card', 90)
    const hits = Array.from({ length: 30 }, (_, nth) =>
      data.map((hit) => ({ ...hit, id: `hit_${at}_${nth}`, thread_id: `thread_${at}_${nth}` })),
    ).flat()
    return { ...rest, data: hits, last_id: String(at), has_more: at < 2 }
  }
  vi.stubGlobal('fetch', async (url: string) => {
    const { searchParams } = new URL(url, 'http://x')
    const after = searchParams.get('after')
    return Response.json(pageOf(after === null ? 0 : Number(after) + 1))
  })
  await render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MemoryRouter>
        <div className="flex h-96 flex-col">
          <Results
            query="ticket"
            isOpened
            selectedIn={(hits) => hits.find(({ id }) => id === 'hit_2_29')?.id}
          />
        </div>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const opened = () => document.querySelector('[data-hit="hit_2_29"]')
  await expect.poll(opened, { timeout: 10_000 }).not.toBeNull()
  await expect
    .poll(() => {
      const box = opened()?.getBoundingClientRect()
      const list = opened()?.closest('[data-pane]')?.getBoundingClientRect()
      return box && list && box.top < list.bottom && box.bottom > list.top
    })
    .toBe(true)
})

test('what is on screen far below is as it is by now, and only that is asked for', async () => {
  let text = 'before'
  const asked: (string | null)[] = []
  const pageOf = (at: number): SearchResult => {
    const { data, ...rest } = found(text, 10_000)
    const hits = Array.from({ length: 30 }, (_, nth) =>
      data.map((hit) => ({ ...hit, id: `hit_${at}_${nth}`, thread_id: `thread_${at}_${nth}` })),
    ).flat()
    return { ...rest, more: true, data: hits, last_id: String(at), has_more: at < 5 }
  }
  vi.stubGlobal('fetch', async (url: string) => {
    const after = new URL(url, 'http://x').searchParams.get('after')
    asked.push(after)
    return Response.json(pageOf(after === null ? 0 : Number(after) + 1))
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <div className="flex h-96 flex-col">
          <Results
            query="luggage"
            isOpened
            selectedIn={(hits) => hits.find(({ id }) => id === 'hit_4_15')?.id}
          />
        </div>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const opened = () => document.querySelector('[data-hit="hit_4_15"]')?.textContent
  await expect.poll(opened, { timeout: 10_000 }).toContain('before')
  await expect.poll(() => client.isFetching()).toBe(0)
  asked.length = 0
  text = 'after'
  outdateSearches(client)
  await expect.poll(opened, { timeout: 10_000 }).toContain('after')
  // The first page is looked at for new matches, in a turn of its own.
  await expect.poll(() => new Set(asked), { timeout: 10_000 }).toEqual(new Set([null, '3']))
})

test('the focus stays on a match when what was asked by its beginning is asked as a word', async () => {
  const { rerender, answer, matches } = await show()
  rerender('refund', false, 'refund*')
  await answer('refund*', 1, 'refund')
  const match = matches.getByRole('link').filter({ hasText: 'refund' })
  await match.click()
  await expect.element(match).toHaveFocus()
  rerender('refund')
  await answer('refund', 2)
  await expect.element(page.getByRole('status')).toHaveTextContent('2 matches')
  await expect.element(match).toHaveFocus()
})

test('matches are looked for on pages without any, and none are said to be there only at the end', async () => {
  const asked: ((response: Response) => void)[] = []
  vi.stubGlobal('fetch', () => new Promise<Response>((answer) => void asked.push(answer)))
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <Results query="card" />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const answer = async (at: number, result: Partial<SearchResult>) => {
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(at + 1)
    asked[at]?.(Response.json({ ...found('card'), total: 0, more: true, ...result }))
  }
  const nothing = { data: [], first_id: null, last_id: 'hit_a', has_more: true }
  await answer(0, nothing)
  await answer(1, nothing)
  await expect.element(page.getByText('Searching…')).toBeVisible()
  expect(page.getByText('Nothing was found').elements()).toEqual([])
  await answer(2, {})
  await expect.element(page.getByRole('list', { name: 'Matches' }).getByText('card')).toBeVisible()
  await expect.element(page.getByText('1 match', { exact: true })).toBeVisible()
})

test('a search that failed says why, also beside messages that say the same', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { message: 'Broken.' } }, { status: 500 }),
  )
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <section aria-label="Thread list">
          <Results query="card" />
        </section>
        <main>
          <Failure once what="No messages." error={new Error('Broken.')} />
        </main>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const list = page.getByRole('region', { name: 'Thread list' })
  await expect.element(list.getByText('Broken.')).toBeVisible()
  await expect.element(list.getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('beside no matches it is said that not all was searched, and how many threads are not fetched', async () => {
  let now: Partial<SearchResult> = { complete: false, unfetched: 12 }
  vi.stubGlobal('fetch', async () =>
    Response.json({ ...found('none', 0), data: [], first_id: null, last_id: null, ...now }),
  )
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <Results query="parcel" />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  await expect.element(page.getByText(/^Not all searched yet: 12 threads are not/)).toBeVisible()
  await expect.element(page.getByText('Nothing was found so far')).toBeVisible()
  now = { complete: true }
  await expect
    .element(page.getByText('Nothing was found', { exact: true }), { timeout: 10_000 })
    .toBeVisible()
  await expect.element(page.getByText(/^Not all searched/)).not.toBeInTheDocument()
})

test.each([
  { query: 'refundd', begins: ['refun*'], advice: 'refun* finds what begins so.' },
  { query: 'xylophonz', begins: [], advice: '' },
  {
    query: 'refundd xylophonz',
    begins: ['refun*', 'xylopho*'],
    advice: 'Every word has to be there. Fewer words find more.',
  },
  { query: '-card', begins: [], advice: 'Fewer conditions find more.' },
  { query: 'refund OR money xylophonz', begins: [], advice: '' },
  {
    query: 'refund OR money xylophonz',
    begins: ['refund OR money'],
    advice: 'refund OR money finds more.',
  },
  { query: 'parcle OR xylophonz has:image', begins: [], advice: '' },
])(
  'where $query finds nothing, no more is advised than helps',
  async ({ query, begins, advice }) => {
    const asked: (string | null)[] = []
    vi.stubGlobal('fetch', async (url: string) => {
      const text = new URL(url, 'http://x').searchParams.get('query') ?? ''
      asked.push(text)
      const none = { ...found(text, 0), data: [], first_id: null, last_id: null }
      return Response.json(begins.includes(text) ? found('refund') : none)
    })
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    await render(
      <QueryClientProvider client={client}>
        <MemoryRouter>
          <Results query={query} />
        </MemoryRouter>
      </QueryClientProvider>,
    )
    const title = page.getByText('Nothing was found', { exact: true })
    await expect.element(title).toBeVisible()
    await expect
      .poll(() => title.element().parentElement?.textContent)
      .toBe(`Nothing was found${advice}`)
    await expect.poll(() => client.isFetching()).toBe(0)
    expect(title.element().parentElement?.textContent).toBe(`Nothing was found${advice}`)
  },
)

test('on a telephone with large text the count of the matches has a row of its own', async () => {
  await page.viewport(390, 800)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(':root { font-size: 200% }')
  document.adoptedStyleSheets.push(sheet)
  onTestFinished(() => void document.adoptedStyleSheets.pop())
  const { rerender, answer } = await show()
  rerender('refund')
  await answer('refund', 86)
  await expect.element(page.getByRole('status')).toHaveTextContent('86 matches')
  const count = page.getByRole('status').element()
  expect(count.scrollWidth).toBeLessThanOrEqual(count.clientWidth)
  const order = page.getByRole('button', { name: /^Order of the matches/ }).element()
  const box = order.getBoundingClientRect()
  expect(box.top).toBeGreaterThanOrEqual(count.getBoundingClientRect().bottom)
  expect(box.right).toBeLessThanOrEqual(390)
})
