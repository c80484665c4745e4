import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { ThreadFilters } from '#console/api/threads.ts'
import type { SearchValue } from '#contract/search.ts'
import { render } from '#testing/render.tsx'

import { ThreadFilterMenu } from './ThreadFilterMenu.tsx'

afterEach(() => vi.unstubAllGlobals())

/** Shows it over a server that knows these values. */
const show = async (
  node: ReactNode,
  known: (asked: URLSearchParams) => SearchValue[] = () => [],
) => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    const { searchParams } = new URL(url, 'http://x')
    asked.push(String(searchParams))
    return Response.json({ object: 'list', data: known(searchParams) })
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(<QueryClientProvider client={client}>{node}</QueryClientProvider>)
  return asked
}

const valueOf = (key: string, value: string, threads: number | null): SearchValue => ({
  object: 'search.value',
  operator: 'meta',
  key,
  value,
  label: null,
  threads,
  more: false,
})

test('a value with line breaks is filtered by as it was pasted', async () => {
  let chosen: ThreadFilters | undefined
  await show(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      hasOrder
      onChange={(filters) => (chosen = filters)}
    />,
  )
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('combobox', { name: 'Metadata key' }).fill(' note ')
  const value = page.getByLabelText('Value')
  await value.click()
  const data = new DataTransfer()
  data.setData('text/plain', 'one\ntwo')
  value
    .element()
    .dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  await expect.element(page.getByRole('textbox', { name: 'Value' })).toHaveValue('one\ntwo')
  await userEvent.click(page.getByRole('button', { name: 'Add filter' }))
  expect(chosen?.metadata).toEqual({ note: 'one\ntwo' })
})

test('keys and values are asked for once the menu is open, and not before', async () => {
  const asked = await show(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      hasOrder
      onChange={() => undefined}
    />,
    (query) =>
      query.has('key') ? [valueOf('project', 'fares', 3)] : [valueOf('project', '', null)],
  )
  expect(asked).toEqual([])
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('combobox', { name: 'Metadata key' }).fill('project')
  const offered = () =>
    [...document.querySelectorAll<HTMLOptionElement>('datalist option')].map(
      ({ value, textContent }) => [value, textContent],
    )
  await expect.poll(offered).toEqual([
    ['project', ''],
    ['fares', 'fares (3)'],
  ])
})

test('all is cleared at once where something narrows, and the panel stays', async () => {
  const onClear = vi.fn<() => void>()
  await show(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      hasOrder
      onChange={() => undefined}
      onClear={onClear}
    />,
  )
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('button', { name: 'Clear all' }).click()
  expect(onClear).toHaveBeenCalledOnce()
  await expect.element(page.getByLabelText('Order')).toHaveFocus()
})

test('over what has an order of its own none is offered', async () => {
  await show(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      hasOrder={false}
      onChange={() => undefined}
    />,
  )
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect.element(page.getByRole('combobox', { name: 'Metadata key' })).toHaveFocus()
  await expect.element(page.getByLabelText('Order')).not.toBeInTheDocument()
})

const Later = ({ shown }: { shown: boolean }) =>
  shown && (
    <label>
      Model <input />
    </label>
  )

test('fields that come a moment later are where the panel begins, unless something is typed', async () => {
  const shown = (isLater: boolean) => (
    <QueryClientProvider client={new QueryClient()}>
      <ThreadFilterMenu
        filters={{ metadata: {}, order: 'activity' }}
        hasOrder={false}
        onChange={() => undefined}
      >
        <Later shown={isLater} />
      </ThreadFilterMenu>
    </QueryClientProvider>
  )
  vi.stubGlobal('fetch', async () => Response.json({ object: 'list', data: [] }))
  const { rerender } = await render(shown(false))
  const button = page.getByRole('button', { name: 'Filter' })
  const key = page.getByRole('combobox', { name: 'Metadata key' })
  await button.click()
  await expect.element(key).toHaveFocus()
  rerender(shown(true))
  await expect.element(page.getByLabelText('Model')).toHaveFocus()
  await userEvent.keyboard('{Escape}')

  rerender(shown(false))
  await button.click()
  await expect.element(key).toHaveFocus()
  await userEvent.keyboard('t')
  rerender(shown(true))
  await expect.element(page.getByLabelText('Model')).toBeVisible()
  await expect.element(key).toHaveFocus()
})

test('what the numbers count is told, also to those who hear the panel open', async () => {
  await show(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      hasOrder={false}
      onChange={() => undefined}
    />,
  )
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect.element(page.getByText('Numbers count all threads')).toBeVisible()
  await expect
    .element(page.getByRole('dialog'))
    .toHaveAccessibleDescription('Numbers count all threads')
})
