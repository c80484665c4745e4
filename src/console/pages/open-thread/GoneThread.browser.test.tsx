import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { GoneThread } from './GoneThread.tsx'

const show = (threadId: string) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <GoneThread threadId={threadId} to="/threads" toNew="/threads/new" />
      </MemoryRouter>
    </QueryClientProvider>,
  )
const linesOf = (text: string) => {
  const range = document.createRange()
  range.selectNodeContents(page.getByText(text).element())
  return new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top))).size
}

test('the id of a thread that is not there stands in one line where it has room, else within the page', async () => {
  await page.viewport(390, 844)
  const id = 'thread_AbCdEfGhIjKlMnOpQrStUvWx'
  await show(id)
  await document.fonts.ready
  expect(linesOf(id)).toBe(1)
})

test('an address that is longer than the page is wide breaks within it', async () => {
  await page.viewport(320, 844)
  const id = `thread_${'x'.repeat(200)}`
  await show(id)
  await document.fonts.ready
  expect(linesOf(id)).toBeGreaterThan(1)
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320)
})
