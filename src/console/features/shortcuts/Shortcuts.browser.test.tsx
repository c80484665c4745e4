import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { sessionQuery } from '#console/api/session.ts'
import { render } from '#testing/render.tsx'

import { Shortcuts } from './Shortcuts.tsx'

const show = async ({ upstream }: { upstream: boolean }) => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  client.setQueryData(sessionQuery.queryKey, {
    version: '0',
    scripted: true,
    upstream,
    role: 'administrator',
  })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={['/assistants']}>
        <Shortcuts />
        <input aria-label="Search" data-search-field />
      </MemoryRouter>
    </QueryClientProvider>,
  )
}
const row = () => page.getByRole('dialog').getByText('Search all threads', { exact: true })

test.each([false, true])(
  'the key of the search leads to its field; upstream: %s',
  async (upstream) => {
    await show({ upstream })
    await userEvent.keyboard('?')
    await expect.element(row()).toBeVisible()
    await userEvent.keyboard('{Escape}/')
    await expect.element(page.getByRole('textbox', { name: 'Search' })).toHaveFocus()
  },
)
