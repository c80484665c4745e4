import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import type { Metadata } from '#contract/primitives.ts'
import { render } from '#testing/render.tsx'

import { SharedMetadataDialog } from './SharedMetadataDialog.tsx'

const show = async (now: Metadata) => {
  const write = vi.fn<(metadata: Metadata) => Promise<void>>(async () => {})
  const onClose = vi.fn<() => void>()
  await render(
    <SharedMetadataDialog
      title="Metadata of the thread"
      metadata={{ kind: 'refund', status: 'open' }}
      read={async () => now}
      write={write}
      onClose={onClose}
    />,
  )
  return { write, onClose }
}
const save = page.getByRole('button', { name: 'Save metadata' })

test('what others changed under other keys stays, without a word', async () => {
  const { write, onClose } = await show({ kind: 'refund', status: 'closed', who: 'Ada' })
  await page.getByLabelText('Value 1').fill('exchange')
  await save.click()
  await expect.poll(() => onClose.mock.calls.length).toBe(1)
  expect(write).toHaveBeenCalledWith({ kind: 'exchange', status: 'closed', who: 'Ada' })
})

for (const [choice, status] of [
  ['Theirs', 'closed'],
  ['Mine', 'waiting'],
] as const) {
  test(`a key that both changed is told, and ${choice.toLowerCase()} is kept`, async () => {
    const { write, onClose } = await show({ kind: 'refund', status: 'closed' })
    await page.getByLabelText('Value 2').fill('waiting')
    await save.click()
    await expect.element(page.getByText(/Somebody else has changed/)).toBeVisible()
    await expect.element(page.getByRole('group', { name: 'status' })).toBeVisible()
    expect(write).not.toHaveBeenCalled()
    await expect.element(save).toBeDisabled()
    await page.getByRole('radio', { name: new RegExp(choice) }).click()
    await save.click()
    await expect.poll(() => onClose.mock.calls.length).toBe(1)
    expect(write).toHaveBeenCalledWith({ kind: 'refund', status })
  })
}
