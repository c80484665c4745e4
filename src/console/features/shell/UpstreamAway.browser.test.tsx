import '#console/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter, Route, Routes } from 'react-router'
import { expect, onTestFinished, test } from 'vitest'
import { page } from 'vitest/browser'

import { contact } from '#console/api/connection.ts'
import { contentShown } from '#console/util/first-content.ts'
import { buildMirror, clientOf, serve } from '#testing/mirrored.ts'
import { render } from '#testing/render.tsx'

import { Shell } from './Shell.tsx'

const show = async (upstream: boolean) => {
  const now = { mirror: buildMirror({ reachable: false }) }
  const asked = serve({ 'GET /api/mirror': () => now.mirror })
  await render(
    <QueryClientProvider client={clientOf({ upstream })}>
      <MemoryRouter>
        <Routes>
          <Route element={<Shell />}>
            <Route index element={<p>A page</p>} />
          </Route>
        </Routes>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  contentShown()
  return { now, asked }
}
const told = page.getByText('assistants.example cannot be reached.')

test('says that the other server is away, since when, and when it is back', async () => {
  const { now } = await show(true)
  await expect.element(told).toBeVisible()
  await expect
    .element(page.getByText(/You read what is kept here, last heard from at .+2023/))
    .toBeVisible()
  now.mirror = buildMirror()
  await expect.element(told, { timeout: 6000 }).not.toBeInTheDocument()
})

test('while this server is away nothing is said of the other', async () => {
  await show(true)
  await expect.element(told).toBeVisible()
  const before = contact.get()
  onTestFinished(() => contact.set(before))
  contact.set({ state: 'offline' })
  await expect.element(page.getByText('Offline – reconnecting.')).toBeVisible()
  await expect.element(told).not.toBeInTheDocument()
})

test('where threads are this server’s own, nothing is asked of another', async () => {
  const { asked } = await show(false)
  await import('./UpstreamAway.tsx')
  await new Promise((resolve) => setTimeout(resolve, 200))
  await expect.element(page.getByText('A page')).toBeVisible()
  expect(asked).toEqual([])
})
