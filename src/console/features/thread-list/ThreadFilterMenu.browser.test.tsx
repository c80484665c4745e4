import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { ThreadFilters } from '#console/api/threads.ts'
import { render } from '#testing/render.tsx'

import { ThreadFilterMenu } from './ThreadFilterMenu.tsx'

test('a value with line breaks is filtered by as it was pasted', async () => {
  let chosen: ThreadFilters | undefined
  await render(
    <ThreadFilterMenu
      filters={{ metadata: {}, order: 'activity' }}
      known={new Map()}
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
