import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { assistantQuery } from '#console/api/assistants.ts'
import { buildAssistant } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { NEW } from './assistant-drafts.ts'
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

test('after an assistant is made or deleted its heading, or that of the list, has the focus', async () => {
  await page.viewport(1024, 700)
  vi.stubGlobal('fetch', async (url: string) =>
    Response.json(
      url.includes(assistant.id)
        ? assistant
        : { object: 'list', data: [], first_id: null, last_id: null, has_more: false },
    ),
  )
  const client = new QueryClient()
  const shown = (assistantId?: string) => (
    <QueryClientProvider client={client}>
      <main tabIndex={-1} style={{ height: 600, display: 'flex' }}>
        <AssistantsPanel {...(assistantId && { assistantId })} onSelect={() => undefined} />
      </main>
    </QueryClientProvider>
  )
  const heading = (name: string) => page.getByRole('heading', { level: 1, name })
  const { rerender } = await render(shown(NEW))
  await expect.element(heading('New assistant')).toBeVisible()
  await new Promise((resolve) => requestAnimationFrame(resolve))
  expect(document.activeElement).toBe(document.body)
  const create = page.getByRole('button', { name: 'Create assistant' }).element()
  if (create instanceof HTMLElement) create.focus()
  client.setQueryData(assistantQuery(assistant.id).queryKey, buildAssistant({ name: 'Support' }))
  rerender(shown(assistant.id))
  await expect.element(heading('Support')).toHaveFocus()
  rerender(shown())
  await expect.element(heading('Assistants')).toHaveFocus()
})
