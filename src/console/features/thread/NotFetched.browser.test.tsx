import '#console/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import type { Mirror, MirroredThread } from '#contract/mirror.ts'
import { buildMirror, buildMirroredThread, clientOf, serve } from '#testing/mirrored.ts'
import { render } from '#testing/render.tsx'

import { NotFetched } from './NotFetched.tsx'

const show = async (first: Partial<MirroredThread>, mirror: Partial<Mirror> = {}) => {
  const now = { thread: buildMirroredThread({ refreshed_at: null, ...first }) }
  const asked = serve({
    'GET /api/mirror': () => buildMirror(mirror),
    'GET /api/mirror/threads/thread_1': () => now.thread,
    'POST /api/mirror/threads/thread_1/refresh': () => now.thread,
  })
  await render(
    <QueryClientProvider client={clientOf({ upstream: true })}>
      <NotFetched threadId="thread_1" />
    </QueryClientProvider>,
  )
  return { now, asked }
}
const told = page.getByRole('status')
const again = page.getByRole('button', { name: 'Try again' })
const says = (words: string) => expect.element(told).toHaveTextContent(words)

test('a refusal is told in the words of the other server, and asked again where that is wanted', async () => {
  const { now, asked } = await show({ refusal: '403: Not for you.' })
  await says(
    'Its messages are not here yetassistants.example does not give all of the thread:403: Not for you.Try again',
  )
  now.thread = buildMirroredThread({ refreshed_at: null, waiting: true })
  await again.click()
  await says(
    'Its messages are not here yetThey are being fetched from assistants.example.Fetching…',
  )
  await expect
    .element(page.getByRole('button', { name: 'Fetching…' }))
    .toHaveAttribute('aria-disabled', 'true')
  expect(asked.filter((each) => each.startsWith('POST'))).toHaveLength(1)
})

test('while the other server cannot be reached, it is said when they come', async () => {
  await show({ waiting: true }, { reachable: false })
  await says(
    'Its messages are not here yetassistants.example cannot be reached. They are fetched once it is back.Fetching…',
  )
})

test('where the thread is gone there, nothing more is to be tried', async () => {
  await show({ gone_at: 1_700_000_000, refusal: 'The upstream server has no such thread.' })
  await says(
    'Its messages were never fetchedassistants.example does not have this thread any more.',
  )
  await expect.element(again).not.toBeInTheDocument()
})
