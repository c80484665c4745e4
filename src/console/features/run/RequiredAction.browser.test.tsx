import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { sessionQuery } from '#console/api/session.ts'
import type { Role } from '#contract/rights.ts'
import type { Run } from '#contract/run.ts'
import { buildRun, outputsOf } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { outputDrafts, outputsId } from './output-drafts.ts'
import { RequiredAction } from './RequiredAction.tsx'

const run = (seconds: number, change: Partial<Run> = {}) =>
  buildRun({
    id: 'run_1',
    status: 'requires_action',
    expires_at: Math.floor(Date.now() / 1000) + seconds,
    required_action: outputsOf('call_1'),
    ...change,
  })
const panel = (shown: Run, role: Role = 'administrator') => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  client.setQueryData(sessionQuery.queryKey, {
    version: '0',
    scripted: true,
    upstream: false,
    role,
  })
  return (
    <QueryClientProvider client={client}>
      <RequiredAction run={shown} steps={[]} />
    </QueryClientProvider>
  )
}
const textOf = (role: 'alert' | 'timer') => () =>
  document.querySelector(`[role=${role}]`)?.textContent
const box = page.getByRole('textbox', { name: 'Output of get_weather' })
afterEach(() => {
  outputDrafts.forget(outputsId(run(0)))
  vi.unstubAllGlobals()
})

test('what is typed is there again when the panel is, and in storage', async () => {
  const { unmount } = await render(panel(run(600)))
  await box.fill('{"sun":true}')
  unmount()
  await render(panel(run(600)))
  await expect.element(box).toHaveValue('{"sun":true}')
  await expect
    .poll(() => localStorage.getItem(`clew.outputs.${outputsId(run(0))}`))
    .toContain('sun')
})

test('the time left runs down, and its last minute is announced', async () => {
  const { rerender } = await render(panel(run(545)))
  await expect.poll(textOf('timer')).toMatch(/^9 min \d s$/)
  expect(textOf('alert')()).toBe('')
  rerender(panel(run(57)))
  await expect.poll(textOf('timer')).toMatch(/^5\d s$/)
  await expect.poll(textOf('alert')).toMatch(/^Within a minute the run expires/)
})

test('an answer given elsewhere leaves the text to copy, until it is discarded', async () => {
  const { rerender } = await render(panel(run(600)))
  await box.fill('typed here')
  rerender(panel(run(600, { status: 'in_progress', required_action: null })))
  await expect.element(box).not.toBeInTheDocument()
  const unsent = page.getByRole('region', { name: 'Outputs not submitted' })
  await expect.poll(() => unsent.element().textContent).toMatch(/Answered elsewhere.*typed here/)
  await unsent.getByRole('button', { name: 'Discard' }).click()
  await expect.element(unsent).not.toBeInTheDocument()
})

test('a refused submit keeps the text, one that is taken forgets it', async () => {
  const answers = [
    Response.json({ error: { message: 'No.', type: 'x' } }, { status: 400 }),
    Response.json(run(600, { status: 'queued', required_action: null })),
  ]
  vi.stubGlobal('fetch', async () => answers.shift() ?? new Promise(() => {}))
  await render(panel(run(600)))
  await box.fill('typed here')
  await page.getByRole('button', { name: 'Submit output' }).click()
  await expect.element(page.getByText('The outputs were not taken.')).toBeVisible()
  await expect.element(box).toHaveValue('typed here')
  await page.getByRole('button', { name: 'Submit output' }).click()
  // No step tells it yet.
  const sent = page.getByRole('region', { name: 'Outputs that were sent' })
  await expect.poll(() => sent.element().textContent).toContain('typed here')
  const kept = () => localStorage.getItem(`clew.outputs.${outputsId(run(0))}`)
  await expect.poll(() => kept() ?? '').not.toContain('typed here')
  await expect.poll(kept, { timeout: 5000 }).toBeNull()
})

test('who may not submit reads why, also where nothing can be pointed at', async () => {
  await render(panel(run(600), 'auditor'))
  await expect.element(page.getByText(/^You are here as auditor\./)).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Submit output' })).toBeDisabled()
})
