import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter, useLocation } from 'react-router'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { sessionQuery } from '#console/api/session.ts'
import { render } from '#testing/render.tsx'

import { Shortcuts } from './Shortcuts.tsx'

const Address = () => <p>{`At ${useLocation().pathname}`}</p>

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
        <Address />
        {!upstream && <input aria-label="Search" data-search-field />}
      </MemoryRouter>
    </QueryClientProvider>,
  )
}
const row = () => page.getByRole('dialog').getByText('Search all threads', { exact: true })

test('the key of the search leads to its field', async () => {
  await show({ upstream: false })
  await userEvent.keyboard('?')
  await expect.element(row()).toBeVisible()
  await userEvent.keyboard('{Escape}/')
  await expect.element(page.getByRole('textbox', { name: 'Search' })).toHaveFocus()
})

test('where threads are those of another server, the key of the search does nothing and is not listed', async () => {
  await show({ upstream: true })
  await userEvent.keyboard('/')
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog').getByText('Go to threads')).toBeVisible()
  await expect.element(row()).not.toBeInTheDocument()
  await expect.element(page.getByText('At /assistants')).toBeInTheDocument()
})
