import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { forgetDraftsOf, holdDraftsOf } from '#console/util/drafts.ts'
import { metadataDrafts } from '#console/util/metadata-drafts.ts'
import { render } from '#testing/render.tsx'

import { GoneMetadata } from './GoneMetadata.tsx'

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
