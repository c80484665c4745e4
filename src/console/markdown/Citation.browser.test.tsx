import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import type { Annotation } from '#contract/message.ts'
import { render } from '#testing/render.tsx'

import { fileQuery } from '../api/files.ts'
import { Markdown } from './Markdown.tsx'

const MARK = '【4:0†rules.md】'
const TEXT = `Refunds take five days${MARK} and are told by mail.`

const show = async (annotations: Annotation[], text = TEXT) => {
  await page.viewport(1280, 800)
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  client.setQueryData(fileQuery('file-a').queryKey, {
    id: 'file-a',
    object: 'file',
    bytes: 9,
    created_at: 1,
    filename: 'rules.md',
    purpose: 'assistants',
    status: 'processed',
  })
  const { container } = await render(
    <QueryClientProvider client={client}>
      <div style={{ width: 600 }}>
        <Markdown text={text} annotations={annotations} />
      </div>
    </QueryClientProvider>,
  )
  return container
}
const quoting = (quote: string): Annotation => ({
  type: 'file_citation',
  text: MARK,
  start_index: TEXT.indexOf(MARK),
  end_index: TEXT.indexOf(MARK) + MARK.length,
  file_citation: { file_id: 'file-a', quote },
})

test('the number of a source is large enough to be met, and makes no line higher', async () => {
  const container = await show([quoting('five days')])
  const { width, height } = page
    .getByRole('button', { name: 'Source 1' })
    .element()
    .getBoundingClientRect()
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(24)
  const plain = await show([], 'Refunds take five days and are told by mail.')
  expect(container.getBoundingClientRect().height).toBe(plain.getBoundingClientRect().height)
})

test.each([
  ['as large as what it says', 'five days', 130],
  ['no higher than its quote may be', 'Refunds take five days. '.repeat(200), 320],
])('the card of a source is %s, with its file to be had', async (_, quote, highest) => {
  await show([quoting(quote)])
  const number = page.getByRole('button', { name: 'Source 1' })
  await number.click()
  const card = page.getByRole('dialog', { name: 'Source 1' })
  await expect.element(card).toBeVisible()
  const box = card.element().getBoundingClientRect()
  expect(box.width).toBeLessThanOrEqual(352)
  expect(box.height).toBeLessThanOrEqual(highest)
  // Below its number, and all of it is seen.
  expect(box.top).toBeGreaterThanOrEqual(number.element().getBoundingClientRect().bottom)
  const file = card.getByRole('link', { name: 'Download' }).element().getBoundingClientRect()
  expect(file.bottom).toBeLessThanOrEqual(box.bottom)
  expect(file.bottom).toBeLessThanOrEqual(800)
})
