import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { Failure } from '#console/ui/Failure.tsx'
import { render } from '#testing/render.tsx'

import { RunPanel } from './RunPanel.tsx'

test('runs that could not be loaded say why, also beside messages that say the same', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { message: 'Broken.' } }, { status: 500 }),
  )
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <main>
          <Failure once what="No messages." error={new Error('Broken.')} />
        </main>
        <aside aria-label="Inspector">
          <RunPanel threadId="thread_1" onSelectRun={() => {}} onNewRun={() => {}} />
        </aside>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const panel = page.getByRole('complementary', { name: 'Inspector' })
  await expect.element(panel.getByText('Broken.')).toBeVisible()
  await expect.element(panel.getByRole('button', { name: 'Try again' })).toBeVisible()
  vi.unstubAllGlobals()
})
