import '#console/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter, useLocation } from 'react-router'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { changeDraft } from '#console/features/composer/draft-store.ts'
import { setText } from '#console/features/composer/draft.ts'
import { forgetDraftsOf } from '#console/util/drafts.ts'
import { buildMirror, clientOf, serve } from '#testing/mirrored.ts'
import { render } from '#testing/render.tsx'

import { UpstreamGone } from './UpstreamGone.tsx'

afterEach(() => {
  forgetDraftsOf('thread_1')
  forgetDraftsOf(NEW_THREAD)
})

const Address = () => <p>{`At ${useLocation().pathname}`}</p>

test('nothing can be sent to a thread that the other server has no more, and what was written stays', async () => {
  serve({ 'GET /api/mirror': () => buildMirror() })
  changeDraft('thread_1', (draft) => {
    const [part] = draft.parts
    return part ? setText(draft, part.key, 'Half a message') : draft
  })
  await render(
    <QueryClientProvider client={clientOf({ upstream: true })}>
      <MemoryRouter>
        <UpstreamGone threadId="thread_1" toNew="/threads/new" />
        <Address />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  await expect
    .element(
      page.getByText('Nothing can be sent: assistants.example does not have this thread any more.'),
    )
    .toBeVisible()
  await expect
    .element(page.getByRole('textbox', { name: 'The text that was written' }))
    .toHaveValue('Half a message')
  await page.getByRole('button', { name: 'Take it to a new thread' }).click()
  await expect.element(page.getByText('At /threads/new')).toBeVisible()
})
