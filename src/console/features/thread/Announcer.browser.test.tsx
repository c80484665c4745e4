import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { runsQuery } from '#console/api/runs.ts'
import type { RunStatus } from '#contract/run-status.ts'
import { buildRun } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { Announcer } from './Announcer.tsx'

test('that a run is being stopped is announced, and that it was', async () => {
  vi.stubGlobal('fetch', () => new Promise(() => {}))
  onTestFinished(() => void vi.unstubAllGlobals())
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const run = buildRun({ thread_id: 'thread_1' })
  const become = (status: RunStatus) =>
    client.setQueryData(runsQuery('thread_1').queryKey, {
      pages: [
        {
          object: 'list' as const,
          data: [{ ...run, status }],
          first_id: run.id,
          last_id: run.id,
          has_more: false,
        },
      ],
      pageParams: [undefined],
    })
  become('in_progress')
  await render(
    <QueryClientProvider client={client}>
      <Announcer threadId="thread_1" />
    </QueryClientProvider>,
  )
  const words = page.getByRole('status')
  await expect.element(words).toHaveTextContent('')
  become('cancelling')
  await expect.element(words).toHaveTextContent('The run is stopping.')
  become('cancelled')
  await expect.element(words).toHaveTextContent('The run was stopped.')
})
