import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { sessionQuery } from '#console/api/session.ts'
import type { Role } from '#contract/rights.ts'
import { buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { threadDialog } from './thread-dialog.ts'
import { ThreadMenu } from './ThreadMenu.tsx'

const opened = async (role: Role, { upstream = false, open = false } = {}) => {
  const client = new QueryClient()
  client.setQueryData(sessionQuery.queryKey, {
    version: '0',
    scripted: true,
    upstream,
    role,
  })
  await render(
    <QueryClientProvider client={client}>
      <ThreadMenu thread={buildThread()} open={open} />
    </QueryClientProvider>,
  )
  await page.getByRole('button').click()
}

test('who may not delete is shown why, and the item does nothing', async () => {
  await opened('operator')
  const item = page.getByRole('menuitem', { name: /^Delete thread/ })
  await expect.element(item).toHaveAttribute('aria-disabled', 'true')
  expect(item.element().textContent).toContain('Ask an administrator.')
  await userEvent.click(item, { force: true })
  expect(threadDialog.get()).toBeUndefined()
  await expect
    .element(page.getByRole('menuitem', { name: 'Rename' }))
    .not.toHaveAttribute('aria-disabled')
})

test('who may, deletes', async () => {
  await opened('administrator')
  await page.getByRole('menuitem', { name: 'Delete thread' }).click()
  expect(threadDialog.get()?.kind).toBe('delete')
  threadDialog.set(undefined)
})

test('in front of another server a thread is gone through by date as well', async () => {
  await opened('administrator', { upstream: true, open: true })
  await expect
    .element(page.getByRole('menuitem', { name: 'Jump to date' }))
    .not.toHaveAttribute('aria-disabled')
})
