import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { forgetDraftsOf } from '#console/util/drafts.ts'
import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import { render } from '#testing/render.tsx'

import { Composer } from './Composer.tsx'
import { changeDraft } from './draft-store.ts'
import { setText } from './draft.ts'

import '#console/styles.css'

const THREAD = 'thread_1'

afterEach(() => {
  vi.unstubAllGlobals()
  forgetDraftsOf(THREAD)
})

beforeEach(async () => {
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) =>
    new Request(input, init).method === 'POST'
      ? Response.json({ error: { message: 'The text is not allowed.' } }, { status: 400 })
      : Response.json(
          { object: 'list', data: [], first_id: null, last_id: null, has_more: false },
          { headers: { [CONTRACT_HEADER]: '1' } },
        ),
  )
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <Composer threadId={THREAD} />
    </QueryClientProvider>,
  )
})
const box = page.getByRole('textbox', { name: 'Message' })

test('a refusal is told for as long as what was refused stands there', async () => {
  const refusal = page.getByText('The text is not allowed.')
  await box.fill('Bad words')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect.element(refusal).toBeVisible()
  await expect.element(box).toHaveValue('Bad words')
  await box.fill('Better words')
  await expect.element(refusal).not.toBeInTheDocument()
})

test('a message that is to be sent while another is on its way is told to wait', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>()
  const answer = fetch
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) =>
    new Request(input, init).method === 'POST' ? promise : answer(input, init),
  )
  const told = page.getByText(/^The message above is on its way/)
  await box.fill('First')
  await userEvent.keyboard('{Control>}{Enter}{Enter}{/Control}')
  await box.fill('Second')
  await expect.element(page.getByText('On its way', { exact: true })).toBeVisible()
  await expect.element(told).not.toBeInTheDocument()
  await userEvent.keyboard('{Control>}{Enter}{/Control}')
  await expect.element(told).toBeVisible()
  await expect.element(box).toHaveValue('Second')
  resolve(Response.json({ error: { message: 'The text is not allowed.' } }, { status: 400 }))
  await expect.element(told).not.toBeInTheDocument()
})

test('metadata that was typed for a message is there after Escape, and goes with none before it is kept', async () => {
  await page.getByRole('button', { name: 'Add metadata' }).click()
  await page.getByRole('textbox', { name: 'Key 1' }).fill('city')
  await page.getByRole('textbox', { name: 'Value 1' }).fill('Bonn')
  await userEvent.keyboard('{Escape}')
  await page.getByRole('button', { name: 'Add metadata' }).click()
  await expect.element(page.getByRole('textbox', { name: 'Value 1' })).toHaveValue('Bonn')
  await page.getByRole('button', { name: 'Keep metadata' }).click()
  await page.getByRole('button', { name: 'Metadata: 1 set' }).click()
  await expect.element(page.getByText('Not saved yet')).not.toBeInTheDocument()
})

test('with ten attachments and images beside a long text Send stays on the screen', async () => {
  await page.viewport(1366, 768)
  const upload = (name: string) => ({
    name,
    bytes: 9,
    sent: 9,
    state: 'done' as const,
    fileId: `file-${name}`,
  })
  changeDraft(THREAD, (draft) => ({
    ...setText(draft, 'text', 'A line of a long text.\n'.repeat(200)),
    attachments: Array.from({ length: 10 }, (_, nth) => ({
      key: `a${nth}`,
      upload: upload(`notes with quite a long name ${nth}.md`),
      tools: ['file_search' as const],
    })),
  }))
  changeDraft(THREAD, (draft) => ({
    ...draft,
    parts: [
      ...draft.parts,
      ...Array.from({ length: 10 }, (_, nth) => ({
        key: `i${nth}`,
        type: 'image' as const,
        detail: 'auto' as const,
        url: `https://picture-${nth}.example/a.png`,
      })),
    ],
  }))
  await expect.element(page.getByRole('list', { name: 'Attachments' })).toBeVisible()
  const form = page.getByRole('form', { name: 'Write a message' }).element()
  const send = page.getByRole('button', { name: /^Send/ }).element()
  // A third of the screen is left to the messages.
  expect(form.getBoundingClientRect().height).toBeLessThan(768 * 0.66)
  expect(send.getBoundingClientRect().bottom).toBeLessThanOrEqual(
    form.getBoundingClientRect().bottom,
  )
})

test('hundreds of attachments stand in one row, of which what is in view is drawn', async () => {
  await page.viewport(1366, 768)
  const attachments = Array.from({ length: 400 }, (_, nth) => ({
    key: `a${nth}`,
    upload: {
      name: `notes ${nth}.md`,
      bytes: 9,
      sent: 9,
      state: nth === 7 ? ('failed' as const) : ('done' as const),
      fileId: `file-${nth}`,
    },
    tools: ['file_search' as const],
  }))
  changeDraft(THREAD, (draft) => ({ ...draft, attachments }))
  await expect.element(page.getByText('400 attachments · 1 not uploaded')).toBeVisible()
  const list = page.getByRole('list', { name: 'Attachments' })
  const chip = (nth: number) => list.getByText(`notes ${nth}.md`, { exact: true })
  await expect.element(chip(399)).toBeVisible()
  expect(list.getByRole('listitem').elements().length).toBeLessThan(20)
  const form = page.getByRole('form', { name: 'Write a message' }).element()
  expect(form.getBoundingClientRect().height).toBeLessThan(250)
  list.element().parentElement?.scrollTo({ left: 0 })
  await expect.element(chip(0)).toBeVisible()
  const first = list.getByRole('listitem').first()
  await expect.element(first).toHaveAttribute('aria-setsize', '400')
  await first.getByRole('button', { name: 'Remove notes 0.md' }).click()
  await expect.element(page.getByText('399 attachments · 1 not uploaded')).toBeVisible()
  await expect.element(chip(1)).toBeVisible()
})

test('an address of an image that was typed is there after it was closed, until it is added', async () => {
  const open = page.getByRole('button', { name: 'Add an image by its address' })
  const address = page.getByRole('textbox', { name: 'Address' })
  await open.click()
  await address.fill('https://example.com/c')
  await userEvent.keyboard('{Escape}')
  await expect.element(address).not.toBeInTheDocument()
  await open.click()
  await expect.element(address).toHaveValue('https://example.com/c')
  await address.fill('https://example.com/cat.png')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await open.click()
  await expect.element(address).toHaveValue('https://example.com/cat.png')
  await page.getByRole('button', { name: 'Add image' }).click()
  await open.click()
  await expect.element(address).toHaveValue('')
  await address.fill('https://')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect.element(address).toHaveValue('')
})
