import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { ofOverviews } from '#console/api/overview.ts'
import { sessionQuery } from '#console/api/session.ts'
import { tellThreadNews } from '#console/api/thread-news.ts'
import type { OverviewPlace } from '#console/paths.ts'
import type { Overview } from '#contract/overview.ts'
import type { Role } from '#contract/rights.ts'
import { buildThread } from '#testing/builders.ts'
import { serve } from '#testing/mirrored.ts'
import { buildOverview, buildTotals } from '#testing/overview.ts'
import { render } from '#testing/render.tsx'

import { OverviewPanel } from './OverviewPanel.tsx'

const DAYS = { from: '2026-11-18', to: '2026-11-20' }

const show = async ({
  role = 'administrator',
  overview = buildOverview(),
  answer,
}: { role?: Role; overview?: Overview; answer?: () => unknown } = {}) => {
  const now = { overview }
  const places: OverviewPlace[] = []
  const asked = serve({
    'GET /api/overview': answer ?? (() => now.overview),
    'GET /v1/threads/thread_1': () =>
      buildThread({ id: 'thread_1', metadata: { title: 'Lost parcel' } }),
    'GET /api/prices': () => ({ object: 'prices', currency: 'EUR', models: {} }),
    'POST /api/prices': (body) => ({
      object: 'prices',
      currency: 'EUR',
      models: {},
      ...JSON.parse(body),
    }),
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  client.setQueryData(sessionQuery.queryKey, {
    version: '0',
    scripted: false,
    upstream: false,
    role,
  })
  await render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <OverviewPanel place={{ days: DAYS }} onPlace={(place) => places.push(place)} />
      </MemoryRouter>
    </QueryClientProvider>,
  )
  return { now, asked, places, client }
}
const figure = (name: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })

test('figures with how they compare, and rows with the threads behind them', async () => {
  await show()
  await expect.element(figure('Threads')).toMatchTextContent(/3\. Open the threads\s*\+50%/)
  await expect
    .element(figure('Ended well'))
    .toMatchTextContent(/75%\. Open the threads\s*−25.0 points/)
  await expect
    .element(page.getByRole('row', { name: /Completion-token limit/ }))
    .toMatchTextContent(/1$/)
  await expect
    .element(page.getByRole('link', { name: '=Travel' }))
    .toHaveAttribute(
      'href',
      '/threads?q=run.assistant%3Aasst_1+run.after%3A2026-11-18+run.before%3A2026-11-21',
    )
  await expect
    .element(page.getByRole('link', { name: 'Lost parcel' }))
    .toHaveAttribute('href', '/threads/thread_1?run=run_1&tab=run')
  await expect
    .element(page.getByRole('link', { name: /Completion-token limit/ }))
    .toHaveAttribute(
      'href',
      '/threads?q=run.status%3Aincomplete+run.reason%3Amax_completion_tokens+run.after%3A2026-11-18+run.before%3A2026-11-21',
    )
})

test('a thread that is gone has no link to its wait', async () => {
  await show({
    overview: buildOverview({ waits: [{ ...buildOverview().waits[0]!, thread_id: 'thread_2' }] }),
  })
  await expect.element(page.getByRole('rowheader', { name: 'Deleted thread' })).toBeVisible()
  await expect.element(page.getByRole('link', { name: 'Deleted thread' })).not.toBeInTheDocument()
})

test('what reviews say is told by label and by reviewer, and how far people agree', async () => {
  await show()
  await expect.element(figure('Reviewed')).toMatchTextContent(/4\. Open the threads\s*75% pass/)
  const labels = page.getByRole('table', { name: 'Review results by label' })
  await expect
    .element(labels.getByRole('img', { name: '1 pass, 1 needs work, 0 fail, 1 flagged' }))
    .toBeVisible()
  await expect
    .element(labels.getByRole('link', { name: 'refund' }))
    .toHaveAttribute(
      'href',
      '/threads?q=review.label%3Arefund+review.has%3Averdict+review.after%3A2026-11-18+review.before%3A2026-11-21',
    )
  const reviewers = page.getByRole('table', { name: 'Review results by reviewer' })
  await expect
    .element(reviewers.getByRole('row', { name: /Mira Kern/ }))
    .toMatchTextContent(/4.*50%/)
  await expect
    .element(reviewers.getByRole('link', { name: 'Mira Kern' }))
    .toHaveAttribute('href', expect.stringMatching(/review\.by%3Aperson_1\+review\.has%3Averdict/))
  const agreement = page.getByRole('table', { name: 'Agreement' })
  await expect.element(agreement.getByRole('row', { name: /Agreed/ })).toMatchTextContent('1 (50%)')
  await expect.element(agreement.getByRole('row', { name: /κ/ })).toMatchTextContent('0.50')
  const chart = page.getByRole('group', { name: /^Verdicts a day, chart/ })
  await expect
    .element(
      chart.getByRole('link', {
        name: /18 Nov 2026: Pass 3, Needs work 1, Fail 0, Flags 1|Nov 18, 2026: Pass 3/,
      }),
    )
    .toHaveAttribute(
      'href',
      expect.stringMatching(
        /review\.has%3Averdict\+review\.after%3A2026-11-18\+review\.before%3A2026-11-19/,
      ),
    )
})

test('where nothing ever happened it says what to do', async () => {
  const nothing = buildTotals()
  await show({
    overview: buildOverview({
      steps: [],
      totals: nothing,
      before: nothing,
      earliest: null,
      latest: null,
    }),
  })
  await expect.element(page.getByText('Nothing has happened yet')).toBeVisible()
  await expect.element(page.getByRole('link', { name: 'Go to the threads' })).toBeVisible()
})

test('days without runs lead to those that have some', async () => {
  const { places } = await show({ overview: buildOverview({ totals: buildTotals() }) })
  await expect.element(page.getByText('No runs in these days')).toBeVisible()
  await page.getByRole('button', { name: 'Show all days' }).click()
  expect(places).toEqual([{ days: 'all', assistant: undefined, model: undefined }])
})

test('what is not all counted yet is told, and grows by itself', async () => {
  const { now } = await show({ overview: buildOverview({ complete: false }) })
  await page.getByRole('heading', { name: 'Overview' }).hover()
  await expect.element(page.getByText(/Still counting/)).toBeVisible()
  now.overview = buildOverview({ totals: { ...buildOverview().totals, threads: 77 } })
  await expect.element(figure('Threads'), { timeout: 10_000 }).toMatchTextContent('77')
  await expect.element(page.getByText(/Still counting/)).not.toBeInTheDocument()
})

test('why it could not be read is told with the request, and it is tried again', async () => {
  let isBroken = true
  const refusal = () =>
    Response.json(
      { error: { message: 'The disk is full.', type: 'server_error', param: null, code: null } },
      { status: 500, headers: { 'x-request-id': 'req_7' } },
    )
  await show({ answer: () => (isBroken ? refusal() : buildOverview()) })
  await expect.element(page.getByText('The overview could not be read.')).toBeVisible()
  await expect.element(page.getByText('req_7')).toBeVisible()
  isBroken = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(figure('Threads')).toMatchTextContent('3')
})

test('much that changed is read anew, and waits while the pointer is on the figures', async () => {
  const { now, client } = await show()
  await figure('Threads').hover()
  now.overview = buildOverview({ totals: { ...buildOverview().totals, threads: 77 } })
  await client.invalidateQueries({ queryKey: ofOverviews })
  const newer = page.getByRole('button', { name: 'Show newer figures' })
  await expect.element(newer).toBeVisible()
  await expect.element(figure('Threads')).not.toMatchTextContent('77')
  // By key: on its way to the button the pointer leaves the figures, which lets them go as well.
  newer.element().focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(figure('Threads')).toMatchTextContent('77')
  await page.getByRole('heading', { name: 'Overview' }).hover()
  now.overview = buildOverview({ totals: { ...buildOverview().totals, threads: 99 } })
  await expect
    .poll(
      () => {
        for (let change = 0; change < 30; change++) tellThreadNews(undefined)
        return figure('Threads').element().textContent
      },
      { timeout: 15_000, interval: 300 },
    )
    .toContain('99')
})

test('prices are set by an administrator alone, and others are told whom to ask', async () => {
  const { asked } = await show()
  await page.getByRole('button', { name: 'Prices…' }).click()
  await page.getByLabelText('Read by gpt-4o').fill('2,5')
  await page.getByLabelText('Written by gpt-4o').fill('ten')
  const save = page.getByRole('button', { name: 'Save prices' })
  await expect.element(save).toBeDisabled()
  await page.getByLabelText('Written by gpt-4o').fill('10')
  await save.click()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  expect(asked).toContain(
    'POST /api/prices {"currency":"EUR","models":{"gpt-4o":{"input":2.5,"output":10}}}',
  )
})

test('an auditor may not set prices', async () => {
  await show({ role: 'auditor' })
  const button = page.getByRole('button', { name: 'Prices…' })
  await expect.element(button).toBeDisabled()
  await expect
    .element(button)
    .toHaveAttribute('title', expect.stringMatching(/Ask an administrator/))
})

test('own dates are asked for, and turned round where the last comes first', async () => {
  const { places } = await show()
  await page.getByRole('button', { name: /^Days:/ }).click()
  await page.getByRole('menuitemradio', { name: 'Own dates…' }).click()
  await page.getByLabelText('First day').fill('2026-11-09')
  await page.getByLabelText('Last day').fill('2026-11-02')
  await userEvent.keyboard('{Enter}')
  expect(places.at(-1)?.days).toEqual({ from: '2026-11-02', to: '2026-11-09' })
})
