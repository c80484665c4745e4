import '#console/styles.css'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { Menu } from './Menu.tsx'

const show = async () => {
  const chosen = vi.fn<(label: string) => void>()
  const item = (label: string, more: object = {}) => ({
    label,
    onSelect: () => chosen(label),
    ...more,
  })
  await render(
    <>
      <button type="button">Before</button>
      <Menu
        label="Actions"
        items={[
          item('Rename'),
          item('Copy id'),
          item('Copy link', { disabled: true }),
          item('Delete'),
        ]}
      >
        Open
      </Menu>
    </>,
  )
  const button = page.getByRole('button', { name: 'Actions' })
  return { chosen, button }
}
const focused = () => document.activeElement?.textContent

test('a press outside gives the focus to the button, or to what it is on', async () => {
  const { button } = await show()
  const main = document.body.appendChild(document.createElement('main'))
  onTestFinished(() => main.remove())
  main.tabIndex = -1
  main.textContent = 'Some text'
  await button.click()
  await expect.poll(focused).toBe('Rename')
  await page.getByText('Some text').click()
  await expect.element(button).toHaveAttribute('aria-expanded', 'false')
  await expect.element(button).toHaveFocus()
  await button.click()
  await expect.poll(focused).toBe('Rename')
  await page.getByRole('button', { name: 'Before' }).click()
  await expect.element(button).toHaveAttribute('aria-expanded', 'false')
  await expect.element(page.getByRole('button', { name: 'Before' })).toHaveFocus()
})

test('a press opens it under its button, on its first item', async () => {
  const { button } = await show()
  await button.click()
  await expect.element(page.getByRole('menu')).toBeVisible()
  await expect.poll(focused).toBe('Rename')
  const menu = page.getByRole('menu').element().getBoundingClientRect()
  expect(menu.top).toBeGreaterThanOrEqual(button.element().getBoundingClientRect().bottom)
  expect(menu.right).toBeLessThanOrEqual(window.innerWidth)
})

test('keys move through it, letters jump, Enter chooses and closes', async () => {
  const { chosen, button } = await show()
  button.element().focus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(focused).toBe('Rename')
  await userEvent.keyboard('{ArrowUp}')
  expect(focused()).toBe('Delete')
  await userEvent.keyboard('{Home}c')
  expect(focused()).toBe('Copy id')
  await userEvent.keyboard('c')
  expect(focused()).toBe('Copy link')
  await userEvent.keyboard('{End}{Enter}')
  expect(chosen.mock.calls).toEqual([['Delete']])
  await expect.element(button).toHaveAttribute('aria-expanded', 'false')
})

test('Escape closes it and gives focus back', async () => {
  const { chosen, button } = await show()
  button.element().focus()
  await userEvent.keyboard('{ArrowUp}')
  await expect.poll(focused).toBe('Delete')
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement).toBe(button.element())
  expect(chosen).not.toHaveBeenCalled()
})

test('an item that cannot be chosen says so and does nothing', async () => {
  const { chosen, button } = await show()
  await button.click()
  const item = page.getByRole('menuitem', { name: 'Copy link' })
  await expect.element(item).toHaveAttribute('aria-disabled', 'true')
  await item.click({ force: true })
  expect(chosen).not.toHaveBeenCalled()
})
