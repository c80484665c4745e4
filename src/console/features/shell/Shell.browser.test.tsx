import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter, Route, Routes } from 'react-router'
import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'

import { contact } from '#console/api/connection.ts'
import { render } from '#testing/render.tsx'

import { Shell } from './Shell.tsx'

import '#console/styles.css'

test.each([390, 1280])('in %i pixels no row moves when the server goes away', async (width) => {
  await page.viewport(width, 800)
  const before = contact.get()
  onTestFinished(() => contact.set(before))
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <Routes>
          <Route element={<Shell />}>
            <Route index element={<button type="button">A row</button>} />
          </Route>
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const row = page.getByRole('button', { name: 'A row' })
  const top = row.element().getBoundingClientRect().top
  contact.set({ ...before, state: 'offline' })
  await expect.element(page.getByText('Offline – reconnecting.')).toBeVisible()
  expect(row.element().getBoundingClientRect().top).toBe(top)
})
