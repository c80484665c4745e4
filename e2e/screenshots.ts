// `npm run screenshots`: the pictures of the console in docs, taken of the built product on its samples.
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'

import { PERSON_HEADER } from '../src/contract/person.ts'
import { BROWSER_ARGS, requireBrowser } from '../src/tooling/browser.ts'
import { ensureBuilt } from '../src/tooling/built.ts'
import { startOwnServer } from './own-server.ts'
import { screen } from './screen.ts'

const FOLDER = join(import.meta.dirname, '../docs/screenshots')
/** Pages are looked at on slow lines, too. */
const MAX_BYTES = 250_000

interface Shot {
  name: string
  width: number
  height?: number
  dark?: boolean
  /** Pixels of the picture to one of the page. */
  scale?: number
  open: (page: Page) => Promise<unknown>
}

const openSample = (title: string) => async (page: Page) => {
  await page.goto('/threads')
  await screen(page).row(title).getByRole('link').click()
  await screen(page).log.waitFor()
  const { list } = screen(page)
  if (await list.isVisible()) await list.getByRole('link').first().scrollIntoViewIfNeeded()
}

const openList = async (page: Page) => {
  await page.goto('/threads')
  await screen(page).list.getByRole('link').first().waitFor()
}

/** The first run of a thread, with its tool calls. */
const openFirstRun = async (page: Page) => {
  await openSample('Flight cancelled at the gate')(page)
  const { log, runHeading, inspector } = screen(page)
  await log.press('Home')
  await log
    .getByRole('button', { name: /completed/ })
    .first()
    .click()
  await runHeading('completed').waitFor()
  await inspector.getByText('get_booking').first().waitFor()
}

/** A match, opened at its words. */
const openMatch = async (page: Page) => {
  await page.goto('/threads?q=refund')
  await page.getByRole('list', { name: 'Matches' }).getByRole('link').first().click()
  await page.getByRole('search', { name: 'Find in the thread' }).waitFor()
}

/** The last week, in which the samples are. */
const openOverview = async (page: Page) => {
  await page.goto('/overview?days=7')
  await page
    .getByRole('link', { name: /Completed/ })
    .first()
    .waitFor()
  await page.getByText('Still counting').waitFor({ state: 'hidden' })
}

/** A queue of the samples, of which some are judged by two people. */
const makeQueue = async ({ request }: Page): Promise<string> => {
  const headers = { 'Sec-Fetch-Site': 'same-origin' }
  const put = async (path: string, data: object, person?: string) => {
    const by: Record<string, string> = person ? { [PERSON_HEADER]: person } : {}
    const answer = await request.post(`/api${path}`, { data, headers: { ...headers, ...by } })
    return (await answer.json()) as { id: string; thread_id: string; item: { thread_id: string } }
  }
  const people = [
    await put('/people', { name: 'Reviewer 1' }),
    await put('/people', { name: 'Reviewer 2' }),
  ]
  const labels = [
    await put('/labels', { name: 'refund', color: 'red' }),
    await put('/labels', { name: 'cut off', color: 'purple' }),
    await put('/labels', { name: 'tone', color: 'orange' }),
  ]
  const sample = { size: 14, seed: '7' }
  const body = { name: 'Answers, week 47', sample, second_reading: 0.5 }
  const { id: queue_id } = await put('/queues', body, people[0]?.id)
  const isOpen = async () => {
    const answer = await request.get(`/api/queues/${queue_id}`, { headers })
    return ((await answer.json()) as { state: string }).state === 'open'
  }
  while (!(await isOpen())) await new Promise((resolve) => void setTimeout(resolve, 100))
  const verdicts = ['pass', 'pass', 'needs_work', 'pass', 'fail', 'pass', 'pass', 'needs_work']
  for (let at = 0; at < 16; at++) {
    const person = people[at % 2]
    const { item } = await put(`/queues/${queue_id}/claim`, {}, person?.id)
    const verdict = verdicts[(at * 3 + (at > 9 ? 1 : 0)) % verdicts.length]
    const label = labels[at % 4]
    await put(
      '/reviews',
      {
        thread_id: item.thread_id,
        queue_id,
        verdict,
        labels: label ? [label.id] : [],
        note: verdict === 'pass' ? null : 'Right rule, but the answer stops before the days.',
        seconds: 30 + at * 3,
      },
      person?.id,
    )
  }
  return queue_id
}

/** The queue, made once, read by the first of its people. */
const openQueue = async (page: Page): Promise<string> => {
  const list = async (path: string) => {
    const headers = { 'Sec-Fetch-Site': 'same-origin' }
    const answer = await page.request.get(path, { headers })
    return ((await answer.json()) as { data: { id: string }[] }).data
  }
  const [made] = await list('/api/queues')
  const id = made?.id ?? (await makeQueue(page))
  const [person] = await list('/api/people')
  await page.addInitScript((kept) => localStorage.setItem('clew.person', kept), person?.id ?? '')
  return id
}

const openResults = async (page: Page) => {
  await page.goto(`/review/${await openQueue(page)}`)
  await page.getByRole('region', { name: 'By label' }).waitFor()
}

const openReading = async (page: Page) => {
  await page.goto(`/review/${await openQueue(page)}/read`)
  await screen(page).inspector.getByRole('button', { name: 'Pass' }).waitFor()
  await screen(page).log.waitFor()
  await page.getByRole('list', { name: 'Threads of the queue' }).waitFor()
}

const THREAD = 'Why did refunds peak in week 44?'
const CODE_THREAD = 'Webhook signature fails for some orders'

const shots: Shot[] = [
  { name: 'thread-light-1440', width: 1440, open: openFirstRun },
  { name: 'thread-dark-1440', width: 1440, dark: true, open: openSample(THREAD) },
  { name: 'search-1440', width: 1440, open: openMatch },
  { name: 'thread-1024', width: 1024, open: openSample(CODE_THREAD) },
  { name: 'thread-light-390', width: 390, height: 844, scale: 2, open: openSample(THREAD) },
  { name: 'list-390', width: 390, height: 844, scale: 2, open: openList },
  { name: 'run-dark', width: 1440, dark: true, open: openFirstRun },
  { name: 'overview-1440', width: 1440, height: 900, open: openOverview },
  { name: 'queue-1440', width: 1440, height: 900, open: openResults },
  { name: 'queue-reading-1440', width: 1440, height: 900, open: openReading },
  {
    name: 'assistants',
    width: 1440,
    open: async (page) => {
      await page.goto('/assistants')
      await page.getByRole('listitem').first().getByRole('link').click()
      await page.getByRole('form', { name: 'Edit assistant' }).waitFor()
    },
  },
]

const take = async (browser: Browser, baseURL: string, shot: Shot): Promise<void> => {
  const { name, width, height = 800, dark = false, scale = 1, open } = shot
  const page = await browser.newPage({
    baseURL,
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  await open(page)
  await page.getByRole('main').waitFor()
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined)
  await page.evaluate(() => document.fonts.ready)
  // No caret, no ring: nobody is at work.
  await page.mouse.move(0, 0)
  const path = join(FOLDER, `${name}.png`)
  await page.screenshot({ path, caret: 'hide' })
  const { size } = await stat(path)
  console.log(`${name}.png ${Math.round(size / 1000)} kB`)
  if (size > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES / 1000} kB`)
  await page.close()
}

ensureBuilt()
await mkdir(FOLDER, { recursive: true })
const server = await startOwnServer({ env: { CLEW_SAMPLES: 'on' } })
const front = await startOwnServer({
  env: { CLEW_UPSTREAM_URL: server.url, CLEW_UPSTREAM_KEY: 'sk-any' },
})
const browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_ARGS })
try {
  for (const shot of shots) await take(browser, server.url, shot)
  await take(browser, front.url, { name: 'in-front-1440', width: 1440, open: openSample(THREAD) })
} finally {
  await browser.close()
  await front.dispose()
  await server.dispose()
}
