import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { Metadata } from '#contract/primitives.ts'
import { render } from '#testing/render.tsx'

import { metadataDrafts } from '../util/metadata-drafts.ts'
import { SharedMetadataDialog } from './SharedMetadataDialog.tsx'

const ID = 'thread_1'
afterEach(() => metadataDrafts.forget(ID))

const show = async (now: Metadata) => {
  const write = vi.fn<(metadata: Metadata) => Promise<void>>(async () => {})
  const onClose = vi.fn<() => void>()
  await render(
    <SharedMetadataDialog
      title="Metadata of the thread"
      draftId={ID}
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
  expect(write).toHaveBeenCalledWith(
    { kind: 'exchange', status: 'closed', who: 'Ada' },
    expect.anything(),
  )
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
    expect(write).toHaveBeenCalledWith({ kind: 'refund', status }, expect.anything())
  })
}

test('an empty key, which the API takes, is saved as it is', async () => {
  const write = vi.fn<(metadata: Metadata) => Promise<void>>(async () => {})
  const stored = { '': 'nameless', kind: 'refund' }
  await render(
    <SharedMetadataDialog
      title="Metadata of the thread"
      draftId={ID}
      metadata={stored}
      read={async () => stored}
      write={write}
      onClose={() => {}}
    />,
  )
  await page.getByLabelText('Value 2').fill('exchange')
  await expect.element(page.getByText('Name this key.')).not.toBeInTheDocument()
  await save.click()
  await expect.poll(() => write.mock.calls[0]?.[0]).toEqual({ '': 'nameless', kind: 'exchange' })
})

test('while it is open it follows what others store, and the focus stays in its row', async () => {
  const write = vi.fn<(metadata: Metadata) => Promise<void>>(async () => {})
  const onClose = vi.fn<() => void>()
  const dialog = (metadata: Metadata) => (
    <SharedMetadataDialog
      title="Metadata of the thread"
      draftId={ID}
      metadata={metadata}
      read={async () => metadata}
      write={write}
      onClose={onClose}
    />
  )
  const { rerender } = await render(dialog({ gone: 'x', kind: 'refund', status: 'open' }))
  await page.getByLabelText('Value 3').fill('waiting')
  rerender(dialog({ kind: 'exchange', status: 'open', who: 'Ada' }))
  await expect.element(page.getByLabelText('Value 1')).toHaveValue('exchange')
  await expect.element(page.getByLabelText('Key 3')).toHaveValue('who')
  await expect.element(page.getByLabelText('Value 2')).toHaveValue('waiting')
  await expect.element(page.getByLabelText('Value 2')).toHaveFocus()
  // Told at once, not only once it is saved.
  rerender(dialog({ kind: 'exchange', status: 'closed', who: 'Ada' }))
  await expect.element(page.getByRole('group', { name: 'status' })).toBeVisible()
  await expect.element(save).toBeDisabled()
  await page.getByRole('radio', { name: /Mine/ }).click()
  await save.click()
  await expect.poll(() => onClose.mock.calls.length).toBe(1)
  expect(write).toHaveBeenCalledWith(
    { kind: 'exchange', status: 'waiting', who: 'Ada' },
    expect.anything(),
  )
})

test('a value keeps its line breaks, also through a change of one letter', async () => {
  const write = vi.fn<(metadata: Metadata) => Promise<void>>(async () => {})
  const metadata = { 'a\nkey': 'x', how: 'one\ntwo\nthree', other: 'a\r\nb\r\nc' }
  await render(
    <SharedMetadataDialog
      title="Metadata of the thread"
      draftId={ID}
      metadata={metadata}
      read={async () => metadata}
      write={write}
      onClose={() => undefined}
    />,
  )
  for (const value of [2, 3]) {
    const box = page.getByLabelText(`Value ${value}`)
    await box.click()
    await userEvent.keyboard('{Control>}{End}{/Control}!')
  }
  await page.getByLabelText('Key 1').click()
  await userEvent.keyboard('{Control>}{End}{/Control}!')
  await save.click()
  await expect.poll(() => write.mock.calls.length).toBe(1)
  expect(write.mock.calls[0]?.[0]).toEqual({
    'a\nkey!': 'x',
    how: 'one\ntwo\nthree!',
    other: 'a\r\nb\r\nc!',
  })
})

test('what is typed is there again after Escape, merged with what came meanwhile', async () => {
  const write = vi.fn<(metadata: Metadata) => Promise<void>>(async () => {})
  const dialog = (metadata: Metadata, onClose: () => void) => (
    <SharedMetadataDialog
      title="Metadata of the thread"
      draftId={ID}
      metadata={metadata}
      read={async () => metadata}
      write={write}
      onClose={onClose}
    />
  )
  const first = await render(dialog({ kind: 'refund', status: 'open' }, () => undefined))
  await expect.element(page.getByText(/Not saved yet/)).not.toBeInTheDocument()
  await page.getByLabelText('Value 2').fill('waiting')
  await expect.element(page.getByText(/Not saved yet/)).toBeVisible()
  first.unmount()
  const now = { kind: 'exchange', status: 'open', who: 'Ada' }
  await render(dialog(now, () => undefined))
  await expect.element(page.getByLabelText('Value 1')).toHaveValue('exchange')
  await expect.element(page.getByLabelText('Value 2')).toHaveValue('waiting')
  await expect.element(page.getByLabelText('Key 3')).toHaveValue('who')
  await save.click()
  await expect.poll(() => write.mock.calls[0]?.[0]).toEqual({ ...now, status: 'waiting' })
  await expect.element(page.getByText(/Not saved yet/)).not.toBeInTheDocument()
  expect(metadataDrafts.get(ID)).toBeUndefined()
})

test('a draft that is discarded shows what is stored', async () => {
  await show({ kind: 'refund', status: 'open' })
  await page.getByLabelText('Value 2').fill('waiting')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect.element(page.getByLabelText('Value 2')).toHaveValue('open')
  await expect.element(page.getByText(/Not saved yet/)).not.toBeInTheDocument()
})
