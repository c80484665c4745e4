import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { useAssistantChoice } from '#console/api/likely-assistant.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { render } from '#testing/render.tsx'

import { AssistantMenu } from './AssistantMenu.tsx'

afterEach(() => vi.unstubAllGlobals())

const refused = () =>
  Response.json(
    { error: { message: 'The disk is full.', type: 'server_error', param: null, code: null } },
    { status: 500, headers: { 'x-request-id': 'req_1', 'x-should-retry': 'false' } },
  )
const empty = () =>
  Response.json({ object: 'list', data: [], first_id: null, last_id: null, has_more: false })

const Choosing = () => (
  <AssistantMenu
    threadId={NEW_THREAD}
    choice={useAssistantChoice(NEW_THREAD)}
    onCreate={undefined}
  />
)

test('assistants that cannot be read say why, and are read again', async () => {
  let answer: () => Response = refused
  vi.stubGlobal('fetch', async () => answer())
  await render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <Choosing />
    </QueryClientProvider>,
  )
  await page.getByRole('button', { name: 'Assistant: Not read' }).click()
  const again = page.getByRole('menuitem', { name: /again.*The disk is full\. Request req_1/ })
  await expect.element(again).toBeVisible()
  answer = empty
  await again.click()
  await expect.element(page.getByRole('button', { name: 'Assistant: No run' })).toBeVisible()
})
