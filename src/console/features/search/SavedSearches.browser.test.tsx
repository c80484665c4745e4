import '#console/styles.css'
import { useState } from 'react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import type { NarrowedSearch } from '#console/api/search.ts'
import { render } from '#testing/render.tsx'

import { saved } from './saved.ts'
import { type Naming, SavedSearches } from './SavedSearches.tsx'

const forgetAll = () => {
  for (const { id } of saved.get()) saved.remove(id)
}
beforeEach(forgetAll)
afterEach(forgetAll)

const Searches = ({ search, first }: { search?: NarrowedSearch; first?: Naming }) => {
  const [named, setNamed] = useState(first)
  return (
    <MemoryRouter>
      <SavedSearches search={search} named={named} onNaming={setNamed} />
    </MemoryRouter>
  )
}
const names = () => saved.get().map(({ name }) => name)
const REFUNDS = { name: 'Refunds', query: 'refund', order: 'newest' } as const
const box = page.getByRole('textbox', { name: 'Name' })
const told = page.getByRole('status')

const rename = async () => {
  saved.add(REFUNDS)
  await render(<Searches />)
  await page.getByRole('button', { name: 'Actions on the search Refunds' }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await box.fill('Money back')
  const [only] = saved.get()
  if (!only) throw new Error('It is not saved.')
  return only
}

test('a search that another tab deletes while it is renamed is saved again under what was typed', async () => {
  const { id } = await rename()
  saved.remove(id)
  await expect
    .element(told)
    .toHaveTextContent('This search was deleted in another tab. Save it to have it again.')
  await expect.element(box).toHaveValue('Money back')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  expect(names()).toEqual(['Money back'])
  expect(saved.get()[0]).toMatchObject({ query: 'refund', order: 'newest' })
})

test('what another tab names a search meanwhile is told, and what was typed takes its place', async () => {
  const only = await rename()
  saved.rename(only, 'Returns')
  await expect.element(told).toHaveTextContent('Another tab named it “Returns”.')
  await expect.element(box).toHaveValue('Money back')
  await userEvent.keyboard('{Enter}')
  await expect.poll(names).toEqual(['Money back'])
})

test('a search that another tab saves meanwhile is saved once', async () => {
  const search = { query: 'refund', order: 'newest' } as const
  await render(<Searches search={search} first={{ search }} />)
  await box.fill('Money back')
  saved.add(REFUNDS)
  await expect.element(told).toHaveTextContent('Another tab saved this search as “Refunds”.')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  expect(names()).toEqual(['Money back'])
})

test('the ring around a saved search that has the focus is seen whole', async () => {
  for (let number = 1; number <= 12; number += 1)
    saved.add({ ...REFUNDS, name: `Refunds of the month ${number}`, query: `refund ${number}` })
  await render(
    <div style={{ width: 300 }}>
      <Searches />
    </div>,
  )
  const list = page.getByRole('list', { name: 'Saved searches' }).element()
  for (const { name } of saved.get()) {
    // oxlint-disable-next-line no-await-in-loop -- one step of the keyboard after the other
    await userEvent.tab()
    const focused = document.activeElement
    expect(focused?.textContent).toBe(name)
    const { outlineWidth, outlineOffset } = getComputedStyle(focused ?? list)
    const ring = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset)
    const [inner, outer] = [focused, list].map((each) => each?.getBoundingClientRect())
    expect((inner?.top ?? 0) - ring).toBeGreaterThanOrEqual(outer?.top ?? 0)
    expect((inner?.bottom ?? 0) + ring).toBeLessThanOrEqual(outer?.bottom ?? 0)
    // oxlint-disable-next-line no-await-in-loop -- past its menu
    await userEvent.tab()
  }
})
