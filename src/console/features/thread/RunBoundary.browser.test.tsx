import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { RunBoundary } from './RunBoundary.tsx'

test('a run that could not be read is told so, and leads to why', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { message: 'Broken.' } }, { status: 500 }),
  )
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const onOpenRun = vi.fn<(runId: string, callId?: string) => void>()
  await render(
    <QueryClientProvider client={client}>
      <RunBoundary
        threadId="thread_1"
        runId="run_1"
        run={undefined}
        active={false}
        onOpenRun={onOpenRun}
      />
    </QueryClientProvider>,
  )
  await page.getByRole('button', { name: 'This run could not be read' }).click()
  expect(onOpenRun).toHaveBeenCalledWith('run_1')
  vi.unstubAllGlobals()
})
