import '#console/styles.css'
import type { CSSProperties } from 'react'
import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { SearchMenu } from './SearchMenu.tsx'

const show = async (place?: CSSProperties) => {
  const chosen = vi.fn<(label: string) => void>()
  const sent = vi.fn<() => void>()
  const item = (label: string, hint?: string) => ({
    label,
    ...(hint && { hint }),
    onSelect: () => chosen(label),
  })
  const names = Array.from({ length: 38 }, (_, at) => `Assistant ${at + 1}`)
  await render(
    <form onSubmit={sent} style={{ position: 'fixed', ...place }}>
      <SearchMenu
        label="Assistant: none"
        search="Find an assistant"
        items={names.map((name, at) => ({
          ...item(name, at === 20 ? 'gpt-odd' : 'gpt-4o'),
          checked: at === 30,
        }))}
        always={[item('Send without a run')]}
      >
        Open
      </SearchMenu>
    </form>,
  )
  const button = page.getByRole('button', { name: 'Assistant: none' })
  const field = page.getByRole('combobox', { name: 'Find an assistant' })
  return { chosen, sent, button, field }
}
const options = () =>
  [...document.querySelectorAll('[role=option]')].map((each) => each.textContent)
const active = () => {
  const id = document.querySelector('[role=combobox]')?.getAttribute('aria-activedescendant')
  return document.getElementById(id ?? '')
}

test.each([
  ['at the top', { top: 0 }],
  ['at the bottom', { bottom: 0 }],
])(
  'opens with the focus in the field, on what is chosen, and stays within the screen, %s',
  async (_, place) => {
    const { button, field } = await show(place)
    await button.click()
    await expect.element(field).toHaveFocus()
    await expect.poll(() => active()?.textContent).toContain('Assistant 31')
    const list = page.getByRole('listbox').element().getBoundingClientRect()
    const row = active()?.getBoundingClientRect()
    expect(row && row.top >= list.top && row.bottom <= list.bottom + 1).toBe(true)
    expect(list.bottom).toBeLessThanOrEqual(window.innerHeight)
    const menu = page.getByRole('listbox').element().closest('[popover]')?.getBoundingClientRect()
    expect(menu?.top).toBeGreaterThanOrEqual(0)
    expect(menu?.bottom).toBeLessThanOrEqual(window.innerHeight)
  },
)

test('typing filters by name and hint; keys move, Enter chooses and sends no form', async () => {
  const { chosen, sent, button, field } = await show()
  await button.click()
  await field.fill('odd')
  expect(options()).toEqual(['Assistant 21gpt-odd', 'Send without a run'])
  await field.fill('assistant 3')
  expect(options()).toHaveLength(12 + 1)
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(chosen.mock.calls).toEqual([['Assistant 13']])
  expect(sent).not.toHaveBeenCalled()
  await expect.element(button).toHaveAttribute('aria-expanded', 'false')
})

test('says that nothing matches; Escape closes and gives focus back', async () => {
  const { chosen, button, field } = await show()
  button.element().focus()
  await userEvent.keyboard('{ArrowDown}')
  await field.fill('nobody')
  await expect.element(page.getByText('No match')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => document.activeElement).toBe(button.element())
  expect(chosen).not.toHaveBeenCalled()
})

test('Enter after a name that is not there chooses nothing else; an arrow key leads to the rest', async () => {
  const { chosen, sent, button, field } = await show()
  await button.click()
  await field.fill('Human')
  await userEvent.keyboard('{Enter}')
  expect(chosen).not.toHaveBeenCalled()
  expect(sent).not.toHaveBeenCalled()
  await expect.element(field).toHaveFocus()
  await userEvent.keyboard('{ArrowDown}{Enter}')
  expect(chosen.mock.calls).toEqual([['Send without a run']])
})

test('an Enter that ends a composition chooses nothing, as Safari tells of it either', async () => {
  const { chosen, button, field } = await show()
  await button.click()
  await field.fill('odd')
  const press = (given: KeyboardEventInit) =>
    field
      .element()
      .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...given }))
  press({ isComposing: true, keyCode: 229 })
  press({ isComposing: false, keyCode: 229 })
  expect(chosen).not.toHaveBeenCalled()
  press({ keyCode: 13 })
  expect(chosen).toHaveBeenCalledWith('Assistant 21')
})

test('what may not be chosen says why, and Enter does nothing', async () => {
  const onSelect = vi.fn<() => void>()
  await render(
    <SearchMenu
      label="Assistant: none"
      search="Find an assistant"
      items={[{ label: 'Support', hint: 'gpt-4o', whyNot: 'You are here as auditor.', onSelect }]}
    >
      Open
    </SearchMenu>,
  )
  await page.getByRole('button', { name: 'Assistant: none' }).click()
  const option = page.getByRole('option', { name: /Support/ })
  await expect.element(option).toHaveAttribute('aria-disabled', 'true')
  expect(option.element().textContent).toContain('You are here as auditor.')
  await userEvent.keyboard('{Enter}')
  expect(onSelect).not.toHaveBeenCalled()
})
