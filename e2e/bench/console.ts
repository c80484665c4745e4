import { type Browser, type CDPSession, type Page, chromium } from '@playwright/test'

import { BROWSER_ARGS, requireBrowser } from '#tooling/browser.ts'

import { Client } from './client.ts'
import { touched, watchScripts } from './console-page.ts'
import { streamFigures } from './console-stream.ts'
import type { Figure } from './figures.ts'
import { median, percentile } from './measure.ts'
import { startClew, startScript, withFolder } from './processes.ts'
import { messageOf, seedThread, threadOf } from './seed.ts'

const LONG = 10_000
const SCROLLED = 2000
const ROUNDS = 5
/** By then a page has loaded all that it loads unasked. */
const IDLE_MS = 5000

/** The console's marks, in a real browser on the built console. */
export const consoleFigures = (): Promise<Figure[]> =>
  withFolder(async (dir) => {
    await seedThread(dir, LONG)
    const model = await startScript('model-server.ts')
    const server = await startClew(dir, {
      CLEW_MODEL_BASE_URL: `${model.url}/v1`,
      CLEW_MODEL_API_KEY: 'bench',
    })
    const api = new Client(server.url, 4)
    const browser = await chromium.launch({ executablePath: requireBrowser(), args: BROWSER_ARGS })
    try {
      return [
        ...(await openFigures(browser, server.url)),
        ...(await readFigures(browser, server.url)),
        ...(await streamFigures(browser, server.url, api)),
      ]
    } finally {
      api.close()
      await browser.close()
      await Promise.all([server.stop(), model.stop()])
    }
  })

/** Milliseconds from the navigation until the last message is painted. */
async function openThread(page: Page, url: string): Promise<number> {
  await page.goto(`${url}/threads/${threadOf(LONG)}`)
  const painted = await page.waitForFunction(
    (id) => {
      const row = document.querySelector(`[data-message="${id}"]`)
      const box = row?.getBoundingClientRect()
      return box && box.top < innerHeight && box.bottom > 0 ? performance.now() : undefined
    },
    messageOf(LONG, LONG - 1),
  )
  return Number(await painted.jsonValue())
}

async function openFigures(browser: Browser, url: string): Promise<Figure[]> {
  const times: number[] = []
  let nodes = 0
  const scripts: number[] = []
  let allScripts = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const page = await context.newPage()
    const loaded = watchScripts(page)
    const shown = await openThread(page, url)
    times.push(shown)
    nodes = await page.evaluate(() => document.querySelectorAll('*').length)
    scripts.push(await loaded.until(shown))
    if (round === ROUNDS - 1) {
      await page.waitForTimeout(IDLE_MS)
      allScripts = await loaded.all()
    }
    await context.close()
  }
  return [
    {
      what: 'open a thread of 10,000 messages at its end',
      value: median(times),
      unit: 'ms',
      mark: { atMost: 800 },
    },
    { what: 'DOM nodes then', value: nodes, unit: 'nodes', mark: { atMost: 1500 } },
    {
      what: 'JavaScript asked for until its messages are shown, gzipped',
      value: median(scripts) / 1000,
      unit: 'kB',
      mark: { atMost: 165 },
    },
    {
      what: 'the same once all that is loaded in idle time is there',
      value: allScripts / 1000,
      unit: 'kB',
    },
  ]
}

async function readFigures(browser: Browser, url: string): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await openThread(page, url)
  const keys = await keystrokes(page)
  const drift = await prependDrift(page)
  await scrollUp(page, SCROLLED)
  const heap = await heapMb(await page.context().newCDPSession(page))
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  const jumps = await jumpTimes(page)
  await page.close()
  return [
    {
      what: 'keystroke to paint, p95',
      value: percentile(keys, 0.95),
      unit: 'ms',
      mark: { atMost: 24 },
    },
    {
      what: 'drift of the line being read while older messages come, worst frame',
      value: drift.worst,
      unit: 'px',
      mark: { atMost: 2 },
    },
    { what: 'pages prepended meanwhile', value: drift.prepended, unit: 'pages' },
    {
      what: 'JS heap after scrolling 2,000 messages',
      value: heap,
      unit: 'MB',
      mark: { atMost: 40 },
    },
    { what: 'DOM nodes then, too', value: nodes, unit: 'nodes', mark: { atMost: 1500 } },
    {
      what: 'jump to a message anywhere, focus moved, p50',
      value: median(jumps),
      unit: 'ms',
      mark: { atMost: 300 },
    },
  ]
}

/** From each key's own time to the frame after its work. */
async function keystrokes(page: Page): Promise<number[]> {
  await page.getByRole('textbox', { name: 'Message' }).focus()
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { keyTimes: times })
    addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', () => times.push(performance.now() - timeStamp))
          port1.start()
          port2.postMessage(0)
        }),
      { capture: true },
    )
  })
  await page.keyboard.type('Where is my parcel? It should have been here on Tuesday. '.repeat(2), {
    delay: 40,
  })
  const times = await page.evaluate(
    () => (window as unknown as { keyTimes: number[] }).keyTimes, // put there above
  )
  await page.getByRole('textbox', { name: 'Message' }).fill('')
  return times
}

/** Goes near the top of what is loaded, then watches a line for as long as older messages arrive. */
function prependDrift(page: Page): Promise<{ worst: number; prepended: number }> {
  return page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const log = document.querySelector<HTMLElement>('[role="log"]')
    if (!log) throw new Error('no messages')
    let worst = 0
    let prepended = 0
    for (let round = 0; round < 8; round += 1) {
      log.scrollTop = 400
      for (let wait = 0; wait < 2; wait += 1) await frame()
      const height = log.scrollHeight
      const middle = log.getBoundingClientRect().top + log.clientHeight / 2
      const rows = [...log.querySelectorAll<HTMLElement>('[data-message]')]
      const line = rows.find((row) => row.getBoundingClientRect().bottom > middle)
      if (!line) throw new Error('nothing on screen')
      const { message } = line.dataset
      const at = line.getBoundingClientRect().top
      for (let watched = 0; watched < 40; watched += 1) {
        await frame()
        const row = log.querySelector(`[data-message="${message}"]`)
        worst = Math.max(worst, row ? Math.abs(row.getBoundingClientRect().top - at) : Infinity)
      }
      if (log.scrollHeight > height) prepended += 1
    }
    return { worst, prepended }
  })
}

/** Reads upwards as a wheel does, until so many messages have gone by. */
async function scrollUp(page: Page, messages: number): Promise<void> {
  await page.getByRole('log', { name: 'Messages' }).hover()
  const until = LONG - messages
  for (let turn = 0; turn < 3000; turn += 1) {
    await page.mouse.wheel(0, -1500)
    const first = await page.evaluate(
      () => document.querySelector<HTMLElement>('[data-message]')?.dataset['message'] ?? '',
    )
    if (Number(first.split('x')[1] ?? LONG) <= until) return
  }
  throw new Error('the messages could not be scrolled through')
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1_000_000
}

/** Follows a link to messages that are not loaded, far apart. */
async function jumpTimes(page: Page): Promise<number[]> {
  const times: number[] = []
  // Whoever writes keeps the focus, wherever a link leads.
  await page.getByRole('textbox', { name: 'Message', exact: true }).blur()
  for (const index of [50, 9000, 4000, 7500, 1500]) {
    times.push(await page.evaluate(touched, messageOf(LONG, index)))
  }
  return times
}
