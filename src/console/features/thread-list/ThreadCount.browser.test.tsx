import { QueryClientProvider } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { mirrorQuery } from '#console/api/mirror.ts'
import { threadCountQuery } from '#console/api/thread-count.ts'
import { buildMirror, clientOf } from '#testing/mirrored.ts'
import { render } from '#testing/render.tsx'

import { ThreadCount } from './ThreadCount.tsx'

test('while threads are copied the count is not told as all there is', async () => {
  const client = clientOf({ upstream: true })
  const filters = { order: 'newest', metadata: {} } as const
  client.setQueryData([...threadCountQuery(filters).queryKey], { total: 2000, more: false })
  const tell = (waiting: number, reachable = true) =>
    client.setQueryData(mirrorQuery.queryKey, buildMirror({ waiting, reachable }))
  tell(300)
  await render(
    <QueryClientProvider client={client}>
      <ThreadCount filters={filters} />
    </QueryClientProvider>,
  )
  const status = page.getByRole('status')
  await expect.element(status).toHaveTextContent('2,000 threads, more are being fetched')
  // A thread that is read is fetched again by itself.
  tell(1)
  await expect.element(status).toHaveTextContent('2,000 threads')
  tell(300, false)
  await expect.element(status).toHaveTextContent('2,000 threads')
})
