import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { recents } from './recents.ts'
import { saved } from './saved.ts'
import { SearchField } from './SearchField.tsx'

const forgetAll = () => {
  for (const { id } of saved.get()) saved.remove(id)
}
beforeEach(forgetAll)
afterEach(forgetAll)

const show = () =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <SearchField
          search={{ query: 'refund', order: 'newest' }}
          onQuery={() => {}}
          onUnasked={() => {}}
          wasTyping={false}
          onTyping={() => {}}
        />
      </MemoryRouter>
    </QueryClientProvider>,
  )
const save = page.getByRole('button', { name: 'Save this search' })

test('once a search is saved the focus is in the field, where what saved it is gone', async () => {
  await show()
  await save.click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Money back')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => saved.get()).toHaveLength(1)
  await expect.element(save).not.toBeInTheDocument()
  await expect.element(page.getByRole('combobox')).toHaveFocus()
})

test('a search that is not saved after all leaves the focus on what saves it', async () => {
  await show()
  await save.click()
  await expect.element(page.getByRole('textbox', { name: 'Name' })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.element(save).toHaveFocus()
})

test('a query that is refused is none of the recent ones', async () => {
  await show()
  const field = page.getByRole('combobox')
  await field.fill('refund OR')
  await userEvent.keyboard('{Enter}')
  await field.fill('quokka card')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => recents.get()[0]).toBe('quokka card')
  expect(recents.get()).not.toContain('refund OR')
  recents.forget('quokka card')
})

test('a condition that is taken off leaves what is typed and not searched yet', async () => {
  const steps: string[] = []
  const Searched = () => {
    const [query, setQuery] = useState('refund role:assistant')
    return (
      <SearchField
        search={{ query, order: 'newest' }}
        onQuery={(next, isStep) => {
          steps.push(isStep ? `+${next}` : next)
          setQuery(next)
        }}
        onUnasked={() => {}}
        wasTyping={false}
        onTyping={() => {}}
      />
    )
  }
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <Searched />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  const field = page.getByRole('combobox')
  await field.fill('refund role:assistant "five to seven business')
  await page.getByRole('button', { name: 'Remove role: assistant' }).click()
  await expect.element(field).toHaveValue('refund "five to seven business')
  await expect.element(page.getByText(/^Not searched yet/)).toBeVisible()
  expect(steps).toEqual(['+refund'])
})
