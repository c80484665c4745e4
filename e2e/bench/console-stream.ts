import type { Browser, CDPSession, Page } from '@playwright/test'

import type { Client } from './client.ts'
import type { Figure } from './figures.ts'

const CHARACTERS = 20_000
const DELTAS = 1000

/** What a long answer costs the page while it is written: 20,000 characters in 1,000 deltas. */
export async function streamFigures(browser: Browser, url: string, api: Client): Promise<Figure[]> {
  const atOnce = await watchRun(browser, url, api, { pause: 0, throttle: 1 })
  const paced = await watchRun(browser, url, api, { pause: 16, throttle: 1 })
  const slow = await watchRun(browser, url, api, { pause: 20, throttle: 4 })
  return [
    {
      what: '20,000 characters at once, from the request to the last painted',
      value: atOnce.seconds,
      unit: 's',
      mark: { atMost: 1.2 },
    },
    {
      what: '20,000 characters in 1,000 deltas, scripting of the page',
      value: paced.script,
      unit: 's',
      mark: { atMost: 1.2 },
    },
    { what: 'the same with layout and painting', value: paced.work, unit: 's' },
    {
      what: 'work for the last tenth to the first',
      value: paced.lastToFirst,
      unit: '×',
      mark: { atMost: 1.5 },
    },
    {
      what: 'longest task meanwhile, CPU slowed 4 ×',
      value: slow.longestTask,
      unit: 'ms',
      mark: { atMost: 50 },
    },
  ]
}

interface Watched {
  /** From the request of the run to the last characters. */
  seconds: number
  /** Of the page's main thread, in seconds; scripts alone, and everything. */
  script: number
  work: number
  lastToFirst: number
  /** In milliseconds. */
  longestTask: number
}

async function watchRun(
  browser: Browser,
  url: string,
  api: Client,
  { pause, throttle }: { pause: number; throttle: number },
): Promise<Watched> {
  const model = `tokens-${DELTAS}-${CHARACTERS / DELTAS}-${pause}`
  const { id: assistantId } = await api.json<{ id: string }>('POST', '/v1/assistants', { model })
  const { id } = await api.json<{ id: string }>('POST', '/v1/threads', {
    messages: [{ role: 'user', content: 'Tell me everything.' }],
  })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(`${url}/threads/${id}`)
  await page.getByRole('article').first().waitFor()
  const session = await page.context().newCDPSession(page)
  // Processor time: that of the clock tells what else the machine did.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  // What belongs to the opening is over.
  await page.waitForTimeout(500)
  await watchPage(page)
  const idle = await idleWork(page, session)
  const requested = Date.now()
  await api.text('POST', `/v1/threads/${id}/runs`, { assistant_id: assistantId })
  const samples = await sampleWork(page, session, idle)
  const watched = await page.evaluate(() => (window as unknown as { watched: PageWatch }).watched)
  await page.close()
  return {
    seconds: (watched.last - requested) / 1000,
    script: workUntil(samples, 1, 'script'),
    work: workUntil(samples, 1, 'work'),
    lastToFirst:
      (workUntil(samples, 1, 'work') - workUntil(samples, 0.9, 'work')) /
      workUntil(samples, 0.1, 'work'),
    longestTask: watched.longestTask,
  }
}

/** Kept by the page itself. */
interface PageWatch {
  /** When it last grew, in milliseconds since 1970. */
  last: number
  length: number
  longestTask: number
}

const watchPage = (page: Page) =>
  page.evaluate((whole) => {
    const watched: PageWatch = { last: 0, length: 0, longestTask: 0 }
    Object.assign(window, { watched })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        watched.longestTask = Math.max(watched.longestTask, duration)
      }
    }).observe({ type: 'longtask' })
    // What looking costs is counted as the page's own scripts: one list of rows, which is kept up by the browser.
    const rows = document.getElementsByTagName('article')
    const look = () => {
      const length = rows.length > 1 ? (rows[rows.length - 1]?.textContent.length ?? 0) : 0
      if (length > watched.length) {
        watched.length = length
        watched.last = Date.now()
      }
      if (length < whole) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, CHARACTERS * 0.99)

interface Work {
  script: number
  work: number
}
interface Sample extends Work {
  share: number
}

/** Seconds of work in a second in which nothing happens but the watching. */
async function idleWork(page: Page, session: CDPSession): Promise<Work> {
  const begun = await workDone(session)
  const started = performance.now()
  while (performance.now() < started + 1000) await lookAndWait(page)
  return less(await workDone(session), begun, 1)
}

const lookAndWait = async (page: Page): Promise<number> => {
  await page.waitForTimeout(30)
  return page.evaluate(() => (window as unknown as { watched: PageWatch }).watched.length)
}

/** What the main thread has done beyond idling, beside how much of the answer is shown. */
async function sampleWork(page: Page, session: CDPSession, idle: Work): Promise<Sample[]> {
  const samples: Sample[] = []
  const begun = await workDone(session)
  const started = performance.now()
  for (let turn = 0; turn < 3000; turn += 1) {
    const length = await lookAndWait(page)
    const share = Math.min(1, length / (CHARACTERS * 0.99))
    const seconds = (performance.now() - started) / 1000
    samples.push({ share, ...less(less(await workDone(session), begun, 1), idle, seconds) })
    if (share >= 1) return samples
  }
  throw new Error('the answer never came to its end')
}

const less = (a: Work, b: Work, times: number): Work => ({
  script: a.script - b.script * times,
  work: a.work - b.work * times,
})

async function workDone(session: CDPSession): Promise<Work> {
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0
  return { script: of('ScriptDuration'), work: of('TaskDuration') }
}

/** Work done when that share was first shown, less what was done before any was. */
function workUntil(samples: Sample[], share: number, kind: keyof Work): number {
  const start = samples.findLast((sample) => sample.share === 0)?.[kind] ?? 0
  return (samples.find((sample) => sample.share >= share)?.[kind] ?? 0) - start
}
