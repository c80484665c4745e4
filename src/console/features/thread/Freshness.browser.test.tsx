import '#console/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { toasts } from '#console/ui/toast.ts'
import { dateText, fullTimeText } from '#console/util/time.ts'
import type { MirroredThread } from '#contract/mirror.ts'
import { buildMirror, buildMirroredThread, clientOf, serve } from '#testing/mirrored.ts'
import { render } from '#testing/render.tsx'

import { Freshness } from './Freshness.tsx'

beforeEach(() => toasts.set([]))

const show = async (first: Partial<MirroredThread>) => {
  const now = { thread: buildMirroredThread(first), refusal: undefined as Response | undefined }
  const asked = serve({
    'GET /api/mirror': () => buildMirror(),
    'GET /api/mirror/threads/thread_1': () => now.thread,
    'POST /api/mirror/threads/thread_1/refresh': () => now.refusal ?? now.thread,
  })
  await render(
    <QueryClientProvider client={clientOf({ upstream: true })}>
      <Freshness threadId="thread_1" />
    </QueryClientProvider>,
  )
  return { now, asked }
}
const ago = (minutes: number) => Math.floor(Date.now() / 1000) - minutes * 60 - 1
const refresh = page.getByRole('button', { name: /^Refresh/ })

test('says from where and how old it is, and refreshes it until it is done', async () => {
  const { now, asked } = await show({ refreshed_at: ago(3) })
  await expect.element(page.getByText(/^From assistants\.example, \d minutes ago$/)).toBeVisible()
  now.thread = buildMirroredThread({ refreshed_at: ago(3), waiting: true })
  await refresh.click()
  await expect
    .element(page.getByRole('button', { name: 'Refreshing…' }))
    .toHaveAttribute('aria-disabled', 'true')
  now.thread = buildMirroredThread({ refreshed_at: ago(0) })
  await expect
    .element(page.getByText('From assistants.example, just now'), { timeout: 4000 })
    .toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Refresh', exact: true })).toBeVisible()
  expect(asked.filter((each) => each.startsWith('POST'))).toHaveLength(1)
})

test('a refusal is told once, and what is known stays', async () => {
  const { now } = await show({ refreshed_at: ago(3) })
  now.refusal = Response.json({ error: { message: 'Too many requests.' } }, { status: 429 })
  await refresh.click()
  await expect
    .poll(() => toasts.get().map(({ text, detail }) => [text, detail]))
    .toEqual([['The thread was not refreshed.', 'Too many requests.']])
  await expect.element(page.getByText(/^From assistants\.example/)).toBeVisible()
})

test.each([
  ['Being fetched from assistants.example', true],
  ['Not all of it is fetched from assistants.example', false],
])('of a thread that was never there whole: %s', async (words, waiting) => {
  await show({ refreshed_at: null, waiting })
  await expect.element(page.getByText(words)).toBeVisible()
})

test('says of a thread that the other server has no more since when that is known', async () => {
  const at = ago(5000)
  await show({ gone_at: at })
  const notice = page.getByRole('status')
  const since = dateText(at)
  await expect
    .element(notice)
    .toHaveTextContent(
      `assistants.example does not have this thread any more (since ${since}). What you read is the copy kept here.`,
    )
  expect(notice.element().querySelector('time')?.title).toBe(fullTimeText(at))
  await expect.element(refresh).not.toBeInTheDocument()
})
