import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { DeleteThreads } from './DeleteThreads.tsx'
import { selectedThreads } from './selected-threads.ts'

beforeEach(() => selectedThreads.clear())
afterEach(() => vi.unstubAllGlobals())

const select = () => {
  selectedThreads.keepIn({ order: 'activity', metadata: {}, query: 'parcel' })
  for (const name of ['a', 'b', 'c'])
    selectedThreads.toggle(buildThread({ id: `thread_${name}`, metadata: { title: name } }))
}
const show = () =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <DeleteThreads onDeleted={() => {}} onClose={() => {}} />
    </QueryClientProvider>,
  )

/** A server whose list has these threads, and that tells what it is asked to delete. */
const serve = (ids: string[]) => {
  const deleted: string[] = []
  const server = { ids, isBroken: false, deleted }
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (server.isBroken)
      return Response.json({ error: { message: 'It is broken.' } }, { status: 400 })
    if (init?.method === 'DELETE') {
      const id = url.split('/').at(-1) ?? ''
      deleted.push(id)
      return Response.json({ id, object: 'thread.deleted', deleted: true })
    }
    const data = server.ids.map((id) => buildThread({ id }))
    return Response.json({ object: 'list', data, first_id: null, last_id: null, has_more: false })
  })
  return server
}

test('what left the list since it was selected is told, and only what is told is deleted', async () => {
  const server = serve(['thread_a', 'thread_b'])
  select()
  await show()
  const asked = page.getByRole('dialog')
  await expect.element(asked.getByText('2 threads', { exact: true })).toBeVisible()
  await expect
    .element(asked.getByText('1 thread that was selected left the list, and will not be deleted.'))
    .toBeVisible()
  await expect.element(asked.getByRole('listitem')).toHaveTextContent('c')
  await asked.getByRole('button', { name: 'Delete 2 threads' }).click()
  await expect.poll(() => server.deleted.toSorted()).toEqual(['thread_a', 'thread_b'])
  await expect.poll(() => selectedThreads.get().threads.size).toBe(0)
})

test('what left the list is deleted where that is asked for', async () => {
  const server = serve(['thread_a', 'thread_b'])
  select()
  await show()
  await page.getByRole('checkbox', { name: 'Delete it too' }).click()
  await page.getByRole('button', { name: 'Delete 3 threads' }).click()
  await expect.poll(() => server.deleted).toHaveLength(3)
  await expect.poll(() => selectedThreads.get().threads.size).toBe(0)
})

test('where it cannot be looked at what is still in the list, nothing is deleted until it can', async () => {
  const server = serve(['thread_a', 'thread_b', 'thread_c'])
  server.isBroken = true
  select()
  await show()
  await expect.element(page.getByRole('alert').getByText('It is broken.')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Delete', exact: true })).toBeDisabled()
  server.isBroken = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByRole('button', { name: 'Delete 3 threads' })).toBeEnabled()
})
