import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { useIsRenaming } from '#console/api/renaming.ts'
import { writeThread } from '#console/api/thread-writes.ts'
import { threadTitle } from '#console/api/threads.ts'
import { toasts } from '#console/ui/toast.ts'
import type { Thread } from '#contract/thread.ts'
import { render } from '#testing/render.tsx'

import { ResumedRenames } from './ResumedRenames.tsx'
import { threadDialog } from './thread-dialog.ts'
import { ThreadDialogHost } from './ThreadDialogHost.tsx'
import { titleDrafts } from './title-drafts.ts'

const thread: Thread = {
  id: 'thread_1',
  object: 'thread',
  created_at: 1,
  metadata: { title: ' Old ' },
  tool_resources: {},
}

afterEach(() => {
  vi.unstubAllGlobals()
  threadDialog.set(undefined)
  titleDrafts.forget(thread.id)
  toasts.set([])
})

/** A server that gives the thread, and answers its change as told. */
const serve = (change: (body: string) => Response | Promise<Response>) => {
  const posts: string[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    if (request.method === 'GET') return Response.json(thread)
    const body = await request.text()
    posts.push(body)
    return change(body)
  })
  return posts
}
const Pending = () => <output>{useIsRenaming(thread.id) ? 'pending' : 'stored'}</output>
const show = async (shown = thread) => {
  const client = new QueryClient()
  await render(
    <QueryClientProvider client={client}>
      <Pending />
      <ThreadDialogHost onDeleted={() => undefined} />
    </QueryClientProvider>,
  )
  threadDialog.set({ kind: 'rename', thread: shown })
  return client
}
const box = page.getByRole('textbox', { name: 'Title' })
const rename = page.getByRole('button', { name: 'Rename' })

test('a refused title comes back to its box, with the server’s own words and without a notice', async () => {
  serve(() => Response.json({ error: { message: 'The upstream is down.' } }, { status: 502 }))
  await show()
  await box.fill('New')
  await rename.click()
  await expect.element(page.getByText('The upstream is down.')).toBeVisible()
  await expect.element(box).toHaveValue('New')
  expect(titleDrafts.get(thread.id)?.title).toBe('New')
  expect(toasts.get()).toEqual([])
})

test('a title is pending, and kept, until the server has it', async () => {
  let answer: () => void = () => undefined
  serve(
    () =>
      new Promise((resolve) => {
        answer = () => resolve(Response.json({ ...thread, metadata: { title: 'New' } }))
      }),
  )
  await show()
  await box.fill('New')
  await rename.click()
  await expect.element(page.getByText('pending')).toBeVisible()
  expect(localStorage.getItem('clew.title.thread_1')).toContain('New')
  await expect.poll(() => (answer(), titleDrafts.get(thread.id))).toBeUndefined()
  await expect.element(page.getByText('stored')).toBeVisible()
  expect(localStorage.getItem('clew.title.thread_1') ?? '').not.toContain('New')
  // For a moment it stands there for other tabs that it is empty.
  await expect.poll(() => localStorage.getItem('clew.title.thread_1')).toBeNull()
})

test('a title that nobody touched is not written; one that was typed is there after Escape', async () => {
  const posts = serve(() => Response.json(thread))
  await show()
  await rename.click()
  await expect.element(box).not.toBeInTheDocument()
  threadDialog.set({ kind: 'rename', thread })
  await box.fill('Half a ti')
  threadDialog.set(undefined)
  await expect.element(box).not.toBeInTheDocument()
  threadDialog.set({ kind: 'rename', thread })
  await expect.element(box).toHaveValue('Half a ti')
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect.element(box).toHaveValue(' Old ')
  expect(posts).toEqual([])
})

/** A server that keeps the title; each POST waits until it is let through. */
const serveSlowly = () => {
  const kept = { title: 'Slow0', posts: [] as string[] }
  const waiting: ((isRefused: boolean) => void)[] = []
  const now = () => ({ ...thread, metadata: { title: kept.title } })
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    if (request.method === 'GET') return Response.json(now())
    const { metadata }: { metadata: { title: string } } = await request.json()
    kept.posts.push(metadata.title)
    const isRefused = await new Promise<boolean>((resolve) => waiting.push(resolve))
    if (isRefused) return Response.json({ error: { message: 'It is down.' } }, { status: 502 })
    kept.title = metadata.title
    return Response.json(now())
  })
  const answer = async (isRefused = false) => {
    await expect.poll(() => waiting.length).toBe(1)
    waiting.pop()?.(isRefused)
  }
  return { kept, answer }
}
const titled = (title: string): Thread => ({ ...thread, metadata: { title } })
const renameTo = async (shown: string, title: string) => {
  threadDialog.set({ kind: 'rename', thread: titled(shown) })
  await box.fill(title)
  await rename.click()
  await expect.element(box).not.toBeInTheDocument()
}
const stored = page.getByText('stored')

test('a title given while an earlier one is on its way follows it; of several the last', async () => {
  const { kept, answer } = serveSlowly()
  await show()
  await renameTo('Slow0', 'S1')
  await expect.poll(() => kept.posts).toEqual(['S1'])
  await renameTo('S1', 'S2')
  await renameTo('S2', 'S3')
  await answer()
  await expect.poll(() => kept.posts).toEqual(['S1', 'S3'])
  await renameTo('S3', 'Slow0')
  await answer()
  await answer()
  await expect.element(stored).toBeVisible()
  expect(kept.posts).toEqual(['S1', 'S3', 'Slow0'])
  expect(kept.title).toBe('Slow0')
  expect(toasts.get()).toEqual([])
  expect(titleDrafts.get(thread.id)).toBeUndefined()
})

test('a title given over one that is refused is compared with what stands at the server', async () => {
  const { kept, answer } = serveSlowly()
  await show()
  await renameTo('Slow0', 'S1')
  await renameTo('S1', 'S2')
  await answer(true)
  await expect.poll(() => kept.posts).toEqual(['S1', 'S2'])
  // Refused while the box is open over it.
  threadDialog.set({ kind: 'rename', thread: titled('S2') })
  await box.fill('S3')
  await answer(true)
  await expect.element(stored).toBeVisible()
  toasts.set([])
  await rename.click()
  await expect.poll(() => kept.posts).toEqual(['S1', 'S2', 'S3'])
  await answer()
  await expect.element(stored).toBeVisible()
  expect(toasts.get()).toEqual([])
})

test('what others gave between two of my titles is told once, as theirs', async () => {
  const { kept, answer } = serveSlowly()
  await show()
  await renameTo('Slow0', 'S1')
  await expect.poll(() => kept.posts).toEqual(['S1'])
  await renameTo('S1', 'S2')
  kept.title = 'Theirs'
  await answer(true)
  await expect.element(stored).toBeVisible()
  expect(toasts.get().map(({ text }) => text)).toEqual([
    'Somebody else renamed the thread to “Theirs” meanwhile. That title was kept.',
  ])
  expect(kept.posts).toEqual(['S1'])
})

test('what is read of a thread between two of my titles does not show the first of them', async () => {
  const { kept, answer } = serveSlowly()
  await show()
  await renameTo('Slow0', 'S1')
  await expect.poll(() => kept.posts).toEqual(['S1'])
  await renameTo('S1', 'S2')
  await answer()
  await expect.poll(() => kept.posts).toEqual(['S1', 'S2'])
  // As the change feed brings it.
  expect(threadTitle(titled(kept.title))).toBe('S2')
  await answer()
  await expect.element(stored).toBeVisible()
  expect(threadTitle(titled('Theirs'))).toBe('Theirs')
})

/** A page that is loaded while a rename from Slow0 to S1 was under way. */
const reload = async (title: string, asked = ['Slow0', 'S1']) => {
  const { kept, answer } = serveSlowly()
  kept.title = title
  titleDrafts.change(thread.id, () => ({ title: 'S1', before: 'Slow0', asked }), 'now')
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <Pending />
      <ResumedRenames />
    </QueryClientProvider>,
  )
  return { kept, answer }
}

test('a rename that was under way at a reload goes on, and is pending again', async () => {
  const { kept, answer } = await reload('Slow0')
  await expect.element(page.getByText('pending')).toBeVisible()
  await answer()
  await expect.element(stored).toBeVisible()
  expect(kept.posts).toEqual(['S1'])
  expect(titleDrafts.get(thread.id)).toBeUndefined()
})

test('one that had arrived is over, and others’ title is asked about', async () => {
  const { kept } = await reload('S1')
  await expect.poll(() => titleDrafts.get(thread.id)).toBeUndefined()
  expect(kept.posts).toEqual([])
  await reload('Theirs')
  await expect.poll(() => toasts.get().length).toBe(1)
  expect(titleDrafts.get(thread.id)).toEqual({ title: 'S1', before: 'Theirs' })
})

test('where no pair is left for a title that is told before it is sent', async () => {
  const metadata = Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`k${at}`, 'v']))
  const posts = serve(() => Response.json(thread))
  await show({ ...thread, metadata })
  await expect.element(rename).toBeEnabled()
  await box.fill('New')
  await expect.element(page.getByText(/16 others are there/)).toBeVisible()
  await expect.element(rename).toBeDisabled()
  expect(posts).toEqual([])
})

test('a title that others give while the box is open is told there, with what Rename does; it then does so', async () => {
  const { kept, answer } = serveSlowly()
  const client = await show(titled('Slow0'))
  await box.fill('Mine')
  kept.title = 'Theirs'
  // As the change feed brings it.
  writeThread(client, titled('Theirs'))
  await expect
    .element(page.getByRole('status').filter({ hasText: 'Theirs' }))
    .toHaveTextContent(
      'The thread is called “Theirs” now. Rename replaces that title with the one above.',
    )
  await expect.element(box).toHaveValue('Mine')
  await rename.click()
  await answer()
  await expect.element(stored).toBeVisible()
  expect(kept).toMatchObject({ title: 'Mine', posts: ['Mine'] })
  expect(toasts.get()).toEqual([])
})

test('a box that nobody touched follows what others call the thread, and says so', async () => {
  const { kept } = serveSlowly()
  const client = await show(titled('Slow0'))
  await expect.element(box).toHaveValue('Slow0')
  kept.title = 'Theirs'
  writeThread(client, titled('Theirs'))
  await expect.element(box).toHaveValue('Theirs')
  await expect
    .element(page.getByText('The thread is called “Theirs” now. Rename leaves it so.'))
    .toBeVisible()
  await rename.click()
  expect(kept.posts).toEqual([])
})
