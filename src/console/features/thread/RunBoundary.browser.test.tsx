import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { buildAssistant, buildRun } from '#testing/builders.ts'
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

describe.each([320, 360, 400, 480, 560, 720])('in a pane of %i px', (width) => {
  test.each([
    [
      'long names',
      'Travel desk with a rather long name for a support queue',
      'gpt-4o-mini-2024-07-18',
    ],
    ['a short model', 'Travel desk with a rather long name for a support queue', 'o3'],
    ['a short name', 'T', 'meta-llama/Llama-3.3-70B-Instruct-Turbo-Free'],
    ['words without end', 'W'.repeat(200), 'w'.repeat(200)],
  ])('%s are told apart from each other, and nothing sticks out', async (_, name, model) => {
    const run = buildRun({ model, status: 'expired', usage: null, completed_at: null })
    const assistant = buildAssistant({ id: run.assistant_id ?? '', name })
    vi.stubGlobal('fetch', async () => Response.json(assistant))
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    await render(
      <QueryClientProvider client={client}>
        <div style={{ width }}>
          <RunBoundary threadId="thread_1" runId={run.id} run={run} active onOpenRun={() => {}} />
        </div>
      </QueryClientProvider>,
    )
    await expect.element(page.getByText(name, { exact: true })).toBeVisible()
    const row = page.getByText(name, { exact: true }).element().closest('button')
    if (!row) throw new Error(document.body.innerHTML.slice(0, 1500))
    expect(row.scrollWidth).toBeLessThanOrEqual(row.clientWidth)
    const widthOf = (text: string) =>
      page.getByText(text, { exact: true }).element().getBoundingClientRect().width
    expect(widthOf(name)).toBeGreaterThan(name.length > 1 ? 40 : 5)
    const isShown = width >= 560
    if (isShown) expect(widthOf(model)).toBeGreaterThan(model.length > 2 ? 60 : 10)
    vi.unstubAllGlobals()
  })
})
