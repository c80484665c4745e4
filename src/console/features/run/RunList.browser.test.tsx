import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { runsQuery } from '#console/api/runs.ts'
import { buildRun } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { RunList } from './RunList.tsx'

const THREAD = 'thread_1'
const usage = { prompt_tokens: 120_000, completion_tokens: 3_456, total_tokens: 123_456 }

test('neither the date of a run nor its figures break over lines', async () => {
  await page.viewport(1280, 800)
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
  const run = (created_at: number) =>
    buildRun({
      thread_id: THREAD,
      created_at,
      started_at: created_at,
      completed_at: created_at + 754,
      status: 'completed',
      usage,
    })
  // Of another year, so that all of the date is told.
  const data = [run(1_669_800_000), run(1_669_700_000)]
  client.setQueryData(runsQuery(THREAD).queryKey, {
    pages: [{ object: 'list', data, first_id: null, last_id: null, has_more: false }],
    pageParams: [undefined],
  })
  // The inspector at its narrowest.
  await render(
    <QueryClientProvider client={client}>
      <div style={{ width: 312 }}>
        <RunList threadId={THREAD} selected="" onSelect={() => undefined} />
      </div>
    </QueryClientProvider>,
  )
  const buttons = page.getByRole('button').elements()
  expect(buttons).toHaveLength(2)
  for (const button of buttons) {
    expect(button.textContent).toMatch(/2022.*12 min 34 s.*123,456 tokens/)
    const { lineHeight } = getComputedStyle(button)
    for (const part of button.querySelectorAll('time, .tabular'))
      expect(part.getBoundingClientRect().height).toBeLessThan(Number.parseFloat(lineHeight) * 1.5)
  }
})
