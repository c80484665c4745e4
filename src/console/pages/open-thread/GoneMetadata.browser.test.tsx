import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { dropMessage } from '#console/api/run-stream.ts'
import { messageDialog } from '#console/features/thread/message-dialog.ts'
import { MessageDialogs } from '#console/features/thread/MessageDialogs.tsx'
import { forgetDraftsOf, holdDraftsOf } from '#console/util/drafts.ts'
import { metadataDrafts } from '#console/util/metadata-drafts.ts'
import { buildMessage } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { GoneMessagesMetadata, GoneMetadata } from './GoneMetadata.tsx'

test('what was edited of a thread and its messages is there when the thread is not', async () => {
  const typed = (value: string) => () => ({ pairs: [{ key: 'city', value }], base: {} })
  metadataDrafts.change('thread_1', typed('Bonn'))
  metadataDrafts.change('thread_1/msg_1', typed('Mainz'))
  metadataDrafts.change('thread_12', typed('Kiel'))
  holdDraftsOf('thread_1')
  await render(<GoneMetadata threadId="thread_1" />)
  const boxes = page.getByRole('textbox')
  await expect.element(boxes.nth(0)).toHaveValue('city: Bonn')
  await expect.element(boxes.nth(1)).toHaveValue('city: Mainz')
  expect(boxes.elements().length).toBe(2)
  await page.getByRole('button', { name: 'Discard' }).nth(0).click()
  await expect.element(boxes).toHaveValue('city: Mainz')
  for (const id of ['thread_1', 'thread_12']) forgetDraftsOf(id)
})

/** A server that answers for messages as told; a client that tries once. */
const serve = (answer: (id: string) => Response) => {
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) =>
    answer(new URL(new Request(input, init).url).pathname.split('/').at(-1) ?? ''),
  )
  onTestFinished(() => {
    vi.unstubAllGlobals()
    messageDialog.set(undefined)
    for (const id of ['msg_gone', 'msg_there', 'msg_unsure']) forgetDraftsOf(`thread_3/${id}`)
  })
  return new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
}
const refused = (status: number) => Response.json({ error: { message: 'No.' } }, { status })
const message = (id: string) => buildMessage({ id, thread_id: 'thread_3', metadata: {} })
const show = (client: QueryClient) =>
  render(
    <QueryClientProvider client={client}>
      <GoneMessagesMetadata threadId="thread_3" />
      <MessageDialogs />
    </QueryClientProvider>,
  )
const notices = page.getByRole('region', { name: 'Metadata that was being edited' })

test('what was edited of a message is shown where the server says that it is gone, and only there', async () => {
  const asked: string[] = []
  const client = serve((id) => {
    // The session, which says what the reader may do, is asked for as well.
    if (id.startsWith('msg_')) asked.push(id)
    if (id === 'msg_gone') return refused(404)
    return id === 'msg_there' ? Response.json(message(id)) : refused(503)
  })
  for (const id of ['msg_there', 'msg_unsure', 'msg_gone']) {
    const pairs = [{ key: 'city', value: id }]
    metadataDrafts.change(`thread_3/${id}`, () => ({ pairs, base: {} }), 'now')
  }
  await show(client)
  await expect.element(notices.getByRole('textbox')).toHaveValue('city: msg_gone')
  await expect.poll(() => asked.toSorted()).toEqual(['msg_gone', 'msg_there', 'msg_unsure'])
  expect(notices.elements().length).toBe(1)
  await expect.element(page.getByRole('button', { name: 'Copy metadata' })).toBeVisible()
  dropMessage(client, 'thread_3', 'msg_there')
  await expect.poll(() => notices.elements().length).toBe(2)
  await page.getByRole('button', { name: 'Discard' }).nth(0).click()
  await expect.poll(() => notices.elements().length).toBe(1)
})

test('an open dialog says at once that its message is gone; after Escape what was typed is shown', async () => {
  const client = serve((id) => Response.json(message(id)))
  await show(client)
  messageDialog.set({ kind: 'metadata', message: message('msg_gone') })
  await page.getByLabelText('Key 1').fill('city')
  await page.getByLabelText('Value 1').fill('Bonn')
  dropMessage(client, 'thread_3', 'msg_gone')
  await expect.element(page.getByText(/This message was deleted/)).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Save metadata' })).toBeDisabled()
  await userEvent.keyboard('{Escape}')
  await expect.element(notices.getByRole('textbox')).toHaveValue('city: Bonn')
})
