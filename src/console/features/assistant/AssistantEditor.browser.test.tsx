import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { assistantQuery } from '#console/api/assistants.ts'
import { isNotFound } from '#console/api/failure.ts'
import { toasts } from '#console/ui/toast.ts'
import { render } from '#testing/render.tsx'

import { assistantDrafts, NEW } from './assistant-drafts.ts'
import { emptyForm, withTyped } from './assistant-form.ts'
import { AssistantEditor } from './AssistantEditor.tsx'

const ID = 'asst_1'
const first = {
  id: ID,
  object: 'assistant',
  created_at: 1,
  name: 'Support',
  description: null,
  model: 'scripted',
  instructions: 'Be kind.',
  tools: [],
  metadata: {},
}
/** What the server has; undefined once it is deleted. */
let stored: typeof first | undefined
let sent: unknown[]
/** Until it is resolved no write is answered. */
let hold: Promise<void> | undefined

const answer = (init: RequestInit | undefined) => {
  if (!stored) return Response.json({ error: { message: 'No such assistant.' } }, { status: 404 })
  if (typeof init?.body === 'string') {
    const body = JSON.parse(init.body) as Partial<typeof first>
    sent.push(body)
    stored = { ...stored, ...body }
  }
  return Response.json(stored)
}
beforeEach(() => {
  stored = first
  sent = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (init?.method === 'POST') await hold
    return url.includes(ID) || init?.method === 'POST'
      ? answer(init)
      : Response.json({ object: 'list', data: [], first_id: null, last_id: null, has_more: false })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  for (const id of [ID, NEW]) assistantDrafts.forget(id)
  toasts.set([])
  hold = undefined
})

interface Told {
  onCopied?: () => void
  onSaved?: () => void
}
const Shown = ({ onCopied = () => {}, onSaved = () => {} }: Told) => {
  const { data, error } = useQuery(assistantQuery(ID))
  if (!data) return null
  return (
    <AssistantEditor
      assistant={data}
      isGone={isNotFound(error)}
      back={null}
      onSaved={onSaved}
      onDeleted={() => {}}
      onCopied={onCopied}
    />
  )
}
const within = (page: ReactNode) => {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity } },
  })
  return render(<QueryClientProvider client={client}>{page}</QueryClientProvider>)
}
const show = async (told: Told = {}) => {
  const shown = await within(<Shown {...told} />)
  await expect.element(box('Name')).toHaveValue('Support')
  return shown
}
/** Opened where a new assistant is made. */
const showNew = ({ onSaved = () => {} }: Told = {}) =>
  within(
    <AssistantEditor
      assistant={undefined}
      back={null}
      onSaved={onSaved}
      onDeleted={() => {}}
      onCopied={() => {}}
    />,
  )
const box = (label: string) => page.getByRole('textbox', { name: label, exact: true })
const button = (name: string) => page.getByRole('button', { name, exact: true })

test('Save sends what was changed, and leaves what another client changed meanwhile', async () => {
  await show()
  await expect.element(button('Save')).toBeDisabled()
  await box('Name').fill('Help desk')
  stored = { ...first, instructions: 'Be brief.' }
  await button('Save').click()
  await expect.poll(() => sent).toEqual([{ name: 'Help desk' }])
  await expect.element(box('Instructions')).toHaveValue('Be brief.')
  await expect.element(button('Save')).toBeDisabled()
})

test('Save has the focus also once there is nothing to save', async () => {
  await show()
  await box('Name').fill('Help desk')
  await button('Save').click()
  await expect.poll(() => sent).toEqual([{ name: 'Help desk' }])
  await expect.element(button('Save')).toBeDisabled()
  await expect.element(button('Save')).toHaveFocus()
})

test('a double click saves once', async () => {
  await show()
  await box('Name').fill('Help desk')
  const save = button('Save').element()
  if (save instanceof HTMLElement) for (let press = 0; press < 2; press++) save.click()
  await expect.poll(() => sent).toEqual([{ name: 'Help desk' }])
  await expect.element(button('Save')).not.toHaveAttribute('aria-busy')
  expect(sent).toHaveLength(1)
})

test('what both changed is told before anything is sent', async () => {
  await show()
  await box('Instructions').fill('Mine.')
  stored = { ...first, instructions: 'Theirs.' }
  await button('Save').click()
  const conflict = page.getByRole('region', { name: 'Changed by someone else' })
  await expect.poll(() => conflict.element().textContent).toContain('Theirs.')
  expect(sent).toEqual([])
  await expect.element(button('Save')).toHaveFocus()
  await button('Keep mine').click()
  await expect.element(button('Save')).toHaveFocus()
  await button('Save').click()
  await expect.poll(() => sent).toEqual([{ instructions: 'Mine.' }])
})

test('unsaved work is there again after the page was left, and can be discarded', async () => {
  const { unmount } = await show()
  await box('Instructions').fill('Half a thought')
  unmount()
  await show()
  await expect.element(box('Instructions')).toHaveValue('Half a thought')
  await button('Discard changes').click()
  await expect.element(box('Instructions')).toHaveValue('Be kind.')
})

test('an assistant deleted meanwhile leaves what was typed for a new one', async () => {
  const onCopied = vi.fn<() => void>()
  await show({ onCopied })
  await box('Instructions').fill('Too good to lose')
  stored = undefined
  await button('Save').click()
  await button('Make a new assistant of it').click()
  expect(onCopied).toHaveBeenCalledOnce()
  expect(assistantDrafts.get(NEW).mine).toMatchObject({
    name: 'Support',
    instructions: 'Too good to lose',
  })
})

test('and takes the place of another new one only where the reader says so', async () => {
  const onCopied = vi.fn<() => void>()
  assistantDrafts.change(NEW, (before) =>
    withTyped(before, emptyForm, { name: 'Night desk', instructions: 'Hours of work' }),
  )
  await show({ onCopied })
  await box('Instructions').fill('Too good to lose')
  stored = undefined
  await button('Save').click()
  await button('Make a new assistant of it').click()
  const ask = page.getByRole('dialog', { name: 'Discard the other new assistant?' })
  await expect.element(ask.getByText('Night desk')).toBeVisible()
  await button('Cancel').click()
  expect(onCopied).not.toHaveBeenCalled()
  expect(assistantDrafts.get(NEW).mine.instructions).toBe('Hours of work')
  expect(assistantDrafts.get(ID).mine.instructions).toBe('Too good to lose')
  await button('Make a new assistant of it').click()
  await button('Discard it').click()
  await expect.poll(() => onCopied.mock.calls.length).toBe(1)
  expect(assistantDrafts.get(NEW).mine.instructions).toBe('Too good to lose')
})

test.each([
  ['Create assistant', 'Assistant created'],
  ['Save', 'Assistant saved'],
])('a late answer to %s leaves the reader where they have gone', async (press, told) => {
  const onSaved = vi.fn<() => void>()
  const { unmount } = await (press === 'Save' ? show({ onSaved }) : showNew({ onSaved }))
  await box('Name').fill('Help desk')
  await page.getByRole('combobox', { name: 'Model' }).fill('scripted')
  const { promise, resolve } = Promise.withResolvers<void>()
  hold = promise
  await button(press).click()
  await expect.element(page.getByRole('button', { name: press })).toHaveAttribute('aria-busy')
  unmount()
  resolve()
  await expect.poll(() => toasts.get().map(({ text }) => text)).toContain(told)
  expect(onSaved).not.toHaveBeenCalled()
})
