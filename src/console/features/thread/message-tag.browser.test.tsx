import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { buildMessage } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { messageDialog } from './message-dialog.ts'
import { MessageDialogs } from './MessageDialogs.tsx'
import { MessageRow } from './MessageRow.tsx'

import '#console/styles.css'

afterEach(() => messageDialog.set(undefined))

const message = buildMessage({ id: 'msg_1', thread_id: 'thread_1', metadata: { city: 'Bonn' } })
const show = (isTagQuiet: boolean) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MessageRow
        messageId="msg_1"
        message={message}
        isTagQuiet={isTagQuiet}
        marked={false}
        reachable
        onFocus={() => undefined}
      />
      <MessageDialogs />
    </QueryClientProvider>,
  )
const tag = page.getByRole('button', { name: 'Metadata: 1 pair' })

test('the tag of a message shows its metadata to read; editing is one step further', async () => {
  await show(false)
  await tag.click()
  const dialog = page.getByRole('dialog', { name: 'Metadata of the message' })
  await expect.element(dialog.getByText('Bonn')).toBeVisible()
  expect(dialog.getByRole('textbox').elements()).toEqual([])
  await dialog.getByRole('button', { name: 'Edit' }).click()
  await expect.element(page.getByRole('textbox', { name: 'Value 1' })).toHaveValue('Bonn')
})

test('one that tells nothing apart shows once its message is looked at', async () => {
  await show(true)
  await expect.element(tag).toHaveStyle({ opacity: '0' })
  const element = tag.element()
  if (element instanceof HTMLElement) element.focus()
  await expect.element(tag).toHaveStyle({ opacity: '1' })
})
