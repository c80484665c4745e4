import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { buildMessage } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { messageDialog } from './message-dialog.ts'
import { MessageDialogs } from './MessageDialogs.tsx'
import { MessageRow } from './MessageRow.tsx'

afterEach(() => messageDialog.set(undefined))

test('the tag of a message shows its metadata to read; editing is one step further', async () => {
  const message = buildMessage({ id: 'msg_1', thread_id: 'thread_1', metadata: { city: 'Bonn' } })
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <MessageRow
        messageId="msg_1"
        message={message}
        marked={false}
        reachable
        onFocus={() => undefined}
      />
      <MessageDialogs />
    </QueryClientProvider>,
  )
  await page.getByRole('button', { name: 'Metadata: 1 pair' }).click()
  const dialog = page.getByRole('dialog', { name: 'Metadata of the message' })
  await expect.element(dialog.getByText('Bonn')).toBeVisible()
  expect(dialog.getByRole('textbox').elements()).toEqual([])
  await dialog.getByRole('button', { name: 'Edit' }).click()
  await expect.element(page.getByRole('textbox', { name: 'Value 1' })).toHaveValue('Bonn')
})
