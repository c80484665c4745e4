import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { ThreadFilters } from '#console/api/threads.ts'
import { buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { ThreadFilterMenu } from './ThreadFilterMenu.tsx'

test('a value with line breaks is filtered by as it was pasted', async () => {
  let chosen: ThreadFilters | undefined
  await render(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      threads={[]}
      onChange={(filters) => (chosen = filters)}
    />,
  )
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('combobox', { name: 'Metadata key' }).fill(' note ')
  const value = page.getByLabelText('Value')
  await value.click()
  const data = new DataTransfer()
  data.setData('text/plain', 'one\ntwo')
  value
    .element()
    .dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  await expect.element(page.getByRole('textbox', { name: 'Value' })).toHaveValue('one\ntwo')
  await userEvent.click(page.getByRole('button', { name: 'Add filter' }))
  expect(chosen?.metadata).toEqual({ note: 'one\ntwo' })
})

test('metadata is gathered from the list once the menu is open, and not before', async () => {
  const metadata = vi.fn<() => Record<string, string>>(() => ({ project: 'fares' }))
  const thread = Object.defineProperty(buildThread({}), 'metadata', { get: metadata })
  await render(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      threads={[thread]}
      onChange={() => undefined}
    />,
  )
  expect(metadata).not.toHaveBeenCalled()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('combobox', { name: 'Metadata key' }).fill('project')
  const offered = [...document.querySelectorAll('datalist option')].map((each) => each.textContent)
  expect(offered).toEqual(['project', 'fares'])
})
