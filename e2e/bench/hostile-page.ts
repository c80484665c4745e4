import { join } from 'node:path'

import { type Browser, type Page, chromium } from '@playwright/test'

import { openStore } from '#server/store/open.ts'
import { BROWSER_ARGS, requireBrowser } from '#tooling/browser.ts'

import type { Figure } from './figures.ts'
import { HOSTILE_TEXTS } from './hostile-texts.ts'
import { startClew, withFolder } from './processes.ts'
import { toMessage } from './seed.ts'

const LONGEST = 200
/** For so long nothing may be left to do before the page counts as shown. */
const QUIET_MS = 600

/** How often more of a text is asked for. */
const CLICKS = 3

/** `CLEW_BENCH_TEXT` names some of them by a part of their name. */
const names = Object.keys(HOSTILE_TEXTS).filter((name) =>
  name.includes(process.env['CLEW_BENCH_TEXT'] ?? ''),
)
const LIGHT = 'thread_light'
const LIGHT_TEXT = 'A text that costs nothing.'
const messageOf = (index: number) => `msg_hostile${index}`
const threadOf = (index: number) => `thread_hostile${index}`

const threadWith = (id: string, messageId: string, title: string, text: string) => ({
  hash: id,
  thread: {
    id,
    object: 'thread' as const,
    created_at: 1_760_000_000,
    metadata: { title },
    tool_resources: {},
  },
  messages: [{ ...toMessage(id, messageId, text), role: 'assistant' as const }],
  runs: [],
})

async function seedThreads(dir: string): Promise<void> {
  const store = await openStore({ path: join(dir, 'clew.db') })
  await store.importThreads([
    ...names.map((name, index) =>
      threadWith(threadOf(index), messageOf(index), name, HOSTILE_TEXTS[name] ?? ''),
    ),
    threadWith(LIGHT, 'msg_light', 'Light', LIGHT_TEXT),
  ])
  await store.close()
}

/** What a task of a trace says of itself. */
interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** Of the wall's clock and of the thread's, in microseconds. */
  dur?: number
  tdur?: number
  args: { name?: string }
}

/** The longest task of a page's main thread meanwhile, in milliseconds of its processor. */
async function longestTask(
  browser: Browser,
  page: Page,
  act: () => Promise<void>,
): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await act()
  const trace = await browser.stopTracing()
  // The trace is Chromium's own.
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = traceEvents.filter(
    ({ ph, name, pid, tid }) =>
      ph === 'X' && name.endsWith('RunTask') && mains.has(`${pid} ${tid}`),
  )
  return Math.max(0, ...tasks.map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000))
}

/** Until the page has had nothing to do for a while. */
const quiet = (page: Page) =>
  page.evaluate(async (wanted) => {
    const nodes = () => document.querySelectorAll('*').length
    let last = performance.now()
    let count = nodes()
    while (performance.now() - last < wanted) {
      const before = performance.now()
      await new Promise((resolve) => setTimeout(resolve, 50))
      const now = nodes()
      if (performance.now() - before > 120 || now !== count) last = performance.now()
      count = now
    }
  }, QUIET_MS)

/** Follows a link inside the page, so that starting the console is not measured with it. */
const follow = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState({ idx: history.length }, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
  }, path)

async function openText(browser: Browser, url: string, index: number): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${url}/threads/${LIGHT}`)
  await page.getByText(LIGHT_TEXT).first().waitFor()
  await quiet(page)
  const opened = await longestTask(browser, page, async () => {
    await follow(page, `/threads/${threadOf(index)}`)
    await page.locator(`[data-message="${messageOf(index)}"]`).waitFor({ timeout: 120_000 })
    await quiet(page)
  })
  const more = page.getByRole('button', { name: /^Show (all|more)/ })
  const whole: number[] = []
  for (let click = 0; click < CLICKS && (await more.count()) > 0; click += 1) {
    const shown = longestTask(browser, page, async () => {
      await more.click({ timeout: 120_000 })
      await quiet(page)
    })
    whole.push(await shown)
  }
  await page.close()
  const figure = (what: string, value: number): Figure => ({
    what: `${names[index]}: ${what}`,
    value,
    unit: 'ms',
    mark: { atMost: LONGEST },
  })
  return [
    figure('longest task while opened', opened),
    ...(whole.length > 0 ? [figure('while more of it is shown', Math.max(...whole))] : []),
  ]
}

/** What texts made to hold up a page cost it, each in a thread of its own. */
export const hostileTextFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    await seedThreads(dir)
    const server = await startClew(dir)
    const browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_ARGS })
    try {
      const figures: Figure[] = []
      for (const index of names.keys()) {
        figures.push(...(await openText(browser, server.url, index)))
      }
      return figures
    } finally {
      await browser.close()
      await server.stop()
    }
  })
