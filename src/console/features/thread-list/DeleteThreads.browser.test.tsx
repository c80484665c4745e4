import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { tellThreadChanged } from '#console/api/changed-threads.ts'
import { contact } from '#console/api/connection.ts'
import { toasts } from '#console/ui/toast.ts'
import { buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { DeleteThreads } from './DeleteThreads.tsx'
import { selectedThreads } from './selected-threads.ts'

beforeEach(() => {
  selectedThreads.clear()
  contact.set({ state: 'connecting' })
})
afterEach(() => vi.unstubAllGlobals())

const select = (ids = ['thread_a', 'thread_b', 'thread_c']) => {
  selectedThreads.keepIn({ order: 'activity', metadata: {}, query: 'parcel' })
  for (const id of ids) {
    const title = id.replace('thread_', '')
    selectedThreads.toggle(buildThread({ id, metadata: { title } }))
  }
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
  const server = {
    ids,
    isBroken: false,
    isAway: false,
    /** Goes away while it deletes, of which it has done these. */
    goesWith: undefined as string[] | undefined,
    deleted,
    title: 'As it is by now',
    refuses: undefined as string | undefined,
    answers: Promise.resolve(),
  }
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (server.isAway) throw new TypeError('Failed to fetch')
    if (server.isBroken)
      return Response.json({ error: { message: 'It is broken.' } }, { status: 400 })
    if (init?.method === 'DELETE') {
      const id = url.split('/').at(-1) ?? ''
      if (id === server.refuses)
        return Response.json({ error: { message: 'It is held.' } }, { status: 409 })
      if (server.goesWith) {
        const { goesWith } = server
        contact.set({ state: 'offline' })
        // All that are asked for at once are on their way by then.
        await Promise.resolve()
        server.isAway = true
        if (goesWith.includes(id)) deleted.push(id)
        throw new TypeError('Failed to fetch')
      }
      deleted.push(id)
      await server.answers
      return Response.json({ id, object: 'thread.deleted', deleted: true })
    }
    const one = /\/threads\/(thread_\w+)/.exec(url)?.[1]
    if (one !== undefined)
      return server.ids.includes(one)
        ? Response.json(buildThread({ id: one }))
        : Response.json({ error: { message: 'It is gone.' } }, { status: 404 })
    const data = server.ids.map((id) => buildThread({ id, metadata: { title: server.title } }))
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

test('what leaves the list while others are deleted stays, and is told of', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `thread_${name}`)
  const server = serve(ids)
  select(ids)
  await show()
  const { promise, resolve } = Promise.withResolvers<void>()
  server.answers = promise
  await page.getByRole('button', { name: 'Delete 6 threads' }).click()
  await expect.poll(() => server.deleted).toHaveLength(4)
  const kept = ids.filter((id) => !server.deleted.includes(id))[0] ?? ''
  server.ids = ids.filter((id) => id !== kept)
  tellThreadChanged(kept)
  resolve()
  await expect
    .poll(() => toasts.get().map(({ text }) => text), { timeout: 10_000 })
    .toContain('5 threads deleted')
  expect(server.deleted).toHaveLength(5)
  expect(toasts.get().map(({ detail }) => detail)).toContain('1 thread left the list, and stayed.')
  expect(server.deleted).not.toContain(kept)
})

test('whenever the server was away it is looked once more what is still in the list', async () => {
  contact.set({ state: 'online' })
  const server = serve(['thread_a', 'thread_b', 'thread_c'])
  select()
  await show()
  await expect.element(page.getByRole('button', { name: 'Delete 3 threads' })).toBeEnabled()
  server.isBroken = true
  contact.set({ state: 'offline' })
  await expect.element(page.getByRole('button', { name: 'Delete', exact: true })).toBeDisabled()
  server.isBroken = false
  server.ids = ['thread_a', 'thread_b']
  contact.set({ state: 'online' })
  await expect.element(page.getByRole('button', { name: 'Delete 2 threads' })).toBeEnabled()
})

test.each(['deaf', 'online'] as const)(
  'it is looked once more before anything is deleted (%s)',
  async (state) => {
    contact.set({ state })
    // Others than before: those are gone.
    const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((name) => `thread_${state}_${name}`)
    const server = serve([a, b, c])
    select([a, b, c])
    await show()
    const all = page.getByRole('button', { name: 'Delete 3 threads' })
    await expect.element(all).toBeEnabled()
    server.ids = [a, b]
    await all.click()
    // It asks anew, and from the beginning.
    await expect.element(page.getByRole('button', { name: 'Cancel' })).toHaveFocus()
    await page.getByRole('button', { name: 'Delete 2 threads' }).click()
    await expect.poll(() => server.deleted.toSorted()).toEqual([a, b])
  },
)

test('what left the list before the rest is tried again is told, and stays', async () => {
  const ids = ['thread_k', 'thread_l', 'thread_m']
  const server = serve(ids)
  server.refuses = 'thread_k'
  select(ids)
  await show()
  await page.getByRole('button', { name: 'Delete 3 threads' }).click()
  await expect.element(page.getByText('1 thread not deleted.')).toBeVisible()
  server.ids = []
  server.refuses = undefined
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect
    .element(page.getByText('1 thread that was selected left the list, and will not be deleted.'))
    .toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Try again' })).toBeDisabled()
  expect(server.deleted).not.toContain('thread_k')
})

test('the question names a thread as it is by now', async () => {
  serve(['thread_renamed'])
  select(['thread_renamed'])
  await show()
  await expect.element(page.getByText('As it is by now', { exact: true })).toBeVisible()
})

const goAwayWith = async (ids: string[], deleted: string[]) => {
  contact.set({ state: 'online' })
  const server = serve(ids)
  select(ids)
  const shown = await show()
  server.goesWith = deleted
  await page.getByRole('button', { name: `Delete ${ids.length} threads` }).click()
  await expect
    .element(page.getByText(`It is not known whether ${ids.length} threads were deleted.`))
    .toBeVisible()
  const comeBack = () => {
    server.goesWith = undefined
    server.isAway = false
    server.ids = ids.filter((id) => !deleted.includes(id))
    contact.set({ state: 'online' })
  }
  return { server, shown, comeBack }
}

test('of what a server was asked for as it went away it tells whether it is deleted once it is back', async () => {
  const ids = ['thread_p', 'thread_q', 'thread_r']
  const { comeBack } = await goAwayWith(ids, ['thread_p', 'thread_q'])
  const asked = page.getByRole('dialog')
  await expect.element(asked.getByRole('button', { name: 'Stop' })).not.toBeInTheDocument()
  comeBack()
  await expect.element(asked.getByText('2 threads deleted.', { exact: true })).toBeVisible()
  await expect.element(asked.getByText('1 thread not deleted.')).toBeVisible()
  await expect.poll(() => [...selectedThreads.get().threads.keys()]).toEqual(['thread_r'])
  expect(asked.getByText('left the list').elements()).toEqual([])
  expect(selectedThreads.get().strays.size).toBe(0)
  await asked.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => selectedThreads.get().threads.size).toBe(0)
})

test('all that were deleted as the server went away count as deleted', async () => {
  const ids = ['thread_s', 'thread_t', 'thread_x', 'thread_y']
  const { comeBack } = await goAwayWith(ids, ids)
  comeBack()
  await expect.poll(() => toasts.get().map(({ text }) => text)).toContain('4 threads deleted')
  await expect.poll(() => selectedThreads.get().threads.size).toBe(0)
  expect(selectedThreads.get().strays.size).toBe(0)
})

test('what is not known when the dialog is closed is told once it is', async () => {
  const ids = ['thread_u', 'thread_v', 'thread_w']
  const { comeBack, shown } = await goAwayWith(ids, ['thread_u', 'thread_v'])
  shown.unmount()
  comeBack()
  await expect
    .poll(() => toasts.get().map(({ text }) => text))
    .toContain('1 thread was not deleted.')
  await expect.poll(() => [...selectedThreads.get().threads.keys()]).toEqual(['thread_w'])
})
