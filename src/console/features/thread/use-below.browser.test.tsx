import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { buildMessage } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { JumpPill } from './JumpPill.tsx'
import { useBelow } from './use-below.ts'

const Below = () => {
  const { unseen, isMore, onEndSeen } = useBelow('thread_1', true)
  return (
    <>
      <JumpPill hidden={false} {...{ unseen, isMore }} onJump={() => undefined} />
      <button type="button" onClick={() => onEndSeen('msg_seen')}>
        Seen
      </button>
    </>
  )
}

test.each([
  [1, '1 new message'],
  [99, '99 new messages'],
  [100, '100 new messages'],
  [101, '100+ new messages'],
  [250, '100+ new messages'],
])('of %i messages that came below it says: %s', async (came, said) => {
  const all = Array.from({ length: came }, () => buildMessage())
  vi.stubGlobal('fetch', async (url: string) => {
    const { searchParams } = new URL(url, 'http://x')
    const limit = Number(searchParams.get('limit'))
    const data = searchParams.get('after') === 'msg_seen' ? all.slice(0, limit) : []
    const has_more = data.length > 0 && data.length < came
    return Response.json({ object: 'list', data, first_id: null, last_id: null, has_more })
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <Below />
    </QueryClientProvider>,
  )
  await page.getByRole('button', { name: 'Seen' }).click()
  await expect.element(page.getByRole('button', { name: said, exact: true })).toBeInTheDocument()
})
