import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { AssistantsPanel } from './AssistantsPanel.tsx'

const assistant = {
  id: 'asst_1',
  object: 'assistant',
  created_at: 1,
  name: 'Support',
  description: null,
  model: 'scripted',
  instructions: 'Be kind.',
  tools: [],
  metadata: {},
}

afterEach(() => void vi.unstubAllGlobals())

test.each([390, 1024])(
  'at %d pixels a form higher than the screen scrolls, and covers nothing below it',
  async (width) => {
    await page.viewport(width, 500)
    vi.stubGlobal('fetch', async (url: string) =>
      Response.json(
        url.includes(assistant.id)
          ? assistant
          : { object: 'list', data: [], first_id: null, last_id: null, has_more: false },
      ),
    )
    const { container } = await render(
      <QueryClientProvider client={new QueryClient()}>
        {/* As high as a page over a bar of 60 pixels, laid out as a page is. */}
        <div style={{ height: 440, display: 'flex' }}>
          <main className="flex min-w-0 flex-1 flex-col">
            <AssistantsPanel assistantId={assistant.id} onSelect={() => undefined} />
          </main>
        </div>
      </QueryClientProvider>,
    )
    await expect.element(page.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible()
    const form = page.getByRole('form').element()
    expect(form.scrollHeight).toBeLessThanOrEqual(440)
    const { top } = container.getBoundingClientRect()
    expect(form.getBoundingClientRect().bottom).toBeLessThanOrEqual(top + 440)
  },
)
