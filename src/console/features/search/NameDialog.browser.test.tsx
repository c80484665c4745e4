import '#console/styles.css'
import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { NameDialog } from './NameDialog.tsx'

const show = async () => {
  const onName = vi.fn<(name: string) => void>()
  const onClose = vi.fn<() => void>()
  await render(
    <NameDialog
      name="refund"
      title="Save this search"
      action="Save"
      others={['Money back']}
      onName={onName}
      onClose={onClose}
    />,
  )
  return { onName, onClose, box: page.getByRole('textbox', { name: 'Name' }) }
}

test('what is typed takes the place of the proposed name', async () => {
  const { onName, box } = await show()
  await expect.element(box).toHaveFocus()
  await userEvent.keyboard('Money back{Enter}')
  expect(onName).toHaveBeenCalledWith('Money back')
})

test('a name that does not fit stays as it was typed, and it is told', async () => {
  const { onName, box } = await show()
  await box.fill('x'.repeat(85))
  await expect.element(page.getByText(/5 characters over the limit of 80/)).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Save' })).toBeDisabled()
  await userEvent.keyboard('{Enter}')
  expect(onName).not.toHaveBeenCalled()
  await userEvent.keyboard('{Backspace>5/}{Enter}')
  expect(onName).toHaveBeenCalledWith('x'.repeat(80))
})

test('a name that another search has is told, and may be given all the same', async () => {
  const { onName, box } = await show()
  const told = page.getByRole('status')
  await expect.element(told).toBeEmptyDOMElement()
  await box.fill('money back ')
  await expect.element(told).toHaveTextContent('Another saved search has this name.')
  await userEvent.keyboard('{Enter}')
  expect(onName).toHaveBeenCalledWith('money back')
})
