import '#console/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { beforeEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { mirrorQuery } from '#console/api/mirror.ts'
import type { Mirror } from '#contract/mirror.ts'
import { buildMirror, clientOf, serve } from '#testing/mirrored.ts'
import { render } from '#testing/render.tsx'

import { addThreadsDialog, addThreadsDraft } from './add-threads.ts'
import { AddThreads } from './AddThreads.tsx'
import { NoThreads } from './ThreadListBody.tsx'

beforeEach(() => {
  addThreadsDraft.set({ by: 'ids', ids: '', from: '', to: '' })
  addThreadsDialog.set(false)
})

const addingOf = (adding: Partial<Mirror['adding']>): Partial<Mirror> => ({
  adding: { of: 0, done: 0, failed: 0, failures: [], ...adding },
})

/** A button that opens the dialog, over a server that keeps this of another. */
const show = async (first: Partial<Mirror> = {}) => {
  const now = { mirror: buildMirror(first), refusal: undefined as Response | undefined }
  const asked = serve({
    'GET /api/mirror': () => now.mirror,
    'POST /api/mirror/threads': () => now.refusal ?? now.mirror,
  })
  const Page = () => {
    const [isOpen, setOpen] = useState(false)
    return (
      <>
        <button type="button" onClick={() => setOpen(true)}>
          Open
        </button>
        {isOpen && <AddThreads onClose={() => setOpen(false)} />}
      </>
    )
  }
  const client = clientOf({ upstream: true })
  client.setQueryData(mirrorQuery.queryKey, now.mirror)
  await render(inClient(<Page />, client))
  await page.getByRole('button', { name: 'Open' }).click()
  const posts = () => asked.filter((each) => each.startsWith('POST'))
  return { now, asked, posts }
}
const inClient = (node: ReactNode, client = clientOf({ upstream: true })) => (
  <QueryClientProvider client={client}>{node}</QueryClientProvider>
)
const ids = page.getByRole('textbox', { name: 'Ids of threads' })
const bar = page.getByRole('progressbar', { name: 'Threads added' })

test('ids that are pasted are counted, sent once each, and their fetching is shown to its end', async () => {
  const { now, posts } = await show()
  await ids.fill('thread_a, thread_b; see thread_a\n"thread_c"')
  await expect.element(page.getByText('3 threads', { exact: true })).toBeVisible()
  now.mirror = buildMirror({ waiting: 3, ...addingOf({ of: 3, done: 1 }) })
  await page.getByRole('button', { name: 'Add 3 threads' }).click()
  await expect.element(page.getByText('1 of 3 threads added')).toBeVisible()
  await expect.element(bar).toHaveAttribute('value', '1')
  expect(posts()).toEqual([
    'POST /api/mirror/threads {"thread_ids":["thread_a","thread_b","thread_c"]}',
  ])
  now.mirror = buildMirror(
    addingOf({
      of: 3,
      done: 2,
      failed: 1,
      failures: [
        { thread_id: 'thread_b', reason: "No thread found with id 'thread_b'.", partial: false },
      ],
    }),
  )
  await expect.element(page.getByText('2 of 3 threads added, 1 failed')).toBeVisible()
  await expect.element(page.getByText("No thread found with id 'thread_b'.")).toBeVisible()
  await expect.element(bar).toHaveAttribute('value', '3')
  await page.getByRole('button', { name: 'Add more' }).click()
  await expect.element(ids).toHaveValue('')
})

test('of a thread that stands in the list all the same, that is said', async () => {
  const failures = [
    { thread_id: 'thread_a', reason: '404: No such thread.', partial: false },
    { thread_id: 'thread_b', reason: '403: Not for you.', partial: true },
  ]
  await show(addingOf({ of: 2, failed: 2, failures }))
  const failed = page.getByRole('region', { name: 'Threads that failed' })
  await expect.element(failed.getByText('2 threads could not be fetched')).toBeVisible()
  const [first, second] = failed.getByRole('listitem').elements()
  expect(first?.textContent).toBe('thread_a404: No such thread.')
  expect(second?.textContent).toBe(
    'thread_bIt is in the list, but not all of its messages and runs could be fetched.403: Not for you.',
  )
})

test('it is closed while the work goes on, and shows how far that is when it is opened again', async () => {
  await show({ waiting: 5, ...addingOf({ of: 9, done: 4 }) })
  await expect.element(page.getByText('4 of 9 threads added')).toBeVisible()
  await page.getByRole('contentinfo').getByRole('button', { name: 'Close' }).click()
  await expect.element(bar).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Open' }).click()
  await expect.element(page.getByText('4 of 9 threads added')).toBeVisible()
})

test('where nothing is being fetched it is asked once', async () => {
  const { asked } = await show()
  await expect.element(ids).toHaveFocus()
  await new Promise((resolve) => setTimeout(resolve, 1300))
  expect(asked).toEqual(['GET /api/mirror'])
})

test('what is refused is told with the server’s own words, and what was typed stays', async () => {
  const { now } = await show()
  await ids.fill('thread_a')
  now.refusal = Response.json({ error: { message: 'The disk is full.' } }, { status: 507 })
  await userEvent.click(page.getByRole('button', { name: 'Add 1 thread' }))
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('The threads were not added.The disk is full.')
  await expect.element(ids).toHaveValue('thread_a')
  await userEvent.keyboard('{Escape}')
  await page.getByRole('button', { name: 'Open' }).click()
  await expect.element(ids).toHaveValue('thread_a')
})

test('neither text without ids nor more ids than fit can be sent', async () => {
  await show()
  await ids.fill('order 17')
  await expect
    .element(page.getByText('There is no id in it. Ids begin with thread_.'))
    .toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Add threads' })).toBeDisabled()
  addThreadsDraft.set({
    ...addThreadsDraft.get(),
    ids: Array.from({ length: 10_001 }, (_, at) => `thread_${at}`).join('\n'),
  })
  await expect.element(page.getByText(/10,001 threads: at most 10,000 can be added/)).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Add threads' })).toBeDisabled()
})

test('ids of a file come to those that are written', async () => {
  await show()
  await ids.fill('thread_a')
  const lines = ['thread_a', 'thread_b', 'thread_c'].map((id) => JSON.stringify({ thread_id: id }))
  const file = new File([lines.join('\n')], 'export.ndjson')
  await userEvent.upload(page.getByLabelText('Choose a file of ids').last(), file)
  await expect.element(page.getByText('export.ndjson: 3 ids')).toBeVisible()
  await expect.element(ids).toHaveValue('thread_a\nthread_b\nthread_c')
  await userEvent.upload(
    page.getByLabelText('Choose a file of ids').last(),
    new File(['-'], 'x.csv'),
  )
  await expect.element(page.getByText('There is no id of a thread in x.csv.')).toBeVisible()
})

test('days are offered where the other server lists its threads', async () => {
  const { posts } = await show({ lists_threads: true })
  await page.getByRole('radio', { name: 'By when they were made' }).click()
  await page.getByLabelText('From').fill('2026-03-02')
  await page.getByLabelText('To').fill('2026-03-01')
  await expect.element(page.getByText('It is before the first day.')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Add threads' })).toBeDisabled()
  await page.getByLabelText('To').fill('2026-03-02')
  await page.getByRole('button', { name: 'Add threads' }).click()
  const from = new Date(2026, 2, 2).getTime() / 1000
  const to = new Date(2026, 2, 3).getTime() / 1000 - 1
  await expect
    .poll(posts)
    .toEqual([`POST /api/mirror/threads {"created":{"from":${from},"to":${to}}}`])
})

test('an empty list says where its threads would come from, and how', async () => {
  serve({ 'GET /api/mirror': () => buildMirror() })
  await render(inClient(<NoThreads filtered={false} onClear={() => undefined} create={null} />))
  await expect
    .element(page.getByText(/Nothing is mirrored yet from assistants\.example\. Threads appear/))
    .toBeVisible()
  await page.getByRole('button', { name: 'Add threads…' }).click()
  expect(addThreadsDialog.get()).toBe(true)
})
